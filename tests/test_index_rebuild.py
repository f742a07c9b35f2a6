"""Rebuild: only what is new is embedded, and whatever happens an index goes on serving."""

import os
import resource
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tiny_model import save_tiny_model
from word_embedder import WORDS, WordEmbedder, put, word_model

from corpus.article import Content
from corpus.home import Home
from corpus.passages import Size
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL, Halves, ModelError, Span, Vectors
from index.layout import SnapshotError, read_manifest
from index.publishing import current, previous
from index.question import read
from index.rebuild import RebuildError, Rebuilt, Report, rebuild, rollback
from index.retriever import Retriever, open_current
from index.snapshot import Snapshot
from index.torch_embedder import SentenceEmbedder

TESTS = Path(__file__).parent
TWO_PASSAGES = "bridge " * 12 + "\n\n" + "mayor " * 12  # too long for one


class Newsroom:
    """Articles, an index of them, and the embedder that the last rebuild loaded."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root / "newsroom")
        self.store = ArticleStore(self.home.articles)
        self.index = self.home.index
        self.model = word_model(root / "words")
        self.loaded: list[WordEmbedder] = []

    def put(self, key: str, title: str, text: str) -> str:
        return put(self.store, key, title, text)

    def load(self, model: str) -> WordEmbedder:
        self.loaded.append(WordEmbedder(model))
        return self.loaded[-1]

    def rebuild(
        self,
        load: Callable[[str], WordEmbedder] | None = None,
        report: Report = lambda *_: None,
        force: bool = False,
    ) -> Rebuilt:
        return rebuild(self.store, self.index, self.model, load or self.load, report, force)

    def embedded(self) -> list[str]:
        """What the last rebuild embedded: all, then again those by which it checks itself."""
        return self.loaded[-1].embedded

    def found(self, question: str) -> list[tuple[str, float]]:
        """The titles that are nearest in the published index, with their cosines."""
        hits = open_current(self.index, WordEmbedder).nearest(question)
        return [(hit.article.title, hit.meaning) for hit in hits]

    def snapshots(self) -> list[str]:
        return sorted(entry.name for entry in self.index.glob("0*"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    yield newsroom
    newsroom.store.close()


@pytest.fixture
def newsroom(empty: Newsroom) -> Newsroom:
    """Two articles, not yet indexed."""
    empty.put("a", "Harbour", "The harbour.")
    empty.put("b", "Mayor", "mayor mayor")
    return empty


@pytest.fixture
def indexed(newsroom: Newsroom) -> Newsroom:
    """Two articles and their index."""
    newsroom.rebuild()
    return newsroom


class Failing(WordEmbedder):
    """Fails at the first passage."""

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        raise ModelError("out of memory")


class Fickle(WordEmbedder):
    """Never reads a text the same way twice."""

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        vectors = super().passages(texts, done)
        return np.roll(vectors, len(self.embedded), axis=1)


class Numberless(WordEmbedder):
    """Returns no numbers."""

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        return np.full_like(super().passages(texts, done), np.nan)


class Partial(WordEmbedder):
    """Turns a passage away from the question by which it is checked, but only at first."""

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        first = not self.embedded
        vectors = super().passages(texts, done)
        return vectors[::-1] if first else vectors


def test_a_passage_finds_itself_with_1(indexed: Newsroom) -> None:
    assert indexed.found("mayor")[0] == ("Mayor", 1.0)


def test_a_rebuild_tells_what_it_did(newsroom: Newsroom) -> None:
    rebuilt = newsroom.rebuild()
    assert (rebuilt.changed, rebuilt.embedded, rebuilt.reused) == (True, 2, 0)


def test_a_rebuild_tells_how_long_it_took(newsroom: Newsroom) -> None:
    assert 0 < newsroom.rebuild().seconds < 60


def test_the_manifest_that_a_rebuild_returns_is_the_published_one(newsroom: Newsroom) -> None:
    assert newsroom.rebuild().manifest == read_manifest(current(newsroom.index))


def test_the_manifest_tells_what_the_index_holds(indexed: Newsroom) -> None:
    manifest = read_manifest(current(indexed.index))
    assert (manifest.articles, manifest.passages, manifest.dimension) == (2, 2, 5)
    assert (manifest.model, manifest.digest) == (indexed.model, WordEmbedder(indexed.model).digest)
    assert manifest.corpus == indexed.store.state()


def test_the_manifest_tells_when_it_was_made(newsroom: Newsroom) -> None:
    before = datetime.now(UTC)
    assert before <= newsroom.rebuild().manifest.created <= datetime.now(UTC)


def test_the_manifest_tells_the_span_of_the_coverage(newsroom: Newsroom) -> None:
    """Of the dated articles; the two others say no date."""
    for day in (14, 2, 9):
        moment = datetime(2024, 3, day, tzinfo=UTC)
        newsroom.store.add([f"file:{day}"], Content(title="x", text=f"{day}", published=moment))
    manifest = newsroom.rebuild().manifest
    assert manifest.earliest == datetime(2024, 3, 2, tzinfo=UTC)
    assert manifest.latest == datetime(2024, 3, 14, tzinfo=UTC)


def test_undated_coverage_has_no_span(newsroom: Newsroom) -> None:
    manifest = newsroom.rebuild().manifest
    assert (manifest.earliest, manifest.latest) == (None, None)


def test_passages_are_as_long_as_the_model_reads(newsroom: Newsroom) -> None:
    newsroom.put("c", "Long", " ".join(f"word{number}" for number in range(200)))
    assert newsroom.rebuild().manifest.size == Size(16, 20)
    assert max(newsroom.loaded[-1].count(text) for text in newsroom.embedded()) <= 20


def test_a_passage_is_embedded_below_its_title(indexed: Newsroom) -> None:
    assert sorted(indexed.embedded()[:2]) == ["Harbour\n\nThe harbour.", "Mayor\n\nmayor mayor"]


def test_every_stage_is_reported(newsroom: Newsroom) -> None:
    reports: list[tuple[str, int, int | None]] = []
    newsroom.rebuild(report=lambda *report: reports.append(report))
    assert reports == [
        ("model", 0, 1),
        ("model", 1, 1),
        ("articles", 1, 2),
        ("articles", 2, 2),
        ("embedded", 0, 2),
        ("embedded", 1, 2),
        ("embedded", 2, 2),
        ("written", 0, 2),
        ("written", 2, 2),
        ("checked", 0, 2),
        ("checked", 1, 2),
        ("checked", 2, 2),
        ("published", 1, 1),
    ]


def test_without_articles_there_is_nothing_to_index(empty: Newsroom) -> None:
    with pytest.raises(RebuildError, match=r"footnote corpus add PATH….*footnote sample"):
        empty.rebuild()


def test_without_articles_no_model_is_loaded(empty: Newsroom) -> None:
    with pytest.raises(RebuildError):
        empty.rebuild()
    assert empty.loaded == []


def test_the_same_coverage_is_not_indexed_again(indexed: Newsroom) -> None:
    before = current(indexed.index)
    rebuilt = indexed.rebuild()
    assert (rebuilt.changed, rebuilt.embedded, rebuilt.reused) == (False, 0, 2)
    assert current(indexed.index) == before


def test_the_same_coverage_loads_no_model(indexed: Newsroom) -> None:
    indexed.rebuild()
    assert len(indexed.loaded) == 1


def test_the_same_article_again_changes_nothing(indexed: Newsroom) -> None:
    indexed.put("a", "Harbour", "The harbour.")
    assert not indexed.rebuild().changed


def test_force_embeds_everything_anew(indexed: Newsroom) -> None:
    rebuilt = indexed.rebuild(force=True)
    assert (rebuilt.changed, rebuilt.embedded, rebuilt.reused) == (True, 2, 0)


def test_only_a_new_article_is_embedded(indexed: Newsroom) -> None:
    indexed.put("c", "Camera", "camera")
    rebuilt = indexed.rebuild()
    assert (rebuilt.embedded, rebuilt.reused) == (1, 2)
    assert indexed.embedded()[0] == "Camera\n\ncamera"
    assert len(indexed.embedded()) == 1 + 3  # the new one, and all three to check themselves


def test_reused_vectors_stay_with_their_passages(indexed: Newsroom) -> None:
    """Although the rows are others: articles are indexed in the order of their ids."""
    for key in "cdefgh":
        indexed.put(key, "Camera", f"camera {key}")
    indexed.rebuild()
    best = {question: indexed.found(question)[0] for question in ("mayor", "harbour the harbour")}
    assert best == {
        "mayor": ("Mayor", 1.0),
        "harbour the harbour": ("Harbour", pytest.approx(1, abs=1e-3)),
    }


def test_reused_sentence_vectors_are_those_of_the_index_before(indexed: Newsroom) -> None:
    """They are not made again: another reading of the same weights would tell."""

    class Otherwise(WordEmbedder):
        def with_sentences(
            self,
            texts: Sequence[str],
            spans: Sequence[Sequence[Span]],
            done: Callable[[int], None] = lambda _: None,
        ) -> tuple[Vectors, Halves]:
            vectors, sentences = super().with_sentences(texts, spans, done)
            return vectors, -sentences

    before = sentence_vectors(indexed)
    for key in "cdefgh":
        indexed.put(key, "Camera", f"Camera. 1{key} camera.")
    rebuilt = indexed.rebuild(Otherwise)
    after = sentence_vectors(indexed)
    assert rebuilt.reused == 2
    assert {text: after[text] for text in before} == before
    assert after["Camera."] == [0, 0, 0, -1, 0]


def test_a_sentence_has_the_vector_of_its_words(newsroom: Newsroom) -> None:
    """Not of those beside it, nor of the title above it."""
    newsroom.put("c", "Camera", "The bridge opens. Mayor mayor. Harbour.")
    newsroom.rebuild()
    vectors = sentence_vectors(newsroom)
    assert vectors["Mayor mayor."] == [0, 0, 1, 0, 0]
    assert vectors["Harbour."] == [1, 0, 0, 0, 0]


def test_vectors_move_with_their_texts(indexed: Newsroom) -> None:
    """Two articles that change places; the outlet tells them from copies."""
    for key, title, text in (("a", "Mayor", "mayor mayor"), ("b", "Harbour", "The harbour.")):
        indexed.store.add([f"file:{key}"], Content(title=title, text=text, outlet="Another"))
    rebuilt = indexed.rebuild()
    assert (rebuilt.embedded, rebuilt.reused) == (0, 2)
    assert indexed.found("mayor") == [("Mayor", 1.0), ("Harbour", 0.0)]


def test_only_the_changed_passage_of_an_article_is_embedded(newsroom: Newsroom) -> None:
    newsroom.put("c", "Long", TWO_PASSAGES)
    newsroom.rebuild()
    newsroom.put("c", "Long", TWO_PASSAGES + "camera")
    rebuilt = newsroom.rebuild()
    assert (rebuilt.embedded, rebuilt.reused) == (1, 3)


def test_a_new_title_is_embedded_with_every_passage(newsroom: Newsroom) -> None:
    newsroom.put("c", "Long", TWO_PASSAGES)
    newsroom.rebuild()
    newsroom.put("c", "Longer", TWO_PASSAGES)
    assert newsroom.rebuild().embedded == 2


def test_a_revision_replaces_what_it_revises(indexed: Newsroom) -> None:
    indexed.put("b", "Mayor", "camera")
    indexed.rebuild()
    hit = open_current(indexed.index, WordEmbedder).nearest("mayor camera")[0]
    assert (hit.article.revision, hit.passage.revision, hit.passage.text) == (2, 2, "camera")
    assert not any(text == "mayor mayor" for text in texts(indexed))


def test_a_date_that_changed_is_published_without_embedding(indexed: Newsroom) -> None:
    moment = datetime(2024, 3, 14, tzinfo=UTC)
    indexed.store.add(["file:b"], Content(title="Mayor", text="mayor mayor", published=moment))
    rebuilt = indexed.rebuild()
    assert (rebuilt.changed, rebuilt.embedded, rebuilt.manifest.latest) == (True, 0, moment)


def test_a_withdrawn_article_is_gone(indexed: Newsroom) -> None:
    indexed.store.withdraw(indexed.put("b", "Mayor", "mayor mayor"))
    indexed.rebuild()
    assert indexed.found("mayor") == [("Harbour", 0.0)]


def test_the_last_article_can_be_withdrawn(indexed: Newsroom) -> None:
    withdraw_all(indexed)
    rebuilt = indexed.rebuild()
    assert (rebuilt.changed, rebuilt.manifest.articles, rebuilt.manifest.passages) == (True, 0, 0)
    assert indexed.found("mayor") == []


def test_an_empty_index_is_not_made_again(indexed: Newsroom) -> None:
    withdraw_all(indexed)
    indexed.rebuild()
    assert not indexed.rebuild().changed


def test_an_empty_index_fills_again(indexed: Newsroom) -> None:
    withdraw_all(indexed)
    indexed.rebuild()
    indexed.put("c", "Camera", "camera")
    assert indexed.rebuild().manifest.passages == 1


def test_the_last_article_is_gone_from_an_index_made_by_force(indexed: Newsroom) -> None:
    withdraw_all(indexed)
    assert indexed.rebuild(force=True).manifest.passages == 0


def test_a_new_model_embeds_everything_anew(indexed: Newsroom, tmp_path: Path) -> None:
    indexed.model = word_model(tmp_path / "more words", [*WORDS, "the"])
    rebuilt = indexed.rebuild()
    assert (rebuilt.embedded, rebuilt.reused, rebuilt.manifest.dimension) == (2, 0, 6)


def test_new_weights_of_the_same_model_embed_everything_anew(indexed: Newsroom) -> None:
    (Path(indexed.model) / "model.safetensors").write_text("mayor")
    rebuilt = indexed.rebuild()
    assert (rebuilt.embedded, rebuilt.manifest.dimension) == (2, 2)


def test_the_same_weights_by_another_name_embed_nothing(indexed: Newsroom, tmp_path: Path) -> None:
    """But the index names the new model, which the bot loads."""
    indexed.model = word_model(tmp_path / "moved")
    rebuilt = indexed.rebuild()
    assert (rebuilt.changed, rebuilt.embedded) == (True, 0)
    assert rebuilt.manifest.model == str(tmp_path / "moved")


def test_articles_that_read_the_same_to_the_model_are_both_indexed(newsroom: Newsroom) -> None:
    """Two notes of the same words, under headlines that only readers tell apart."""
    newsroom.put("c", "MAYOR!", "mayor mayor")
    assert newsroom.rebuild().embedded == 3
    assert Counter(newsroom.found("mayor")) == {
        ("Mayor", 1.0): 1,
        ("MAYOR!", 1.0): 1,
        ("Harbour", 0.0): 1,
    }


def test_another_outlets_copy_of_a_story_is_kept_but_not_indexed(newsroom: Newsroom) -> None:
    for outlet, key in (("The Courier", "file:x"), ("The Gazette", "file:y")):
        newsroom.store.add([key], Content(title="Mayor", text="mayor mayor", outlet=outlet))
    manifest = newsroom.rebuild().manifest
    assert (manifest.articles, manifest.passages) == (3, 2)


def test_what_a_copy_says_beyond_the_original_is_indexed(newsroom: Newsroom) -> None:
    story = "\n\n".join(f"The mayor said sentence number {number}." for number in range(30))
    day = datetime(2024, 3, 14, tzinfo=UTC)
    for outlet, more, later in (
        ("The Courier", "", 0),
        ("The Gazette", "\n\n" + "camera " * 190, 1),
    ):
        published = day + timedelta(hours=later)
        content = Content(title=outlet, text=story + more, outlet=outlet, published=published)
        newsroom.store.add([f"file:{outlet}"], content)
    newsroom.rebuild()
    hits = open_current(newsroom.index, WordEmbedder).nearest("camera", 100)
    told = {"The Courier": "", "The Gazette": "", "Harbour": "", "Mayor": ""}
    for hit in hits:
        told[hit.article.title] += hit.passage.text
    assert "camera" in told["The Gazette"]
    assert "number 3." not in told["The Gazette"]
    assert "number 3." in told["The Courier"]


def test_what_was_taken_down_is_struck_from_the_index_to_go_back_to(indexed: Newsroom) -> None:
    [gone] = [entry.id for entry in indexed.store.entries() if entry.title == "Mayor"]
    indexed.store.withdraw(gone)
    indexed.rebuild()
    rollback(indexed.index)
    assert indexed.found("mayor") == [("Harbour", 0.0)]
    assert b"mayor mayor" not in b"".join(
        file.read_bytes() for file in indexed.index.rglob("*") if file.is_file()
    )


def test_an_older_index_that_cannot_be_struck_is_thrown_away(indexed: Newsroom) -> None:
    before = current(indexed.index)
    [gone] = [entry.id for entry in indexed.store.entries() if entry.title == "Mayor"]
    indexed.store.withdraw(gone)

    def tear(stage: str, done: int, total: int | None) -> None:
        if stage == "checked":
            (before / "spans.npy").write_bytes(b"torn")

    indexed.rebuild(report=tear)
    assert not before.exists()


def test_what_a_store_says_that_was_put_back_to_a_backup_is_indexed(indexed: Newsroom) -> None:
    """Although its next revision has the number of one that is indexed, of other words."""
    before = indexed.home.root / "backup.sqlite3"
    indexed.store.database.execute("VACUUM INTO ?", (str(before),))
    indexed.put("b", "Mayor", "bridge")
    indexed.rebuild()
    indexed.store.close()
    for left in indexed.home.root.glob(f"{indexed.home.articles.name}*"):
        left.unlink()
    before.rename(indexed.home.articles)
    indexed.store = ArticleStore(indexed.home.articles)
    indexed.put("b", "Mayor", "camera")
    assert indexed.rebuild().changed
    assert sorted(texts(indexed)) == ["The harbour.", "camera"]


def test_what_was_taken_down_during_a_rebuild_and_restored_is_indexed(newsroom: Newsroom) -> None:
    [mayor] = [entry.id for entry in newsroom.store.entries() if entry.title == "Mayor"]

    def meanwhile(stage: str, *_: object) -> None:
        if stage == "model":
            newsroom.store.withdraw(mayor)

    assert newsroom.rebuild(report=meanwhile).manifest.articles == 1
    newsroom.store.restore(mayor)
    assert newsroom.rebuild().manifest.articles == 2


def test_what_an_older_version_wrote_is_read_once(indexed: Newsroom) -> None:
    """Its digests are made of fewer fields than today's."""
    indexed.store.database.execute("UPDATE revisions SET digest = 'as of old ' || article_id")
    indexed.rebuild()
    indexed.put("c", "Camera", "camera")
    read: list[tuple[int, int | None]] = []
    indexed.rebuild(report=lambda stage, *of: read.append(of) if stage == "articles" else None)
    assert read == [(1, 1)]
    assert not indexed.rebuild().changed


