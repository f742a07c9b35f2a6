"""Rebuilds killed at every moment: `python killed_rebuild.py HOME MODEL OUT`.

OUT gets one copy of HOME for each moment, with what a rebuild killed then (`kill -9`) left in it;
the last one is of the rebuild that came through. Moments are those at which a rebuild touches
files or reports progress.
"""

import itertools
import os
import shutil
import signal
import sys
from pathlib import Path

import faiss  # noqa: F401 - once here, not in every process
from word_embedder import WordEmbedder

from corpus.home import Home
from corpus.store import ArticleStore
from index.rebuild import rebuild


class Moments:
    """Counts the moments of this process, and ends it at the `last` one."""

    def __init__(self, last: int, folder: Path) -> None:
        self._left = last
        self._folder = str(folder)

    def pass_one(self, *_: object) -> None:
        self._left -= 1
        if self._left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, _: str, arguments: tuple[object, ...]) -> None:
        """Told by Python of every file that is about to be opened, made, renamed or removed."""
        first = arguments[0] if arguments else None
        if isinstance(first, str | Path) and str(first).startswith(self._folder):
            self.pass_one()


def rebuilt_until(moment: int, home: Home, model: str) -> bool:
    """Rebuild in a process of its own until that moment; True when it came through."""
    child = os.fork()
    if child == 0:
        moments = Moments(moment, home.index)
        sys.addaudithook(moments.audit)
        with ArticleStore(home.articles) as store:
            rebuild(store, home.index, model, WordEmbedder, moments.pass_one)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def main(home: Path, model: str, out: Path) -> None:
    for moment in itertools.count():
        copied = Path(shutil.copytree(home, out / f"{moment:03}"))
        if rebuilt_until(moment, Home(copied), model):
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
