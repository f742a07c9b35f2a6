"""Snapshots: written whole, checked when opened, published by one rename."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from small_snapshot import Contents, write

from corpus.article import Article, Kind
from corpus.passages import Passage, Size
from index import publishing, writing
from index.digests import sha256_of
from index.embedding import Vectors
from index.layout import Layout, Manifest, SnapshotError, read_manifest
from index.mentions import Facets
from index.publishing import building, clean, current, is_published, new_name, previous, publish
from index.snapshot import Snapshot

WORDS = (
    "data.csc.index.npy indices.csc.index.npy indptr.csc.index.npy params.index.json "
    "title_starts.npy titles.npy vocab.index.json word_starts.npy words.npy"
).split()
FILES = [
    "manifest.json",
    "vectors.faiss",
    "articles.sqlite3",
    "passages.npy",
    "keys.npy",
    "sentences.npy",
    "spans.npy",
    "sentence_starts.npy",
    *(f"words/{name}" for name in WORDS),
]
REMEDY = "; run `footnote index rebuild`"
FIRST, SECOND, THIRD = (f"00000{number}-20240314T060000Z" for number in (1, 2, 3))
BERGEN = timezone(timedelta(hours=1))

MANIFEST = Manifest(
    name=FIRST,
    created=datetime(2024, 3, 14, 6, 0, 0, 123456, tzinfo=UTC),
    model="models/wörter",
    digest="d" * 64,
    dimension=2,
    size=Size(200, 240),
    articles=2,
    passages=3,
    corpus="c" * 32,
    earliest=datetime(2023, 1, 2, 3, 4, tzinfo=BERGEN),
    latest=None,
    files={},
)
NOTHING = replace(MANIFEST, articles=0, passages=0)
FULL = Article(
    id="aaaaaaaaaa",
    revision=3,
    title="Bridge “opens” 🌉",
    text="The bridge opens.\n\nThe mayor came. It rained.",
    outlet="The Courier",
    url="https://courier.example/1",
    authors=("Ilse Marran", "Tor Vik"),
    section="City",
    tags=("harbour",),
    published=datetime(2024, 3, 14, 7, 30, tzinfo=BERGEN),
    updated=datetime(2024, 3, 15, tzinfo=UTC),
    kind=Kind.ANALYSIS,
    provenance={"title": "front matter"},
)
BARE = Article(id="bbbbbbbbbb", revision=1, title="Mayor", text="The mayor slept.")
PASSAGES = (
    Passage(FULL.id, 3, 0, 17, "The bridge opens."),
    Passage(FULL.id, 3, 19, 45, "The mayor came. It rained."),
    Passage(BARE.id, 1, 0, 16, "The mayor slept."),
)
CONTENTS = Contents(
    articles=[FULL, BARE],
    passages=PASSAGES,
    keys=[b"one", b"two", b"three"],
    vectors=np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32),
    spans=[[(0, 17)], [(0, 15), (16, 26)], [(0, 16)]],
    sentences=np.array([[1, 0], [0, 1], [0.5, 0.5], [-1, 0]], dtype=np.float16),
)
EMPTY = Contents(
    [], [], [], np.empty((0, 2), dtype=np.float32), [], np.empty((0, 2), dtype=np.float16)
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The folder of a whole snapshot."""
    write(tmp_path / FIRST, CONTENTS, MANIFEST)
    return tmp_path / FIRST


@pytest.fixture
def opened(written: Path) -> Snapshot:
    return Snapshot(written)


def vector(*numbers: float) -> Vectors:
    return np.array(numbers, dtype=np.float32)


def make(index: Path, name: str, contents: Contents = EMPTY) -> None:
    """Write and publish a snapshot."""
    write(building(index, name), contents, replace(MANIFEST, name=name))
    publish(index, name)


def refusal(folder: Path) -> str:
    """With what a snapshot is refused."""
    with pytest.raises(SnapshotError) as refused:
        Snapshot(folder)
    return str(refused.value)


def test_a_manifest_reads_back_as_it_was() -> None:
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST


def test_a_written_manifest_holds_the_digests_of_the_files(written: Path) -> None:
    """SHA-256, so that `sha256sum` can check them as well."""
    manifest = read_manifest(written)
    lengths = {name: len(digest) for name, digest in manifest.files.items()}
    assert lengths == dict.fromkeys(FILES[1:], 64)
    assert replace(manifest, files={}) == replace(MANIFEST, kind="flat, half precision")


def test_a_manifest_of_another_format_is_refused() -> None:
    other = MANIFEST.to_json().replace('"format": 4', '"format": 3')
    with pytest.raises(SnapshotError, match=f"of another version of Footnote{REMEDY}"):
        Manifest.from_json(other)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", '"format"', "{}", '{"format": 2}'])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(SnapshotError, match=REMEDY):
        Manifest.from_json(text)


def test_every_changed_byte_of_a_manifest_is_noticed(written: Path) -> None:
    """Or reads as the same manifest: a blank made a line break, or 1.0 for 1."""
    whole = (written / "manifest.json").read_bytes()
    manifest = read_manifest(written)
    for place in range(len(whole)):
        for bit in (0x01, 0x80):
            broken = whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
            (written / "manifest.json").write_bytes(broken)
            try:
                assert read_manifest(written) == manifest
            except SnapshotError as refused:
                assert str(refused).endswith(REMEDY)  # noqa: PT017 - either is right


def test_a_changed_date_in_a_manifest_is_noticed(written: Path) -> None:
    text = (written / "manifest.json").read_text(encoding="utf-8")
    (written / "manifest.json").write_text(text.replace("2024-03-14", "2025-03-14"))
    assert refusal(written) == f"the index has a damaged manifest{REMEDY}"


def test_a_manifest_that_is_not_utf_8_is_refused(written: Path) -> None:
    (written / "manifest.json").write_bytes(b"\xff\xfe{")
    assert refusal(written).endswith(REMEDY)


def test_a_snapshot_without_its_manifest_is_refused(written: Path) -> None:
    (written / "manifest.json").unlink()
    assert refusal(written) == f"the index {FIRST} lacks its manifest{REMEDY}"


@pytest.mark.parametrize("name", FILES[1:])
def test_a_missing_file_is_refused(written: Path, name: str) -> None:
    (written / name).unlink()
    assert refusal(written) == f"the index lacks {name}{REMEDY}"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_a_truncated_file_is_refused(written: Path, name: str, kept: float) -> None:
    size = (written / name).stat().st_size
    os.truncate(written / name, int(size * kept))
    assert refusal(written).endswith(REMEDY)


@pytest.mark.parametrize("name", FILES[1:])
@pytest.mark.parametrize("place", [0, 0.5, 0.999])
def test_a_flipped_bit_is_refused(written: Path, name: str, place: float) -> None:
    content = bytearray((written / name).read_bytes())
    content[int(len(content) * place)] ^= 1
    (written / name).write_bytes(content)
    assert refusal(written) == f"the index has a damaged {name}{REMEDY}"


def test_a_snapshot_is_written_once(written: Path) -> None:
    with pytest.raises(FileExistsError):
        write(written, CONTENTS, MANIFEST)


def test_a_snapshot_holds_nothing_but_its_files(written: Path) -> None:
    """No journal of SQLite is left beside them."""
    assert sorted(contents_of(written)) == sorted(FILES)


def test_opening_a_snapshot_changes_nothing(written: Path) -> None:
    before = contents_of(written)
    Snapshot(written).close()
    assert contents_of(written) == before


def test_a_snapshot_may_lie_in_a_folder_with_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "a b?c#d%20é" / FIRST
    write(folder, CONTENTS, MANIFEST)
    assert Snapshot(folder).count() == (3, 3)


def test_a_snapshot_may_be_named_relatively(written: Path) -> None:
    assert Snapshot(Path(written.name)).count() == (3, 3)  # the tests run in tmp_path


def test_as_many_vectors_as_passages(opened: Snapshot) -> None:
    assert opened.count() == (3, 3)


def test_a_vector_finds_itself_with_1(opened: Snapshot) -> None:
    assert opened.nearest(vector(1, 0), 1) == [(0, 1.0)]