@pytest.mark.parametrize("embedder", [Failing, Fickle, Numberless, Partial])
def test_a_failed_rebuild_leaves_the_old_index(
    indexed: Newsroom, embedder: type[WordEmbedder]
) -> None:
    before = current(indexed.index)
    indexed.put("c", "Camera", "camera")
    indexed.put("d", "Bridge", "bridge")
    with pytest.raises((RebuildError, ModelError)):
        indexed.rebuild(embedder)
    assert current(indexed.index) == before
    assert indexed.found("mayor")[0] == ("Mayor", 1.0)


@pytest.mark.parametrize("embedder", [Fickle, Numberless, Partial])
def test_a_passage_that_does_not_find_itself_stops_the_rebuild(
    newsroom: Newsroom, embedder: type[WordEmbedder]
) -> None:
    with pytest.raises(RebuildError, match="run `footnote index rebuild --force`"):
        newsroom.rebuild(embedder)


def test_a_passage_that_finds_another_first_stops_the_rebuild(empty: Newsroom) -> None:
    """Also when only every second one is looked at, and it is one between that is wrong."""

    class Loud(WordEmbedder):
        def passages(
            self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
        ) -> Vectors:
            vectors = super().passages(texts, done)
            vectors[1::2] *= 2 if len(texts) == 32 else 1
            return vectors

    for number in range(32):
        url = f"https://courier.example/{number}"
        day = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=7 * number)
        text = "mayor" + "!" * number  # other texts with the same words
        content = Content(title="Mayor", text=text, url=url, published=day)
        empty.store.add([f"url:{url}"], content)
    with pytest.raises(RebuildError, match="finds 1 first"):
        empty.rebuild(Loud)


