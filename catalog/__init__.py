"""What can be recommended: items, events, media, embedders and the vector index."""
