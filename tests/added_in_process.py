"""Adds a file of JSON lines in a process of its own: python added_in_process.py STORE FILE."""

import sys
from pathlib import Path

from corpus.formats import read
from corpus.report import take
from corpus.store import ArticleStore

if __name__ == "__main__":
    with ArticleStore(Path(sys.argv[1])) as store:
        for item in read(Path(sys.argv[2]), {}):
            print(take(store, item).outcome, flush=True)