def test_a_model_that_reads_otherwise_with_the_same_weights_is_noticed(indexed: Newsroom) -> None:
    """Another pooling, say. The reused vectors do not fit the new ones, until all are made anew."""

    class Reversed(WordEmbedder):
        def question(self, text: str) -> Vectors:
            return super().question(text)[::-1]

    indexed.put("c", "Camera", "camera")
    with pytest.raises(RebuildError, match="--force"):
        indexed.rebuild(Reversed)
    assert indexed.rebuild(Reversed, force=True).embedded == 3


def test_a_rebuild_after_a_failed_one_cleans_up(indexed: Newsroom) -> None:
    indexed.put("c", "Camera", "camera")
    with pytest.raises(RebuildError):
        indexed.rebuild(Fickle)
    indexed.rebuild()
    assert leftovers(indexed.index) == []


def test_a_damaged_index_is_replaced(indexed: Newsroom) -> None:
    (current(indexed.index) / "vectors.faiss").write_bytes(b"torn")
    rebuilt = indexed.rebuild()
    assert (rebuilt.changed, rebuilt.embedded) == (True, 2)
    assert indexed.found("mayor")[0] == ("Mayor", 1.0)


@pytest.mark.parametrize("pointer", [b"", b"\xff", b"000009-20240314T060000Z"])
def test_a_damaged_pointer_is_replaced(indexed: Newsroom, pointer: bytes) -> None:
    (indexed.index / "CURRENT").write_bytes(pointer)
    assert indexed.rebuild().changed
    assert indexed.found("mayor")[0] == ("Mayor", 1.0)


