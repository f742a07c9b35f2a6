"""Which snapshots there are, and which is published: by one rename of the file that names it."""

import os
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from index.layout import REBUILD, SnapshotError
from index.stamps import forget

_CURRENT = "CURRENT"
_BUILDING = ".building-"
_NAME = re.compile(r"\d{6,}-[0-9TZ]+")


def new_name(index: Path) -> str:
    """A name that sorts after all others, whatever the clock says."""
    number = max((int(folder.name.partition("-")[0]) for folder in snapshots(index)), default=0)
    return f"{number + 1:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


def building(index: Path, name: str) -> Path:
    """Where the snapshot `name` is written until it is finished."""
    return index / f"{_BUILDING}{name}"


def publish(index: Path, name: str) -> None:
    """Make the snapshot `name` the current one, moving it from where it was built."""
    if building(index, name).exists():
        building(index, name).rename(index / name)
        sync(index)
    pointer = index / f"{_BUILDING}CURRENT"
    pointer.write_text(f"{name}\n", encoding="utf-8")
    sync(pointer)
    pointer.replace(index / _CURRENT)
    sync(index)


def current(index: Path) -> Path:
    """The published snapshot. Raises SnapshotError when nothing has been published."""
    try:
        name = (index / _CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        raise SnapshotError(f"there is no index yet; {REBUILD}") from None
    if not _NAME.fullmatch(name) or not (index / name).is_dir():
        raise SnapshotError(f"the published index {name[:60]!r} is missing; {REBUILD}")
    return index / name


def snapshots(index: Path) -> list[Path]:
    """The finished snapshots, published or not, in no order."""
    if not index.is_dir():
        return []
    return [folder for folder in index.iterdir() if _NAME.fullmatch(folder.name)]


def is_published(index: Path) -> bool:
    """True when there is a published snapshot, whole or not."""
    return (index / _CURRENT).exists()


def previous(index: Path) -> Path | None:
    """The snapshot that was published before the current one, if it is still there."""
    older = [folder for folder in snapshots(index) if folder.name < current(index).name]
    return max(older, default=None)


def clean(index: Path, keep: Iterable[Path | None]) -> None:
    """Remove what a killed rebuild left behind, and all snapshots but those to keep.

    Of what it had embedded nothing is removed: the next rebuild goes on from there.
    """
    for leftover in index.glob(f"{_BUILDING}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    kept = set(keep)
    for folder in snapshots(index):
        if folder not in kept:
            forget(folder)
            shutil.rmtree(folder)


def sync(path: Path) -> None:
    """Flush a file or a folder's list of names to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