def test_scores_are_cosines_and_the_best_comes_first(opened: Snapshot) -> None:
    assert opened.nearest(vector(0, 1), 3) == [
        (2, 1.0),
        (1, pytest.approx(0.8, abs=1e-3)),
        (0, 0.0),
    ]


def test_opposite_vectors_score_minus_1(opened: Snapshot) -> None:
    assert opened.nearest(vector(0, -1), 3)[-1] == (2, -1.0)


def test_there_are_no_more_rows_than_passages(opened: Snapshot) -> None:
    assert len(opened.nearest(vector(1, 0), 100)) == 3


def test_stored_vectors_come_back_in_the_order_asked_for(opened: Snapshot) -> None:
    assert np.array_equal(opened.vectors([2, 0]), CONTENTS.vectors[[2, 0]])


def test_no_rows_are_no_vectors(opened: Snapshot) -> None:
    assert opened.vectors([]).shape == (0, 2)


def test_a_passage_comes_back_with_its_article(opened: Snapshot) -> None:
    assert opened.passage(1) == (PASSAGES[1], FULL)


def test_an_article_comes_back_with_every_field(opened: Snapshot) -> None:
    """Provenance is not compared by `==`."""
    article = opened.article(FULL.id)
    assert article == FULL
    assert article is not None
    assert article.provenance == FULL.provenance


def test_an_article_that_says_little_comes_back_as_it_was(opened: Snapshot) -> None:
    assert opened.article(BARE.id) == BARE


def test_an_article_that_is_not_covered_is_none(opened: Snapshot) -> None:
    assert opened.article("cccccccccc") is None


def test_the_fingerprints_come_back_with_their_rows(opened: Snapshot) -> None:
    keys = [bytes(key).rstrip() for key in opened.columns().keys]
    assert keys == [b"one", b"two", b"three"]


def test_a_passage_of_no_article_is_told_of(written: Path) -> None:
    """Although every digest is right."""
    with closing(sqlite3.connect(written / "articles.sqlite3")) as db, db:
        db.execute("DELETE FROM articles WHERE article_id = ?", (BARE.id,))
    files = {**read_manifest(written).files, "articles.sqlite3": sha256_of(written / FILES[2])}
    (written / "manifest.json").write_text(replace(MANIFEST, files=files).to_json())
    assert refusal(written) == f"the index cannot be opened (1 articles){REMEDY}"


def test_an_empty_snapshot_finds_nothing(tmp_path: Path) -> None:
    write(tmp_path / FIRST, EMPTY, NOTHING)
    empty = Snapshot(tmp_path / FIRST)
    assert (empty.count(), empty.nearest(vector(1, 0), 5)) == ((0, 0), [])


def test_an_open_snapshot_outlives_its_folder(written: Path) -> None:
    """The running bot answers from it until it has swapped."""
    opened = Snapshot(written)
    clean(written.parent, keep=[])
    assert not written.exists()
    assert opened.passage(opened.nearest(vector(1, 0), 1)[0][0]) == (PASSAGES[0], FULL)


def test_a_closed_snapshot_cannot_be_asked(opened: Snapshot) -> None:
    opened.close()
    with pytest.raises(sqlite3.ProgrammingError):
        opened.article(BARE.id)


def test_the_layout_names_the_files(written: Path) -> None:
    layout = Layout(written)
    assert [layout.manifest, *layout.data()] == [written / name for name in FILES]


def test_only_rows_that_are_named_are_searched(opened: Snapshot) -> None:
    among = np.array([0, 1], dtype=np.int64)
    assert opened.nearest(vector(0, 1), 3, among) == [(1, pytest.approx(0.8, abs=1e-3)), (0, 0.0)]


def test_among_no_rows_nothing_is_nearest(opened: Snapshot) -> None:
    assert opened.nearest(vector(0, 1), 3, np.array([], dtype=np.int64)) == []


def test_a_passage_has_its_sentences(opened: Snapshot) -> None:
    assert [opened.sentence_rows(row) for row in range(3)] == [range(1), range(1, 3), range(3, 4)]


def test_sentences_come_in_the_order_of_the_rows_asked_for(opened: Snapshot) -> None:
    numbers, owner = opened.sentences_of(np.array([2, 1]))
    assert (numbers.tolist(), owner.tolist()) == ([3, 1, 2], [0, 1, 1])