def test_a_failed_rebuild_below_a_damaged_pointer_removes_nothing(indexed: Newsroom) -> None:
    before = indexed.snapshots()
    (indexed.index / "CURRENT").write_bytes(b"garbage")
    with pytest.raises(ModelError):
        indexed.rebuild(load=Failing)
    assert indexed.snapshots() == before


def test_a_damaged_index_is_replaced_and_the_whole_one_before_it_stays(indexed: Newsroom) -> None:
    whole = current(indexed.index)
    indexed.rebuild(force=True)
    (current(indexed.index) / "vectors.faiss").write_bytes(b"torn")
    indexed.rebuild()
    assert previous(indexed.index) == whole


@pytest.mark.parametrize("room", [50, 2000])
def test_a_full_disk_leaves_the_old_index(indexed: Newsroom, room: int) -> None:
    """Full while the vectors are written, or what comes after them."""
    indexed.put("c", "Camera", "camera")
    with pytest.raises(OSError, match="too large"), disk_full_when_writing(room) as report:
        indexed.rebuild(report=report)
    assert indexed.found("mayor")[0] == ("Mayor", 1.0)


def test_one_of_two_rebuilds_leaves_politely(indexed: Newsroom) -> None:
    refused: list[str] = []

    def second(stage: str, *_: object) -> None:
        if stage == "articles":
            with pytest.raises(RebuildError) as error:
                indexed.rebuild()
            refused.append(str(error.value))

    indexed.put("c", "Camera", "camera")
    assert indexed.rebuild(report=second).changed
    owner = f"process {os.getpid()} on {socket.gethostname()}, for less than a minute"
    assert set(refused) == {
        f"another rebuild is running ({owner}); wait for it, then run this again"
    }


