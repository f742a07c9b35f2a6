"""The retriever: hits with exact scores, from the index and the model that belong together."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelved import WIRE as LONG_WIRE
from word_embedder import WordEmbedder, put, word_model

from corpus.article import Content
from corpus.store import ArticleStore
from index.embedding import Embedder
from index.filters import Filters
from index.layout import SnapshotError
from index.publishing import current
from index.question import Reading, read
from index.ranking import Ranker
from index.rebuild import rebuild
from index.retriever import Hit, Retriever, open_current
from index.signals import NAMES
from index.snapshot import Snapshot
from index.stages import STAGES, recorded

ASKED = datetime(2024, 6, 12, 12, tzinfo=UTC)  # a Wednesday
SECOND, MONTH = timedelta(seconds=1), timedelta(days=30)
WIRE = "The mayor opens seven bridges, nine ferries, harbour offices and two camera shops."


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


def asked(question: str) -> Reading:
    """A question at ASKED, in a coverage whose outlets it does not name."""
    return read(question, ASKED)


def by(**weights: float) -> Ranker:
    """A ranker that knows only these signals."""
    return Ranker(tuple(weights.get(name, 0.0) for name in NAMES))


def dated(title: str, published: datetime | None, text: str = "mayor") -> Content:
    return Content(title=title, text=text, published=published)


ABOUT_THE_MAYOR = (
    dated("old", ASKED - 12 * MONTH, "mayor mayor mayor"),
    dated("new", ASKED - MONTH, "mayor mayor bridge"),
    dated("newest, of something else", ASKED - SECOND, "camera"),
    dated("undated", None, "mayor bridge"),
)


def made(root: Path, *articles: Content) -> Retriever:
    """An index of these articles."""
    with ArticleStore(root / "articles.sqlite3") as store:
        for number, content in enumerate(articles):
            store.add([f"file:{number}"], content)
        rebuild(store, root / "index", word_model(root / "words"), WordEmbedder)
    return open_current(root / "index", WordEmbedder)


def titles(hits: Sequence[Hit]) -> list[str]:
    return [hit.article.title for hit in hits]


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """An index of four articles, for all examples of a property."""
    return made(tmp_path_factory.mktemp("lasting"), *ABOUT_THE_MAYOR)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def retriever(shelf: Shelf) -> Retriever:
    return shelf.open()


def cosines(hits: Sequence[Hit]) -> list[tuple[str, float]]:
    """Half precision, in which vectors are stored, keeps three digits."""
    return [(hit.article.title, round(hit.meaning, 3)) for hit in hits]


def test_a_passage_finds_itself_with_1(retriever: Retriever) -> None:
    [hit] = retriever.search(asked("mayor mayor"), 1)
    assert (hit.article.title, hit.meaning, hit.words) == ("Mayor", 1.0, 1.0)


def test_the_meaning_is_the_cosine(retriever: Retriever) -> None:
    """The title makes it three harbours and four bridges."""
    assert cosines(retriever.search(asked("bridge"), 3))[0] == ("Harbour", 0.8)


def test_the_score_is_the_weighed_sum_of_the_signals(retriever: Retriever) -> None:
    [hit] = retriever.with_ranker(by(meaning=2.0, words=0.5)).search(asked("bridge camera"), 1)
    assert hit.score == pytest.approx(2 * hit.meaning + 0.5 * hit.words)


def test_what_has_nothing_in_common_scores_0(retriever: Retriever) -> None:
    hits = retriever.with_ranker(by(meaning=1)).search(asked("camera"), 3)
    assert [hit.score for hit in hits] == [0.0, 0.0, 0.0]


def test_the_best_hit_comes_first(retriever: Retriever) -> None:
    question = "mayor mayor mayor harbour harbour harbour harbour"
    found = cosines(retriever.with_ranker(by(meaning=1)).search(asked(question), 3))
    assert found == [("Mayor", 0.6), ("Harbour", 0.48), ("Ferry", 0.0)]


def test_the_nearest_are_found_by_meaning_alone(retriever: Retriever) -> None:
    hits = retriever.nearest("mayor mayor mayor harbour harbour harbour harbour", 2)
    assert cosines(hits) == [("Mayor", 0.6), ("Harbour", 0.48)]
    assert [(hit.score, hit.why) for hit in hits] == [(hit.meaning, ("meaning",)) for hit in hits]


def test_there_are_k_hits(retriever: Retriever) -> None:
    assert len(retriever.search(asked("mayor"), 2)) == 2


def test_there_are_no_more_hits_than_passages(retriever: Retriever) -> None:
    assert len(retriever.search(asked("mayor"), 1000)) == 3


def test_a_hit_tells_why(retriever: Retriever) -> None:
    why = {hit.article.title: hit.why for hit in retriever.search(asked("mayor"), 3)}
    assert why == {"Mayor": ("meaning", "words"), "Harbour": ("meaning",), "Ferry": ("meaning",)}


def test_a_passage_is_a_slice_of_its_article(retriever: Retriever) -> None:
    for hit in retriever.search(asked("mayor"), 3):
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_the_title_is_found_but_not_quoted(retriever: Retriever) -> None:
    assert retriever.search(asked("mayor mayor"), 1)[0].passage.text == "mayor"


def test_a_title_is_part_of_the_words_of_a_hit_and_not_of_its_lines(tmp_path: Path) -> None:
    opened = made(tmp_path, Content(title="Camera", text="The bridge opens. The mayor came."))
    [hit] = opened.search(asked("camera bridge"), 1)
    assert hit.words == 1.0
    assert [round(line.words, 6) for line in hit.lines] == [0.5, 0.0]


def test_the_lines_of_a_hit_are_its_sentences(tmp_path: Path) -> None:
    text = "Rain fell.\n\nThe bridge opens. The mayor came. He left."
    [hit] = made(tmp_path, Content(title="Vote", text=text)).search(asked("mayor"), 1)
    said = [text[line.start : line.end] for line in hit.lines]
    assert said == ["Rain fell.", "The bridge opens.", "The mayor came.", "He left."]


def test_a_line_has_a_meaning_of_its_own(tmp_path: Path) -> None:
    text = "Bridge bridge. Mayor mayor."
    [hit] = made(tmp_path, Content(title="Vote", text=text)).search(asked("mayor"), 1)
    assert [line.meaning for line in hit.lines] == [0.0, 1.0]


def test_a_line_has_the_words_of_its_neighbours_as_context(tmp_path: Path) -> None:
    text = "The bridge opens. He came. The mayor spoke. It rained. It rained."
    [hit] = made(tmp_path, Content(title="Vote", text=text)).search(asked("bridge mayor"), 1)
    assert [line.words for line in hit.lines] == pytest.approx([0.5, 0, 0.5, 0, 0])
    assert [line.context for line in hit.lines] == pytest.approx([0.5, 1, 0.5, 0.5, 0])


def test_a_line_holds_phrases(tmp_path: Path) -> None:
    text = "The harbour bridge opens. A bridge, a harbour."
    [hit] = made(tmp_path, Content(title="Vote", text=text)).search(asked("harbour bridge"), 1)
    assert [line.phrases for line in hit.lines] == [1.0, 0.0]


def test_ties_are_ranked_the_same_every_time(tmp_path: Path) -> None:
    """In the order of the rows, which is that of the ids."""
    articles = [Content(title="Mayor", text="mayor", outlet=str(number)) for number in range(9)]
    opened = made(tmp_path, *articles)
    orders = [[hit.article.id for hit in opened.search(asked("mayor"), 9)] for _ in range(3)]
    assert orders == [sorted(orders[0])] * 3


def test_nothing_that_was_published_after_the_question_is_found(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("before", ASKED - SECOND), dated("after", ASKED + SECOND))
    assert titles(opened.search(asked("mayor"))) == ["before"]


def test_what_is_published_as_the_question_is_put_is_found(tmp_path: Path) -> None:
    assert titles(made(tmp_path, dated("now", ASKED)).search(asked("mayor"))) == ["now"]


def test_what_has_no_date_is_found(tmp_path: Path) -> None:
    assert titles(made(tmp_path, dated("undated", None)).search(asked("mayor"))) == ["undated"]


def test_only_later_coverage_is_no_coverage(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("after", ASKED + SECOND))
    assert (opened.search(asked("mayor")), opened.covers(asked("mayor"))) == ([], False)


def test_a_time_that_is_said_includes_its_beginning_and_excludes_its_end(tmp_path: Path) -> None:
    begins, ends = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
    opened = made(
        tmp_path,
        dated("april", begins - SECOND),
        dated("first moment", begins),
        dated("last moment", ends - SECOND),
        dated("june", ends),
        dated("undated", None),
    )
    found = titles(opened.search(asked("What did the mayor do in May 2024?")))
    assert sorted(found) == ["first moment", "last moment"]


def test_a_time_in_relation_to_now_is_preferred_and_does_not_bind(tmp_path: Path) -> None:
    """What happened last week is told this week as well."""
    monday = datetime(2024, 6, 3, tzinfo=UTC)
    opened = made(
        tmp_path,
        dated("sunday", monday - SECOND),
        dated("monday", monday),
        dated("this week", monday + timedelta(days=8)),
        dated("undated", None),
    )
    alike = opened.with_ranker(by())
    found = titles(alike.search(asked("What did the mayor do last week?")))
    assert found[0] == "monday"
    assert sorted(found) == ["monday", "sunday", "this week", "undated"]


@pytest.mark.parametrize("time", ["in 1995", "in March 2030"])
def test_a_time_that_articles_only_tell_of_must_be_named_by_them(tmp_path: Path, time: str) -> None:
    """Before all coverage, or after the question was put."""
    opened = made(
        tmp_path,
        dated("dated", ASKED - timedelta(days=90)),
        dated("undated", None),
        dated("telling", None, f"The mayor {time}."),
    )
    reading = asked(f"What of the mayor {time}?")
    assert titles(opened.search(reading)) == ["telling"]
    assert (opened.is_about(reading), opened.covers(reading)) == (False, True)


def test_a_time_that_no_article_is_of_or_tells_of_is_not_covered(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("dated", ASKED - timedelta(days=90)))
    assert not opened.covers(asked("What of the mayor in 1995?"))


def test_without_dated_coverage_no_time_constrains(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("undated", None))
    assert titles(opened.search(asked("What of the mayor in 1995?"))) == ["undated"]


def test_a_time_within_the_coverage_is_what_the_question_is_about(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("dated", ASKED - timedelta(days=90)))
    assert opened.is_about(asked("What did the mayor do in May 2024?"))
    assert not opened.is_about(asked("What did the mayor do?"))


def test_a_time_without_coverage_is_told(tmp_path: Path) -> None:
    opened = made(
        tmp_path,
        dated("april", datetime(2024, 4, 9, tzinfo=UTC)),
        dated("june", datetime(2024, 6, 2, tzinfo=UTC)),
    )
    reading = asked("What did the mayor do in May 2024?")
    assert (opened.search(reading), opened.covers(reading)) == ([], False)


def test_undated_coverage_is_about_no_time(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("undated", None))
    reading = asked("What did the mayor do in May 2024?")
    assert (opened.is_about(reading), titles(opened.search(reading))) == (False, ["undated"])


def test_the_latest_is_the_newest_of_what_is_near_the_best(tmp_path: Path) -> None:
    opened = made(tmp_path, *ABOUT_THE_MAYOR).with_ranker(by(meaning=10))
    hits = opened.search(replace(asked("mayor"), latest=True))
    assert titles(hits) == ["new", "old", "undated", "newest, of something else"]
    assert [hit.score - 10 * hit.meaning for hit in hits] == pytest.approx([5, 0, 0, 5], abs=1e-3)


def test_what_is_not_asked_for_as_the_latest_is_ranked_by_meaning(tmp_path: Path) -> None:
    opened = made(tmp_path, *ABOUT_THE_MAYOR).with_ranker(by(meaning=10))
    order = titles(opened.search(asked("mayor")))
    assert order == ["old", "new", "undated", "newest, of something else"]


def test_undated_coverage_has_no_latest(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("undated", None)).with_ranker(by(meaning=1))
    [hit] = opened.search(replace(asked("mayor"), latest=True))
    assert hit.score == hit.meaning


def test_a_question_is_answered_from_recent_coverage(tmp_path: Path) -> None:
    """1/e a month ago."""
    opened = made(tmp_path, dated("month", ASKED - MONTH)).with_ranker(by(recency=1))
    [hit] = opened.search(asked("Who is the mayor?"))
    assert hit.score == pytest.approx(math.exp(-1))


def test_for_the_order_of_events_recency_is_nothing(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("month", ASKED - MONTH)).with_ranker(by(recency=1))
    [hit] = opened.search(replace(asked("Who is the mayor?"), ordered=True, latest=True))
    assert hit.score == 0


def test_within_a_time_that_is_said_recency_is_nothing(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("may", datetime(2024, 5, 9, tzinfo=UTC)))
    [hit] = opened.with_ranker(by(recency=1)).search(asked("Who was the mayor in May 2024?"))
    assert hit.score == 0


def test_an_outlet_that_is_named_is_preferred_and_not_required(tmp_path: Path) -> None:
    courier = Content(title="best", text="mayor mayor", outlet="The Courier")
    gazette = Content(title="named", text="mayor bridge", outlet="The Gazette")
    opened = made(tmp_path, courier, gazette).with_ranker(by(meaning=1))
    reading = asked("mayor")
    assert titles(opened.search(reading)) == ["best", "named"]
    named = read("What did the Gazette report of the mayor?", ASKED, opened.facets)
    best = opened.search(replace(reading, outlets=named.outlets))
    assert titles(best) == ["named", "best"]
    assert best[0].score == pytest.approx(best[0].meaning + 1.5)


def test_an_article_has_two_among_the_first_and_the_others_follow(tmp_path: Path) -> None:
    long = "\n\n".join(f"mayor {'mayor ' * 14}." for _ in range(4))
    others = [Content(title=f"other {n}", text="bridge") for n in range(12)]
    opened = made(tmp_path, Content(title="long", text=long), *others)
    order = titles(opened.search(asked("mayor"), 16))
    assert order[:2] == ["long", "long"]
    assert order[2:10].count("long") == 0
    assert order[10:].count("long") == 2


def test_where_there_is_nothing_else_an_article_has_them_all(tmp_path: Path) -> None:
    long = "\n\n".join("mayor " * 15 for _ in range(4))
    opened = made(tmp_path, Content(title="long", text=long))
    assert titles(opened.search(asked("mayor"))) == ["long"] * 4


def test_copies_are_one_hit_of_the_earliest(tmp_path: Path) -> None:
    articles = [
        Content(title=title, text=WIRE, outlet=title, published=published)
        for title, published in (
            ("second", ASKED - 2 * MONTH),
            ("first", ASKED - 3 * MONTH),
            ("undated", None),
        )
    ]
    [hit, other] = made(tmp_path, *articles, dated("other", None)).search(asked(WIRE))
    assert (hit.article.title, other.article.title) == ("first", "other")
    assert {copy.title for copy in hit.copies} == {"second", "undated"}
    assert other.copies == ()


def test_the_original_is_found_although_others_rank_between(tmp_path: Path) -> None:
    """The newest copy is asked for first; what it was copied from ranks last."""
    copy = Content(title="copy", text=WIRE, published=ASKED)
    between = Content(title="between", text="mayor", published=ASKED - MONTH)
    original = Content(title="original", text=WIRE, published=ASKED - 3 * MONTH)
    opened = made(tmp_path, copy, between, original).with_ranker(by(recency=1))
    [hit] = opened.search(asked("Who is the mayor?"), 1)
    assert (hit.article.title, [one.title for one in hit.copies]) == ("original", ["copy"])


def test_of_undated_copies_the_best_is_the_hit(tmp_path: Path) -> None:
    one = Content(title="Mayor", text=WIRE)
    other = Content(title="Ferry", text=WIRE)
    opened = made(tmp_path, one, other).with_ranker(by(meaning=1))
    [hit] = opened.search(asked("mayor"))
    assert (hit.article.title, [copy.title for copy in hit.copies]) == ("Mayor", ["Ferry"])


def test_a_text_that_an_article_prints_twice_is_no_copy(tmp_path: Path) -> None:
    text = f"{WIRE}\n\n{WIRE}"
    [hit] = made(tmp_path, Content(title="Vote", text=text)).search(asked("mayor"))
    assert hit.copies == ()


def test_every_part_of_a_question_has_a_hit_among_the_first(tmp_path: Path) -> None:
    mayors = [Content(title=f"mayor {n}", text="mayor mayor") for n in range(9)]
    camera = Content(title="camera", text="camera bridge bridge bridge")
    opened = made(tmp_path, *mayors, camera)
    whole = asked("mayor mayor mayor camera")
    assert "camera" not in titles(opened.search(whole, 3))
    hits = opened.search(replace(whole, parts=("mayor", "camera")), 3)
    [found] = [hit for hit in hits if hit.article.title == "camera"]
    assert found.part == 2


def test_a_hit_of_a_question_that_is_one_is_of_the_whole(retriever: Retriever) -> None:
    assert [hit.part for hit in retriever.search(asked("mayor"))] == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "mentioned"),
    [
        ("Ilse Marran", True),
        ("ILSE MARRAN", True),
        ("Marran's", True),
        ("Ilse Vik", False),  # one in one article, one in another
        ("Tor Vik", True),
        ("Nobody", False),
        ("Ilse Nobody", False),
        ("Harbour Bridge", True),  # a title and its text
        ("The Courier", True),  # an outlet
        ("Bo Lind", True),  # a byline
        ("Bo", False),
        ("the", True),  # tells nothing
    ],
)
def test_a_name_is_mentioned_where_all_of_its_words_stand(
    tmp_path: Path, name: str, mentioned: bool
) -> None:
    opened = made(
        tmp_path,
        Content(title="Harbour", text="Ilse Marran saw the bridge.", outlet="The Courier"),
        Content(title="Vote", text="Tor Vik came.", authors=("Bo Lind",)),
    )
    assert opened.mentions(name) is mentioned


def test_a_search_tells_how_long_its_stages_took(retriever: Retriever) -> None:
    with recorded() as stages:
        retriever.search(asked("mayor"))
    assert set(stages) == {"read", "encode", "words", "meaning", "rank", "fetch"} <= set(STAGES)
    assert min(stages.values()) >= 0


def test_what_is_considered_is_the_rows_with_their_signals(retriever: Retriever) -> None:
    found = retriever.considered(asked("mayor"))
    best = int(found.rows[int(np.argmax(found.table[:, NAMES.index("meaning")]))])
    assert retriever.passage(best)[1].title == "Mayor"


def test_nothing_is_considered_of_a_time_without_coverage(tmp_path: Path) -> None:
    opened = made(tmp_path, dated("after", ASKED + SECOND))
    assert len(opened.considered(asked("mayor")).rows) == 0


@pytest.mark.parametrize("latest", [True, False])
@pytest.mark.parametrize("question", ["", "mayor", "mayor in May 2024"])
def test_an_empty_index_finds_nothing(shelf: Shelf, question: str, latest: bool) -> None:
    with ArticleStore(shelf.articles) as store:
        for entry in list(store.entries()):
            store.withdraw(entry.id)
    shelf.rebuild()
    opened = shelf.open()
    assert opened.search(replace(asked(question), latest=latest)) == []
    assert opened.nearest(question) == []
    assert len(opened.considered(asked(question)).rows) == 0


@pytest.mark.parametrize("question", ["", " ", "?!", "Who was it?", "Кто мэр?", "市長は誰ですか"])
def test_a_question_without_known_words_is_ranked_by_meaning(
    retriever: Retriever, question: str
) -> None:
    hits = retriever.search(asked(question), 3)
    assert (titles(hits)[0], [hit.words for hit in hits]) == ("Ferry", [0, 0, 0])


@given(st.text(), st.integers(1, 40), st.booleans(), st.booleans())
def test_any_question_finds_what_there_is(
    lasting: Retriever, question: str, k: int, latest: bool, ordered: bool
) -> None:
    reading = replace(
        read(question, ASKED, lasting.facets), period=None, latest=latest, ordered=ordered
    )
    hits = lasting.search(reading, k)
    assert len(hits) == min(k, lasting.manifest.passages)
    assert all(math.isfinite(hit.score) and -1.001 <= hit.meaning <= 1.001 for hit in hits)
    assert all(0 <= hit.words <= 1.001 for hit in hits)


@given(st.text() | st.from_regex(r"(mayor|harbour) (in|since|before) (19|20)\d\d( and who\?)?"))
def test_any_question_is_searched(lasting: Retriever, question: str) -> None:
    """With whatever is read in it: times, parts, outlets."""
    reading = read(question, ASKED, lasting.facets)
    assert len(lasting.search(reading)) <= lasting.manifest.passages
    assert lasting.covers(reading) in (True, False)
    assert lasting.mentions(question) in (True, False)


# --- Filters


def placed(title: str, outlet: str | None, days: int | None, **more: str) -> Content:
    return Content(
        title=title,
        text=more.get("text", "mayor"),
        outlet=outlet,
        section=more.get("section"),
        authors=(more["author"],) if "author" in more else (),
        published=None if days is None else ASKED - timedelta(days=days),
    )


PLACED = (
    placed("a", "Courier", 40, section="City", author="Bo", text=LONG_WIRE),
    placed("b", "Herald", 20, section="Sport", author="Ann", text=LONG_WIRE),
    placed("c", "Courier", 10, section="Sport", author="Bo", text="The mayor of Oakmoor came."),
    placed("d", None, 5, text="mayor bridge"),
    placed("e", "Herald", None, section="City", text="mayor camera"),
    placed("f", "Herald", -5, section="City", text="mayor harbour"),
)


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return made(tmp_path_factory.mktemp("filtered"), *PLACED)


def names(*of: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), max_size=2).map(tuple)


def days_before() -> st.SearchStrategy[datetime | None]:
    return st.none() | st.integers(-6, 41).map(lambda days: ASKED - timedelta(days=days))


@given(
    st.builds(
        Filters,
        since=days_before(),
        until=days_before(),
        outlets=names("Courier", "Herald", "herald"),
        sections=names("City", "Sport"),
        authors=names("Bo", "Ann"),
        among=names("Courier", "Herald"),
    ),
    st.sampled_from(
        ["mayor", "Who opened the bridge?", "mayor in May 2024", "What did the Courier say?"]
    ),
)
def test_all_that_is_found_fits_the_filters_copies_too(
    filtered: Retriever, filters: Filters, question: str
) -> None:
    reading = read(question, ASKED, filtered.facets, filters)
    for hit in filtered.search(reading, 20):
        for article in (hit.article, *hit.copies):
            assert not filters.since or (article.published or FIRST) >= filters.since
            assert not filters.until or (article.published or LAST) < filters.until
            assert not filters.outlets or article.outlet in filters.outlets
            assert not filters.among or article.outlet in filters.among
            assert not filters.sections or article.section in filters.sections
            assert not filters.authors or set(article.authors) & set(filters.authors)
        assert (hit.article.published or FIRST) <= ASKED
        text = hit.article.text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert all(text[line.start : line.end].strip() for line in hit.lines)


FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def found_by(filtered: Retriever, question: str, filters: Filters) -> list[str]:
    return sorted({*titles(filtered.search(read(question, ASKED, filtered.facets, filters), 20))})


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(outlets=("Courier",)), ["a", "c"]),
        (Filters(outlets=("Herald",)), ["b", "e"]),
        (Filters(sections=("City",)), ["a", "e"]),
        (Filters(authors=("Ann",)), ["b"]),
        (Filters(since=ASKED - timedelta(days=30)), ["b", "c", "d"]),
        (Filters(until=ASKED - timedelta(days=30)), ["a"]),
        (Filters(outlets=("courier",)), []),
        (Filters(among=("Courier",), outlets=("Herald",)), []),
        (Filters(among=("Gazette",)), []),
    ],
)
def test_all_that_fits_is_found(filtered: Retriever, filters: Filters, found: list[str]) -> None:
    """By its copy, where the original does not fit: of a story only that one is indexed."""
    assert found_by(filtered, "Who is the mayor?", filters) == found


def test_an_explicit_time_in_the_question_binds_beside_the_filters(filtered: Retriever) -> None:
    question = "Who is the mayor since 1 June 2024?"
    assert found_by(filtered, question, Filters()) == ["c", "d"]
    assert found_by(filtered, question, Filters(outlets=("Courier",))) == ["c"]
    assert found_by(filtered, question, Filters(until=ASKED - timedelta(days=7))) == ["c"]
    assert found_by(filtered, question, Filters(until=ASKED - timedelta(days=30))) == []


def test_a_copy_that_stands_in_is_quoted_in_its_own_words(filtered: Retriever) -> None:
    reading = read("Who opened the bridge?", ASKED, filtered.facets, Filters(outlets=("Herald",)))
    hit = filtered.search(reading, 1)[0]
    assert (hit.article.title, hit.copies) == ("b", ())
    assert hit.passage.article_id == hit.article.id
    lines = [hit.article.text[line.start : line.end] for line in hit.lines]
    assert lines[0].startswith("The mayor of Millbrae opened")


def test_a_copy_does_not_stand_in_before_it_was_published(filtered: Retriever) -> None:
    asked_at = ASKED - timedelta(days=30)
    reading = read("mayor", asked_at, filtered.facets, Filters(outlets=("Herald",)))
    assert "b" not in titles(filtered.search(reading, 20))


@pytest.mark.parametrize(
    ("name", "among", "mentioned"),
    [
        ("Oakmoor", ("Courier",), True),
        ("Millbrae", ("Herald",), True),  # in what it prints a copy of
        ("Bo", ("Herald",), False),  # a byline of another
        ("Courier", ("Herald",), False),
        ("Ann", ("Herald",), True),
        ("Somebody", (), False),
    ],
)
def test_a_name_is_looked_for_in_the_collection(
    filtered: Retriever, name: str, among: tuple[str, ...], mentioned: bool
) -> None:
    assert filtered.mentions(name, among) is mentioned


def test_whether_anything_may_be_used_depends_on_the_filters(filtered: Retriever) -> None:
    def covers(filters: Filters) -> bool:
        return filtered.covers(read("mayor", ASKED, filtered.facets, filters))

    assert covers(Filters(sections=("City",)))
    assert not covers(Filters(sections=("Opera",)))


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
    assert cosines(after.nearest("camera", 1)) == [("Camera", 1.0)]


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
    assert cosines(retriever.search(asked("mayor"), 1)) == [("Mayor", 1.0)]