def test_no_rows_have_no_sentences(opened: Snapshot) -> None:
    numbers, owner = opened.sentences_of(np.array([], dtype=np.int64))
    assert (len(numbers), len(owner)) == (0, 0)


def test_a_sentence_is_a_slice_of_its_article(opened: Snapshot) -> None:
    spans = [opened.sentence_span(number) for number in range(3)]
    said = [FULL.text[start:end] for start, end in spans]
    assert said == ["The bridge opens.", "The mayor came.", "It rained."]


def test_sentence_vectors_come_in_the_order_asked_for(opened: Snapshot) -> None:
    asked = np.array([3, 1])
    assert np.array_equal(opened.sentence_vectors(asked), CONTENTS.sentences[asked])


def test_the_sentences_of_a_passage_come_as_a_range(opened: Snapshot) -> None:
    assert np.array_equal(opened.sentence_vectors(range(1, 3)), CONTENTS.sentences[1:3])


def test_passages_that_print_the_same_words_have_the_same_words(tmp_path: Path) -> None:
    """The title, which may differ, is not among them."""
    texts = ("The mayor slept.", "the MAYOR sleeps")
    articles = [replace(BARE, id=f"{n}" * 10, title=f"Title {n}", text=texts[n]) for n in (0, 1)]
    passages = [Passage(one.id, 1, 0, 16, one.text) for one in articles]
    vectors = np.eye(2, dtype=np.float32)
    halves = vectors.astype(np.float16)
    spans = [[(0, 16)]] * 2
    write(
        tmp_path / FIRST,
        Contents(articles, passages, [b"1", b"2"], vectors, spans, halves),
        MANIFEST,
    )
    snapshot = Snapshot(tmp_path / FIRST)
    assert len(snapshot.words_of(0) & snapshot.words_of(1)) == 1  # mayor, but slept is not sleep
    assert len(snapshot.words_of(0) | snapshot.words_of(1)) == 3


def test_rows_know_their_article(opened: Snapshot) -> None:
    one, same, other = opened.rows.article.tolist()
    assert one == same != other


def test_rows_know_when_they_were_published(opened: Snapshot) -> None:
    """In seconds since 1970, and NaN without a date."""
    moment = datetime(2024, 3, 14, 6, 30, tzinfo=UTC).timestamp()
    assert opened.rows.published == pytest.approx([moment, moment, np.nan], nan_ok=True)


def test_rows_know_whether_their_article_begins_there(opened: Snapshot) -> None:
    assert opened.rows.first.tolist() == [True, False, True]


def test_the_facets_are_what_the_articles_name(opened: Snapshot) -> None:
    authors = ("Ilse Marran", "Tor Vik")
    assert opened.holdings.facets == Facets(("The Courier",), ("City",), authors, ("harbour",))


def test_articles_are_found_by_what_they_name(opened: Snapshot) -> None:
    full = [int(opened.rows.article[0])]
    assert opened.holdings.of(["The Courier"], ["City"], ["Tor Vik"], ["harbour"]).tolist() == full


def test_any_of_several_outlets_will_do(opened: Snapshot) -> None:
    assert len(opened.holdings.of(["The Gazette", "The Courier"], [], [], [])) == 1


def test_of_every_kind_that_is_named_an_article_must_have_one(opened: Snapshot) -> None:
    assert len(opened.holdings.of(["The Courier"], ["Sport"], [], [])) == 0


def test_where_nothing_is_named_no_article_is_meant(opened: Snapshot) -> None:
    assert len(opened.holdings.of([], [], [], [])) == 0


def test_an_empty_snapshot_has_no_rows_and_no_facets(tmp_path: Path) -> None:
    write(tmp_path / FIRST, EMPTY, NOTHING)
    empty = Snapshot(tmp_path / FIRST)
    assert (len(empty.rows.article), len(empty.rows.published)) == (0, 0)
    assert empty.holdings.facets == Facets()


def test_names_sort_as_they_were_made(tmp_path: Path) -> None:
    names = []
    for _ in range(11):
        names.append(new_name(tmp_path))
        (tmp_path / names[-1]).mkdir()
    assert names == sorted(names)