def test_a_rebuild_that_failed_locks_nothing(indexed: Newsroom) -> None:
    indexed.put("c", "Camera", "camera")
    with pytest.raises(ModelError):
        indexed.rebuild(Failing)
    assert indexed.rebuild().changed


def test_only_the_current_and_the_previous_index_are_kept(indexed: Newsroom) -> None:
    for number in range(3):
        indexed.put("c", "Camera", f"camera {number}")
        indexed.rebuild()
    assert [name[:6] for name in indexed.snapshots()] == ["000003", "000004"]


def test_a_rollback_publishes_the_index_before(indexed: Newsroom) -> None:
    indexed.put("c", "Camera", "camera")
    indexed.rebuild()
    older = previous(indexed.index)
    assert rollback(indexed.index) == older == current(indexed.index)
    assert len(indexed.found("camera")) == 2


def test_a_second_rollback_has_nothing_to_go_back_to(indexed: Newsroom) -> None:
    indexed.put("c", "Camera", "camera")
    indexed.rebuild()
    rollback(indexed.index)
    with pytest.raises(SnapshotError, match="no earlier index"):
        rollback(indexed.index)


def test_a_rollback_refuses_a_damaged_index(indexed: Newsroom) -> None:
    indexed.put("c", "Camera", "camera")
    newest = indexed.rebuild().manifest.name
    older = previous(indexed.index)
    assert older is not None
    (older / "vectors.faiss").write_bytes(b"torn")
    with pytest.raises(SnapshotError, match="damaged"):
        rollback(indexed.index)
    assert current(indexed.index).name == newest


