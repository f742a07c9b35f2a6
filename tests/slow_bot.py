"""The bot, with a desk that takes its time over questions that say so: `python -m slow_bot`."""

import sys
import time
from typing import Any

from bot import desk
from bot.cli import main

SLOWLY = "slowly"
SECONDS = 3.0

_answer = desk._answer


def _slowly(retriever: Any, asked: Any) -> Any:
    if SLOWLY in asked.question:
        time.sleep(SECONDS)
    return _answer(retriever, asked)


if __name__ == "__main__":
    desk._answer = _slowly
    sys.argv.append("bot")
    main()
