"""A file that looks as it did when it was found whole is not read again; any change shows."""

import os
import time
from pathlib import Path

import pytest
from word_embedder import WordEmbedder, put, word_model

from corpus.store import ArticleStore
from index import stamps
from index.digests import sha256_of
from index.layout import SnapshotError, read_manifest
from index.publishing import current
from index.rebuild import rebuild
from index.retriever import open_current
from index.stamps import forget, untouched, whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot that was found whole, long enough ago for its files to be settled."""
    with ArticleStore(tmp_path / "articles.sqlite3") as store:
        put(store, "a", "Harbour", "The harbour.")
        rebuild(store, tmp_path / "index", word_model(tmp_path / "words"), WordEmbedder)
    return current(tmp_path / "index")


@pytest.fixture
def reads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which files were read."""
    read: list[str] = []

    def noting(file: Path) -> str:
        read.append(file.name)
        return sha256_of(file)

    monkeypatch.setattr(stamps, "sha256_of", noting)
    monkeypatch.setattr(stamps, "_SETTLED", 0)
    time.sleep(0.01)
    whole(folder, read_manifest(folder))
    read.clear()
    return read


def test_what_is_untouched_is_not_read(folder: Path, reads: list[str]) -> None:
    untouched(folder, read_manifest(folder))
    assert reads == []


def test_whoever_serves_reads_it_all(folder: Path, reads: list[str]) -> None:
    manifest = read_manifest(folder)
    whole(folder, manifest)
    assert len(reads) == len(manifest.files)


def test_a_flipped_byte_is_noticed_although_its_date_was_put_back(
    folder: Path, reads: list[str]
) -> None:
    file = folder / "spans.npy"
    before, data = file.stat(), bytearray(file.read_bytes())
    data[-1] ^= 1
    with file.open("r+b") as stream:
        stream.write(data)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(SnapshotError, match=r"damaged spans.npy; run `footnote index rebuild`"):
        untouched(folder, read_manifest(folder))
    assert reads == ["spans.npy"]


def test_a_missing_file_is_named(folder: Path, reads: list[str]) -> None:
    (folder / "keys.npy").unlink()
    with pytest.raises(SnapshotError, match=r"lacks keys.npy; run `footnote index rebuild`"):
        untouched(folder, read_manifest(folder))
    assert reads == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"spans.npy": 1}', "\x00"])
def test_a_note_that_cannot_be_read_is_none(folder: Path, reads: list[str], text: str) -> None:
    note = next(folder.parent.glob(".verified-*"))
    note.write_text(text)
    manifest = read_manifest(folder)
    untouched(folder, manifest)
    assert len(reads) == len(manifest.files)


def test_a_snapshot_that_is_forgotten_is_read_again(folder: Path, reads: list[str]) -> None:
    forget(folder)
    untouched(folder, read_manifest(folder))
    assert reads


def test_what_was_only_just_written_is_not_noted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could be written again within the tick of the clock, and look the same."""
    monkeypatch.setattr(stamps, "_SETTLED", 3_600_000_000_000)
    whole(folder, read_manifest(folder))
    assert [note.read_text() for note in folder.parent.glob(".verified-*")] in ([], ["{}"])


def test_what_asks_once_reads_no_file_again(folder: Path, reads: list[str]) -> None:
    retriever = open_current(folder.parent, WordEmbedder, verify=untouched)
    assert reads == []
    open_current(folder.parent, WordEmbedder, retriever)
    assert set(reads) == {Path(name).name for name in read_manifest(folder).files}