def test_a_rollback_waits_for_no_rebuild(indexed: Newsroom) -> None:
    """Which is about to remove the index that it would publish."""
    refused: list[str] = []

    def meanwhile(stage: str, *_: object) -> None:
        if stage == "published":
            with pytest.raises(RebuildError) as error:
                rollback(indexed.index)
            refused.append(str(error.value))

    for number in range(2):
        indexed.put("c", "Camera", f"camera {number}")
        indexed.rebuild(report=meanwhile)
    assert len(refused) == 2
    assert len(indexed.found("camera")) == 3


def test_a_rebuild_after_a_rollback_holds_the_newest(indexed: Newsroom) -> None:
    indexed.put("c", "Camera", "camera")
    indexed.rebuild()
    rollback(indexed.index)
    rebuilt = indexed.rebuild()
    assert (rebuilt.changed, rebuilt.embedded, rebuilt.reused) == (True, 1, 2)
    assert indexed.found("camera")[0] == ("Camera", 1.0)


def test_a_rebuild_after_a_rollback_keeps_what_was_rolled_back_to(indexed: Newsroom) -> None:
    first = current(indexed.index).name
    indexed.put("c", "Camera", "camera")
    indexed.rebuild()
    rollback(indexed.index)
    newest = indexed.rebuild().manifest.name
    assert indexed.snapshots() == [first, newest]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Home]]:
    """The model, and what rebuilds of a grown newsroom left behind, each killed a moment later."""
    folder = tmp_path_factory.mktemp("killed")
    newsroom = Newsroom(folder)
    for key, title in enumerate(["Harbour", "Mayor", "Camera"]):
        newsroom.put(str(key), title, title)
        newsroom.rebuild()
    newsroom.put("new", "Bridge", "bridge")
    newsroom.store.close()
    (folder / "out").mkdir()
    script = [sys.executable, str(TESTS / "killed_rebuild.py")]
    arguments = [str(newsroom.home.root), newsroom.model, str(folder / "out")]
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    subprocess.run([*script, *arguments], check=True, env=environment, timeout=300)
    return newsroom.model, [Home(root) for root in sorted((folder / "out").iterdir())]


