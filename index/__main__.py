"""`python -m index` is `footnote index`; without a command it rebuilds."""

import sys

from corpus.terminal import run
from index.commands import app

if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.argv.append("rebuild")
    run(app)
