"""A finished snapshot is checked as a reader would see it, before it is published."""

from collections.abc import Callable
from pathlib import Path

from index.cutting import Texts
from index.embedding import Embedder
from index.layout import RebuildError
from index.snapshot import Snapshot
from index.stamps import just_written

_SAMPLED = 16  # passages embedded again
_CLOSE_TO_ONE = 1e-3  # how far from 1.0 a passage may find itself: batches round differently
_ANEW = "run `footnote index rebuild --force` to embed every passage anew"


def check(
    folder: Path,
    passages: int,
    texts: Texts,
    embedder: Embedder,
    report: Callable[[int, int], None],
) -> None:
    """Sampled passages must find themselves first; `report` is told how many of how many did.

    Or one that reads the same to the model, which may not tell upper case from lower. Raises
    RebuildError when they do not, or when the snapshot does not hold so many passages.
    """
    finished = Snapshot(folder, just_written)
    if finished.count() != (passages, passages):
        raise RebuildError(f"the new index holds {finished.count()} of {passages} passages")
    rows = range(0, passages, max(1, passages // _SAMPLED))
    report(0, len(rows))
    vectors = embedder.passages(texts.of(rows)[0])
    for number, (row, vector) in enumerate(zip(rows, vectors, strict=True), start=1):
        own = float(finished.vectors([row])[0] @ vector)
        if not abs(own - 1) <= _CLOSE_TO_ONE:  # so that NaN fails as well
            raise RebuildError(f"passage {row} of the new index finds itself at {own:.4f}; {_ANEW}")
        best, score = finished.nearest(vector, 1)[0]
        if score > own + _CLOSE_TO_ONE:
            raise RebuildError(f"passage {row} of the new index finds {best} first; {_ANEW}")
        report(number, len(rows))
    finished.close()
