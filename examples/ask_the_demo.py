"""Ask the demo one thing: `python examples/ask_the_demo.py "a calm film for tonight"`."""

from __future__ import annotations

import sys

from tastemaker import Agent


def main() -> None:
    """Print the reply and its cards."""
    message = sys.argv[1] if len(sys.argv) > 1 else "a green dress under 100"
    with Agent.open("demo") as agent:
        reply = agent.chat(message, user="ana")
        print(reply.text)
        for card in reply.items:
            print(f"- {card.title} ({', '.join(card.categories)})", card.reason)


if __name__ == "__main__":
    main()
