"""How things are made: a storyboard's script, real typography over pictures, films and printed sheets."""
