"""Rebuild: plan -> draft -> fill with vectors -> write -> check -> publish."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.store import ArticleStore
from index.embedding import Embedder, model_folder, weights_digest
from index.layout import Manifest, SnapshotError, read_manifest
from index.layout import RebuildError as RebuildError
from index.lock import only_one
from index.made import Made, forget_all
from index.publishing import building, clean, current, new_name, previous, publish, snapshots
from index.snapshot import Snapshot
from index.stamps import untouched
from index.striking import strike
from index.work import Report as Report
from index.work import Work


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did. `embedded` + `reused` = the passages; `seconds` is wall time.

    `changed` is False when the published index already held exactly this coverage.
    """

    manifest: Manifest
    changed: bool
    embedded: int
    reused: int
    seconds: float


def rebuild(
    store: ArticleStore,
    index: Path,
    model: str,
    load: Callable[[str], Embedder],
    report: Report = lambda *_: None,
    force: bool = False,
) -> Rebuilt:
    """Bring the index up to date with the store and publish it; see the module's first line.

    `load` makes the embedder named `model`; it is called only when there is something to do.
    What did not change is taken from the published snapshot; `force` takes nothing, and rebuilds
    even when nothing changed.
    Raises RebuildError when there is nothing to index, another rebuild runs, or the finished
    snapshot fails its check; whatever happens, the published one goes on serving.
    """
    started = time.monotonic()
    with only_one(index):
        clean(index, keep=_kept(index))
        same = None if force else _up_to_date(index, store, model)
        if same:
            forget_all(index)
            return Rebuilt(same, False, 0, same.passages, _since(started))
        served = _served(index)
        _refuse_nothing(served, store)
        report("model", 0, 1)
        embedder = load(model)
        report("model", 1, 1)
        made = Made(index, embedder.digest, force)
        work = Work(store, embedder, made, None if force else _alike(served, embedder), report)
        name = new_name(index)
        with _removed_on_failure(building(index, name)) as folder:
            full = work.filled(folder)
            published = work.written(full, name, started)
            work.check(full)
        _publish(index, name, _to_go_back_to(index, served))
        report("published", 1, 1)
        made.forget()
    reused = published.passages - full.embedded
    return Rebuilt(published, True, full.embedded, reused, _since(started))


def rollback(index: Path) -> Path:
    """Publish the snapshot before the current one again, and say which that is.

    Raises SnapshotError when there is none or it is not whole, RebuildError during a rebuild.
    """
    with only_one(index):
        older = previous(index)
        if older is None:
            raise SnapshotError("there is no earlier index to go back to")
        Snapshot(older).close()
        publish(index, older.name)
        return older


def _up_to_date(index: Path, store: ArticleStore, model: str) -> Manifest | None:
    """What is published, when that is whole and what a rebuild would make; told without a text.

    A change of passage size or of what is embedded comes with a new index.layout.FORMAT.
    """
    try:
        folder = current(index)
        served = read_manifest(folder)
        same = (
            served.corpus == store.state()
            and served.model == model
            and served.digest == weights_digest(model_folder(model))
        )
        if not same:
            return None
        untouched(folder, served)
    except SnapshotError:
        return None
    return served


def _served(index: Path) -> Snapshot | None:
    try:
        return Snapshot(current(index))
    except SnapshotError:
        return None  # none yet, or torn: everything is embedded anew


def _refuse_nothing(served: Snapshot | None, store: ArticleStore) -> None:
    if served is None and store.count() == 0:
        raise RebuildError(
            "there are no articles to index; add some with `footnote corpus add PATH…`, "
            "or load the sample with `footnote sample`"
        )


def _alike(served: Snapshot | None, embedder: Embedder) -> Snapshot | None:
    """What is served, when its vectors are what the embedder would make."""
    return served if served and served.manifest.digest == embedder.digest else None


def _kept(index: Path) -> list[Path | None]:
    """What must outlive a rebuild that fails: all there is, when nothing says which serves."""
    try:
        return [current(index), previous(index)]
    except SnapshotError:
        return [*snapshots(index)]


def _to_go_back_to(index: Path, served: Snapshot | None) -> Path | None:
    """What a rollback publishes after this rebuild: what served, else the newest that is whole."""
    if served:
        return current(index)
    return next((folder for folder in sorted(snapshots(index))[::-1] if _is_whole(folder)), None)


def _is_whole(folder: Path) -> bool:
    try:
        Snapshot(folder).close()
    except SnapshotError:
        return False
    return True


@contextmanager
def _removed_on_failure(folder: Path) -> Iterator[Path]:
    """What is half built is of no use, and may fill the disk. What was embedded is kept."""
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _publish(index: Path, name: str, back: Path | None) -> None:
    """Publish a snapshot; keep one to go back to, but nothing that was taken down since."""
    publish(index, name)
    clean(index, keep=[index / name, back])
    if back:
        strike(back, index / name)


def _since(started: float) -> float:
    return time.monotonic() - started
