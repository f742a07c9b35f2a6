"""`python -m bot` is `footnote bot`; a command may follow, as after `footnote`."""

import sys

from bot.cli import main

if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.argv.append("bot")
    main()
