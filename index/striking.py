"""What was taken down is struck from the snapshot that is kept to go back to, too."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from index.draft import Draft
from index.filling import Filled
from index.layout import RebuildError, SnapshotError, read_manifest
from index.publishing import building
from index.snapshot import Snapshot, editions_of
from index.stamps import forget, untouched, whole
from index.writing import write


def strike(folder: Path, newer: Path) -> None:
    """Take out of a snapshot the articles that the `newer` one does not have.

    One that is damaged is removed: better no way back than one to what is gone.
    """
    try:
        untouched(folder, read_manifest(folder))
        covered = {one.article_id for one in editions_of(newer)}
        older = [one.article_id for one in editions_of(folder)]
        if not covered.issuperset(older):
            places = [place for place, one in enumerate(older) if one in covered]
            fresh = _of_these(folder, places)
            forget(folder)
            shutil.rmtree(folder)
            fresh.rename(folder)
    except (SnapshotError, RebuildError, OSError, sqlite3.Error):
        shutil.rmtree(folder, ignore_errors=True)


def _of_these(folder: Path, places: Sequence[int]) -> Path:
    """The same snapshot of the articles at these places alone, where it is built."""
    kept = Snapshot(folder, whole)
    fresh = building(folder.parent, folder.name)
    with closing(Draft(fresh, kept)) as draft:
        for place in places:
            draft.keep(place, place + 1)
        drafted = draft.finish()
    filled = Filled(drafted, kept.manifest.dimension, kept, drafted.old, made=None)
    earliest, latest = drafted.dates
    manifest = replace(
        kept.manifest,
        articles=drafted.articles,
        passages=len(drafted.columns),
        earliest=earliest,
        latest=latest,
    )
    write(filled, manifest)
    kept.close()
    return fresh
