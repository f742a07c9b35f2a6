"""The retriever: hits with exact scores, from the index and the model that belong together."""

from pathlib import Path

import numpy as np
import pytest
from word_embedder import WordEmbedder, put, word_model

from corpus.store import ArticleStore
from index.embedding import Embedder
from index.rebuild import rebuild
from index.retriever import Hit, Retriever, open_current
from index.snapshot import Snapshot, SnapshotError, current


class Shelf:
    """An index of three articles. Each text repeats its title, which is embedded with it."""

    def __init__(self, root: Path) -> None:
        self.index = root / "index"
        self.articles = root / "articles.sqlite3"
        self.model = word_model(root / "words")
        self.loaded: list[str] = []
        with ArticleStore(self.articles) as store:
            self.mayor = put(store, "a", "Mayor", "mayor")
            put(store, "b", "Harbour", "harbour harbour\n\nbridge bridge bridge bridge")
            put(store, "c", "Ferry", "The ferry sank.")
        self.rebuild()

    def rebuild(self) -> None:
        with ArticleStore(self.articles) as store:
            rebuild(store, self.index, self.model, WordEmbedder)

    def load(self, model: str) -> Embedder:
        self.loaded.append(model)
        return WordEmbedder(model)

    def open(self, before: Retriever | None = None) -> Retriever:
        return open_current(self.index, self.load, before)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def retriever(shelf: Shelf) -> Retriever:
    return shelf.open()


def scores(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.article.title, round(hit.score, 6)) for hit in hits]


def test_a_passage_finds_itself_with_1(retriever: Retriever) -> None:
    assert retriever.search("mayor mayor", 1)[0].score == 1.0


def test_the_score_is_the_cosine(retriever: Retriever) -> None:
    """The title makes it three harbours and four bridges."""
    assert scores(retriever.search("bridge", 3))[0] == ("Harbour", 0.8)


def test_what_has_nothing_in_common_scores_0(retriever: Retriever) -> None:
    assert [hit.score for hit in retriever.search("camera", 3)] == [0.0, 0.0, 0.0]


def test_the_best_hit_comes_first(retriever: Retriever) -> None:
    found = scores(retriever.search("mayor mayor mayor harbour harbour harbour harbour", 3))
    assert found == [("Mayor", 0.6), ("Harbour", 0.48), ("Ferry", 0.0)]


def test_there_are_k_hits(retriever: Retriever) -> None:
    assert len(retriever.search("mayor", 2)) == 2


def test_there_are_no_more_hits_than_passages(retriever: Retriever) -> None:
    assert len(retriever.search("mayor", 1000)) == 3


def test_a_hit_tells_why(retriever: Retriever) -> None:
    assert retriever.search("mayor", 1)[0].why == ("meaning",)


def test_a_passage_is_a_slice_of_its_article(retriever: Retriever) -> None:
    for hit in retriever.search("mayor", 3):
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_the_title_is_found_but_not_quoted(retriever: Retriever) -> None:
    assert retriever.search("mayor mayor", 1)[0].passage.text == "mayor"


def test_an_empty_question_is_an_unknown_word(retriever: Retriever) -> None:
    assert scores(retriever.search("", 1)) == [("Ferry", 1.0)]


def test_similarity_is_the_cosine_of_each_text(retriever: Retriever) -> None:
    texts = ["mayor", "bridge", "mayor mayor mayor bridge bridge bridge bridge"]
    assert retriever.similarity("mayor", texts) == pytest.approx([1, 0, 0.6])


def test_similarity_to_no_texts_is_empty(retriever: Retriever) -> None:
    assert retriever.similarity("mayor", []).shape == (0,)


def test_similarities_are_float32(retriever: Retriever) -> None:
    assert retriever.similarity("mayor", ["mayor"]).dtype == np.float32


def test_an_article_is_found_by_its_id(shelf: Shelf, retriever: Retriever) -> None:
    article = retriever.article(shelf.mayor)
    assert article is not None
    assert article.title == "Mayor"


def test_an_unknown_article_is_none(retriever: Retriever) -> None:
    assert retriever.article("zzzzzzzzzz") is None


def test_a_withdrawn_article_is_none_after_a_rebuild(shelf: Shelf) -> None:
    with ArticleStore(shelf.articles) as store:
        store.withdraw(shelf.mayor)
    shelf.rebuild()
    assert shelf.open().article(shelf.mayor) is None


def test_the_model_is_the_one_that_the_manifest_names(shelf: Shelf) -> None:
    assert (shelf.open().manifest.model, shelf.loaded) == (shelf.model, [shelf.model])


def test_other_weights_of_the_same_name_are_refused(shelf: Shelf) -> None:
    (Path(shelf.model) / "model.safetensors").write_text("four other words here")
    with pytest.raises(SnapshotError) as refused:
        shelf.open()
    assert str(refused.value) == (
        f"the index was made with other weights of {shelf.model}; run `footnote index rebuild`"
    )


def test_vectors_of_another_length_are_refused(shelf: Shelf) -> None:
    """The same weights, cut to fewer dimensions, say."""
    embedder = WordEmbedder(shelf.model)
    embedder.dimension = 4
    with pytest.raises(SnapshotError, match="other weights"):
        Retriever(Snapshot(current(shelf.index)), embedder)


def test_an_index_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="there is no index yet; run `footnote index rebuild`"):
        open_current(tmp_path, WordEmbedder)


def test_a_new_index_of_the_same_model_borrows_it(shelf: Shelf, retriever: Retriever) -> None:
    """Loading a model takes seconds."""
    with ArticleStore(shelf.articles) as store:
        put(store, "d", "Camera", "camera")
    shelf.rebuild()
    after = shelf.open(before=retriever)
    assert after.embedder is retriever.embedder
    assert scores(after.search("camera", 1)) == [("Camera", 1.0)]


def test_a_new_index_of_another_model_loads_it(
    shelf: Shelf, retriever: Retriever, tmp_path: Path
) -> None:
    shelf.model = word_model(tmp_path / "ferries", ["ferry"])
    shelf.rebuild()
    assert shelf.open(before=retriever).embedder.model == str(tmp_path / "ferries")


def test_an_old_retriever_answers_from_the_old_index(shelf: Shelf, retriever: Retriever) -> None:
    """Until the bot has swapped, whatever is published and removed in the meantime."""
    for text in ("camera", "camera camera", "camera camera camera"):
        with ArticleStore(shelf.articles) as store:
            put(store, "a", "Camera", text)
        shelf.rebuild()
    assert scores(retriever.search("mayor", 1)) == [("Mayor", 1.0)]