def test_names_sort_although_the_clock_jumps_back(tmp_path: Path) -> None:
    (tmp_path / "000041-29991231T235959Z").mkdir()
    assert new_name(tmp_path).startswith("000042-")


def test_the_first_name_is_number_1(tmp_path: Path) -> None:
    assert new_name(tmp_path / "not there yet").startswith("000001-")


def test_a_name_is_one_that_current_accepts(tmp_path: Path) -> None:
    name = new_name(tmp_path)
    make(tmp_path, name)
    assert current(tmp_path) == tmp_path / name


def test_without_an_index_there_is_no_current_one(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=f"there is no index yet{REMEDY}"):
        current(tmp_path)


def test_nothing_is_published_before_publish(tmp_path: Path) -> None:
    write(building(tmp_path, FIRST), EMPTY, MANIFEST)
    assert not is_published(tmp_path)


def test_publish_moves_the_snapshot_to_its_place(tmp_path: Path) -> None:
    make(tmp_path, FIRST, CONTENTS)
    assert is_published(tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [FIRST, "CURRENT"]


def test_an_older_snapshot_can_be_published_again(tmp_path: Path) -> None:
    make(tmp_path, FIRST)
    make(tmp_path, SECOND)
    publish(tmp_path, FIRST)
    assert current(tmp_path) == tmp_path / FIRST


@pytest.mark.parametrize(
    "pointer", [b"", b"\xff\xfe\x00", b"..", b"../000001-1Z", b"000009-20240314T060000Z"]
)
def test_a_pointer_that_points_at_nothing_is_refused(tmp_path: Path, pointer: bytes) -> None:
    make(tmp_path, FIRST)
    (tmp_path / "CURRENT").write_bytes(pointer)
    with pytest.raises(SnapshotError, match=f"is missing{REMEDY}"):
        current(tmp_path)


def test_the_previous_snapshot_is_the_newest_before_the_current(tmp_path: Path) -> None:
    for name in (FIRST, SECOND, THIRD):
        make(tmp_path, name)
    assert previous(tmp_path) == tmp_path / SECOND


def test_the_first_snapshot_has_no_previous(tmp_path: Path) -> None:
    make(tmp_path, FIRST)
    assert previous(tmp_path) is None


def test_a_newer_snapshot_is_not_the_previous_one(tmp_path: Path) -> None:
    make(tmp_path, FIRST)
    make(tmp_path, SECOND)
    publish(tmp_path, FIRST)
    assert previous(tmp_path) is None


def test_clean_keeps_what_it_is_told_to(tmp_path: Path) -> None:
    for name in (FIRST, SECOND, THIRD):
        make(tmp_path, name)
    clean(tmp_path, keep=[tmp_path / SECOND, tmp_path / THIRD, None])
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [SECOND, THIRD, "CURRENT"]


def test_clean_removes_what_was_being_built(tmp_path: Path) -> None:
    write(building(tmp_path, FIRST), CONTENTS, MANIFEST)
    (tmp_path / ".building-CURRENT").write_text("half a na")
    clean(tmp_path, keep=[])
    assert list(tmp_path.iterdir()) == []


def test_clean_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / ".lock").touch()
    clean(tmp_path, keep=[])
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".lock", "notes"]


def test_a_killed_publish_leaves_the_old_pointer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between moving the snapshot and renaming the pointer."""
    make(tmp_path, FIRST)
    write(building(tmp_path, SECOND), EMPTY, MANIFEST)
    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, SECOND)
    assert current(tmp_path) == tmp_path / FIRST


def test_all_of_a_snapshot_is_on_disk_before_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut could leave a pointer to a torn one."""
    synced: list[str] = []
    for module in (writing, publishing):
        monkeypatch.setattr(module, "sync", lambda path: synced.append(path.name))
    make(tmp_path, FIRST)
    folder = f".building-{FIRST}"
    pointer = [tmp_path.name, ".building-CURRENT", tmp_path.name]
    data = [Path(name).name for name in FILES[1:]]
    assert synced == [*data, "words", "manifest.json", folder, *pointer]


def contents_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def killed(*_: object) -> None:
    raise KeyboardInterrupt
