"""A snapshot is written once, all of it, and is on the disk when that is said."""

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.digests import sha256_of
from index.embedding import Halves
from index.filling import Filled
from index.layout import Layout, Manifest
from index.publishing import sync
from index.vectors import write_vectors
from index.wordbook import write_words


def write(filled: Filled, manifest: Manifest, started: float | None = None) -> Manifest:
    """Write what a draft lacks to be a snapshot; all of it is on the disk afterwards.

    The manifest that was written says also how the vectors are searched, the digests of the files
    and, when it was begun at `started` (monotonic), how long it took. Raises OSError when
    something cannot be written.
    """
    drafted = filled.drafted
    layout, columns = Layout(drafted.folder), drafted.columns
    built = write_vectors(layout.vectors, filled.passages())
    np.save(layout.passages, columns.passages)
    np.save(layout.keys, columns.keys)
    _write_parts(layout.sentences, filled.sentences(), (columns.sentences, filled.dimension))
    np.save(layout.spans, columns.spans)
    np.save(layout.sentence_starts, columns.sentence_starts)
    write_words(layout.words, columns, drafted.words)
    for path in (*layout.data(), layout.words):
        sync(path)
    written = replace(
        manifest,
        kind=built.kind,
        recall=built.recall,
        files=_digests(layout),
        seconds=manifest.seconds if started is None else round(time.monotonic() - started, 1),
    )
    layout.manifest.write_text(written.to_json(), encoding="utf-8")
    for path in (layout.manifest, layout.folder):
        sync(path)
    return written


def _digests(layout: Layout) -> dict[str, str]:
    """Of all files but the manifest, as they are read back."""
    return {file.relative_to(layout.folder).as_posix(): sha256_of(file) for file in layout.data()}


def _write_parts(file: Path, parts: Iterable[Halves], shape: tuple[int, int]) -> None:
    """As np.save would write the parts joined, without their ever being in memory together."""
    fields = {"descr": "<f2", "fortran_order": False, "shape": shape}
    with file.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, fields)
        for part in parts:
            stream.write(np.asarray(part, dtype="<f2").tobytes())