def test_a_rebuild_is_killed_at_many_moments(killed: tuple[str, list[Home]]) -> None:
    """In the middle of writing, and around the publishing, among others."""
    _, homes = killed
    assert len(homes) > 40
    assert sum(bool(leftovers(home.index)) for home in homes) > 10
    assert {current(home.index).name[:6] for home in homes} == {"000003", "000004"}


def test_a_killed_rebuild_leaves_an_index_that_serves(killed: tuple[str, list[Home]]) -> None:
    _, homes = killed
    counts = [Snapshot(current(home.index)).count()[0] for home in homes]
    assert counts == sorted(counts)  # the old one until some moment, the new one from then on
    assert set(counts) == {3, 4}


def test_the_rebuild_after_a_killed_one_is_clean(killed: tuple[str, list[Home]]) -> None:
    model, homes = killed
    for home in homes:
        with ArticleStore(home.articles) as store:
            rebuild(store, home.index, model, WordEmbedder)
        assert leftovers(home.index) == []
        assert Snapshot(current(home.index)).count() == (4, 4)
        older = previous(home.index)
        assert older is not None
        assert Snapshot(older).count() == (3, 3)
        assert sum(entry.is_dir() for entry in home.index.iterdir()) == 2


def test_a_small_model_indexes_and_finds(tmp_path: Path) -> None:
    """A sentence-transformers model of 14 word pieces, from its own folder."""
    name = save_tiny_model(tmp_path / "tiny")
    with ArticleStore(tmp_path / "articles.sqlite3") as store:
        put(store, "a", "Vote", "The mayor opens the bridge. " * 9)
        rebuilt = rebuild(store, tmp_path / "index", name, SentenceEmbedder)
    assert rebuilt.manifest.size == Size(11, 14)
    assert rebuilt.manifest.passages > 4
    retriever = open_current(tmp_path / "index", SentenceEmbedder)
    [hit] = retriever.nearest("Vote\n\nThe mayor opens the bridge.", 1)
    assert hit.passage.text == "The mayor opens the bridge."
    assert hit.meaning == pytest.approx(1, abs=1e-4)  # of half precision


