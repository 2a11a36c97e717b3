"""One story, a headline for each of two readers: python examples/news_headline.py"""

from __future__ import annotations

from tastemaker import Agent

STORY = "news/news-003"
READERS = ("olga", "max")


def main() -> None:
    """Write both, and say of a text that is not the model's own what it is."""
    with Agent.open("demo") as agent:
        print(agent.catalog.item(STORY).title)
        for reader in READERS:
            headline = agent.create("text", item=STORY, user=reader, kind="headline")
            note = f"({headline.note})" if headline.note else ""
            print(f"- for {reader}: {headline.text} {note}".rstrip())


if __name__ == "__main__":
    main()
