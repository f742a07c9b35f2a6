"""The bot, with a desk that breaks over questions that say so: `python -m crashing_bot`."""

import sys
from typing import Any

from bot import desk
from bot.cli import main

BREAKING = "breaking"

_answer = desk._answer


def _breaking(retriever: Any, asked: Any) -> Any:
    if BREAKING in asked.question:
        return {}[asked.question]  # what a bug would do: its error holds the question
    return _answer(retriever, asked)


if __name__ == "__main__":
    desk._answer = _breaking
    sys.argv.append("bot")
    main()