def test_the_sample_finds_itself(sample_home: Home, model: SentenceEmbedder) -> None:
    """The real model on the sample coverage, as a search would."""
    retriever = open_current(sample_home.index, lambda _: model)
    with ArticleStore(sample_home.articles) as store:
        article = next(store.articles())
    question = f"{article.title}\n\n{opening(retriever, article.id)}"
    reading = replace(read(question, datetime.now(UTC)), period=None)  # its dates are no wish
    [best] = retriever.search(reading, 1)
    assert (best.article, best.passage.start) == (article, 0)
    assert best.meaning == pytest.approx(1, abs=1e-5)


def test_no_passage_of_the_sample_is_longer_than_promised(
    sample_home: Home, model: SentenceEmbedder
) -> None:
    snapshot = Snapshot(current(sample_home.index))
    pieces = []
    for row in range(snapshot.count()[0]):
        passage, article = snapshot.passage(row)
        assert article.text[passage.start : passage.end] == passage.text
        pieces.append(model.count(f"{article.title}\n\n{passage.text}"))
    assert max(pieces) <= 240


def test_the_sample_again_embeds_nothing(sample_home: Home) -> None:
    with ArticleStore(sample_home.articles) as store:
        load_sample(store)
        rebuilt = rebuild(store, sample_home.index, DEFAULT_MODEL, SentenceEmbedder)
    assert not rebuilt.changed


def withdraw_all(newsroom: Newsroom) -> None:
    for entry in list(newsroom.store.entries()):
        newsroom.store.withdraw(entry.id)


def leftovers(index: Path) -> list[str]:
    """What a rebuild was in the middle of."""
    return [entry.name for entry in index.iterdir() if entry.name.startswith(".building-")]


def texts(newsroom: Newsroom) -> list[str]:
    """All passages of the published index."""
    snapshot = Snapshot(current(newsroom.index))
    return [snapshot.passage(row)[0].text for row in range(snapshot.count()[0])]


def sentence_vectors(newsroom: Newsroom) -> dict[str, list[float]]:
    """The vector of every sentence of the published index."""
    snapshot = Snapshot(current(newsroom.index))
    found = {}
    for row in range(snapshot.count()[0]):
        _, article = snapshot.passage(row)
        for number in snapshot.sentence_rows(row):
            start, end = snapshot.sentence_span(number)
            [vector] = snapshot.sentence_vectors(np.array([number])).tolist()
            found[article.text[start:end]] = vector
    return found


def opening(retriever: Retriever, article_id: str) -> str:
    """The first passage of an article."""
    hits = retriever.nearest("", retriever.manifest.passages)
    return next(
        hit.passage.text
        for hit in hits
        if hit.passage.article_id == article_id and hit.passage.start == 0
    )


@contextmanager
def disk_full_when_writing(room: int) -> Iterator[Report]:
    """From the stage "written" on, no file of this process can grow over `room` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def report(stage: str, *_: object) -> None:
        if stage == "written":
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))

    try:
        yield report
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
