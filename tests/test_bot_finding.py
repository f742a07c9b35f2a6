"""Finding: articles searched for, newest, about a topic, alike; claims checked."""

from collections.abc import AsyncIterator

import pytest
from shelved import WIRE
from tiny_index import Letters, publish

from bot.answer import Lack, Role
from bot.desk import Desk, EmptyQuestion
from bot.finding import MOST_CLAIMS, Results, claims
from corpus.article import Content
from corpus.home import Home
from corpus.store import ArticleStore
from index.filters import Filters
from index.torch_embedder import SentenceEmbedder

# --- What a message claims


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("", ()),
        ("ok thanks a lot?", ()),
        ("Too few words.", ()),
        ("The mayor resigned today.", ("The mayor resigned today.",)),
        ("Did you know? The mayor resigned today!", ("The mayor resigned today!",)),
        ("> The mayor **resigned** today.\n- He _never_ came back", (
            "The mayor resigned today.",
            "He never came back",
        )),
        ("<@123> the mayor resigned today <:sad:42> https://x.example/a.b?c", (
            "the mayor resigned today",
        )),
        ("The mayor resigned today. The mayor resigned today.", ("The mayor resigned today.",)),
        ("市长 今天 宣布 辞职。", ("市长 今天 宣布 辞职。",)),
    ],
)  # fmt: skip
def test_claims_are_sentences_that_say_something(message: str, found: tuple[str, ...]) -> None:
    assert claims(message) == found


def test_only_the_first_claims_of_a_message_are_checked() -> None:
    message = " ".join(f"The mayor said number {n} today." for n in range(9))
    assert len(claims(message)) == MOST_CLAIMS


def test_a_message_without_end_is_read_to_a_limit() -> None:
    assert len(claims("the mayor said so " * 10_000)) <= MOST_CLAIMS


# --- On the sample coverage, with the real model


@pytest.fixture
async def desk(sample_home: Home, model: SentenceEmbedder) -> AsyncIterator[Desk]:
    desk = Desk(sample_home.index, lambda _: model)
    await desk.open()
    yield desk
    await desk.close()


def titles(found: Results) -> list[str]:
    return [hit.article.title for hit in found.articles]


FOOTBALL = "Eleven cameras and a dark little room: video refereeing comes to the Dockside Ground"
FERRY = [
    "Ferry fare to rise to 3.60 crowns in April",
    "Electric ferry begins six-month pilot on the island run",
    "Gull Island ferry gets an earlier first boat and a dearer ticket",
]


@pytest.mark.parametrize(
    ("topic", "holds", "lacks", "total"),
    [
        ("ferry", FERRY, ["Saltgate turns out in force against camera tender"], 4),
        (
            "storm",
            [
                "Storm Hedda tears off market roof and cuts power to thousands",
                "Storm put 23 harbour cameras out of action, says supplier",
                "City log shows 58 dark cameras after the storm, not 23",
            ],
            [],
            3,
        ),
        ("football", [FOOTBALL], [], 1),  # by its tag
        ("housing prices", [], [], 0),
        ("what happened with the harbour cameras", ["How the harbour cameras work"], FERRY, None),
    ],
)  # fmt: skip
async def test_what_the_sample_holds_about_a_topic(
    desk: Desk, topic: str, holds: list[str], lacks: list[str], total: int | None
) -> None:
    found = await desk.topical(topic)
    about = {article.title for article, _ in found}
    assert set(holds) <= about
    assert about.isdisjoint(lacks)
    assert total in (None, len(found))
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


async def test_a_search_ranks_what_is_about_it_before_what_mentions_it(desk: Desk) -> None:
    found = await desk.search("ferry", most=3)
    assert titles(found) == FERRY
    assert found.total > 3


async def test_a_search_is_paged(desk: Desk) -> None:
    whole = await desk.search("face recognition", most=99)
    assert whole.total == len(whole.articles) > 5
    pages = [await desk.search("face recognition", skip=skip, most=5) for skip in (0, 5, 10)]
    assert {page.total for page in pages} == {whole.total}
    assert [title for page in pages for title in titles(page)] == titles(whole)[:15]
    assert len(set(titles(whole))) == whole.total
    assert (await desk.search("face recognition", skip=99)).articles == ()


async def test_a_hit_shows_the_sentence_nearest_to_what_was_looked_for(desk: Desk) -> None:
    [best] = (await desk.search("how much will the ferry to Gull Island cost?", most=1)).articles
    assert best.quote is not None
    assert best.quote.article == best.article
    assert "3.60 crowns" in best.quote.text


@pytest.mark.parametrize("query", ["zxqv", "quantum chromodynamics lattice"])
async def test_what_is_nowhere_is_not_found(desk: Desk, query: str) -> None:
    assert await desk.search(query) == Results((), 0)


async def test_the_newest_come_first(desk: Desk) -> None:
    found = await desk.latest(most=99)
    dates = [hit.article.published for hit in found.articles]
    known = [moment for moment in dates if moment]
    assert known == sorted(known, reverse=True)
    assert dates[-1] is None
    assert found.total == len(dates) == len(known) + 1
    assert {hit.quote for hit in found.articles} == {None}


async def test_the_newest_about_a_topic_are_about_it(desk: Desk) -> None:
    found = await desk.latest("storm")
    assert found.total == 3
    assert titles(found)[0] == "City log shows 58 dark cameras after the storm, not 23"


async def test_all_that_is_found_fits_the_filters(desk: Desk) -> None:
    filters = Filters(sections=("transport",))
    for found in (await desk.search("ferry", filters), await desk.latest(None, filters)):
        assert {hit.article.section for hit in found.articles} == {"Transport"}
    assert {article.section for article, _ in await desk.topical("harbour", filters)} == {
        "Transport"
    }


async def test_similar_articles_are_near_or_there_are_none(desk: Desk) -> None:
    catalog = desk.catalog
    assert catalog is not None
    like = await desk.similar(catalog.titles("Ferry fare to rise")[0].article_id)
    assert {article.title for article in like} == set(FERRY[1:])
    assert await desk.similar(catalog.titles("Queen Aldith")[0].article_id) == ()


async def test_a_timeline_counts_what_the_topic_has(desk: Desk) -> None:
    found = await desk.timeline("storm")
    assert (found.topic, found.total) == ("storm", 3)


@pytest.mark.parametrize(
    ("claim", "denied_by"),
    [
        ("The council rejected the 640 cameras in March 2024.", "approved 640 cameras"),
        ("The council approved 500 smart cameras for the harbour district.", "640 smart cameras"),
        ("The fine was 500,000 crowns for the city over stored faces.", "fine of 420,000 crowns"),
    ],
)
async def test_a_claim_that_the_coverage_denies(desk: Desk, claim: str, denied_by: str) -> None:
    [checked] = await desk.check(claim)
    assert checked.claim == claim
    [denial] = checked.answer.shown_as(Role.CONTRADICTS)
    assert denied_by in denial.quote.text


async def test_a_claim_that_the_coverage_bears_out(desk: Desk) -> None:
    [checked] = await desk.check("The data commissioner fined the city 420,000 crowns.")
    assert not checked.answer.abstained
    assert checked.answer.shown_as(Role.CONTRADICTS) == ()


async def test_a_claim_that_the_coverage_says_nothing_of(desk: Desk) -> None:
    [checked] = await desk.check("Bananas will be cheaper in Oakmoor next year.")
    assert checked.answer.abstained


async def test_a_message_without_claims_has_nothing_to_check(desk: Desk) -> None:
    assert await desk.check("lol") == ()
    assert await desk.check("") == ()


@pytest.mark.parametrize("query", ["", "?!", "🤖"])
async def test_nothing_is_looked_for_without_words(desk: Desk, query: str) -> None:
    for looking in (desk.search, desk.topical, desk.timeline):
        with pytest.raises(EmptyQuestion):
            await looking(query)


# --- Collections: what a server does not see is nowhere


@pytest.fixture
async def two(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """The Courier's bridge, which the Herald prints too, and an article of each alone."""
    home = Home(tmp_path_factory.mktemp("two"))
    with ArticleStore(home.articles) as store:
        for title, outlet, text in (
            ("Bridge opens", "Courier", WIRE),
            ("Bridge opened", "Herald", WIRE),
            ("Quorre resigns", "Courier", "Ansel Quorre resigned on Monday."),
            ("Herring", "Herald", "Herring became dearer on Monday."),
        ):
            content = Content(title=title, outlet=outlet, text=text, section="City")
            store.add([f"file:{title}"], content)
    publish(home.articles, home.index)
    desk = Desk(home.index, lambda _: Letters())
    await desk.open()
    yield desk
    await desk.close()


HERALD = Filters(among=("Herald",))


@pytest.mark.parametrize(
    "question",
    [
        "Who resigned on Monday?",
        "Herring became dearer on Monday.",
        "The mayor of Millbrae opened the rebuilt harbour bridge on Monday morning.",
        "zzz",
    ],
)
async def test_nothing_of_another_collection_is_ever_shown(two: Desk, question: str) -> None:
    answer = await two.ask(question, filters=HERALD)
    shown = [
        *answer.nearest,
        *(citation.article for citation in answer.citations),
        *(copy for citation in answer.citations for copy in citation.copies),
        *(article for article, _ in await two.topical(question, HERALD)),
    ]
    for found in (await two.search(question, HERALD), await two.latest(None, HERALD)):
        shown += [hit.article for hit in found.articles]
        shown += [copy for hit in found.articles for copy in hit.copies]
    assert {article.outlet for article in shown} == {"Herald"}
    assert answer.coverage.articles == 2


async def test_what_the_collection_prints_a_copy_of_is_answered_from_it(two: Desk) -> None:
    answer = await two.ask(WIRE[:92], filters=HERALD)
    assert answer.sentences[0].quote.text == WIRE[:92]
    assert answer.citations[0].article.title == "Bridge opened"


async def test_a_name_that_only_another_collection_knows_is_not_mentioned(two: Desk) -> None:
    answer = await two.ask("When did Ansel Quorre resign?", filters=HERALD)
    assert answer.reason is not None
    assert answer.reason.lack is Lack.NAME


async def test_an_outlet_outside_the_collection_is_none_that_is_held(two: Desk) -> None:
    answer = await two.ask("What became dearer according to the Courier?", filters=HERALD)
    assert answer.reason is not None
    assert answer.reason.lack in (Lack.OUTLET, Lack.NAME)


async def test_a_collection_without_articles_has_none(two: Desk) -> None:
    answer = await two.ask("Who resigned?", filters=Filters(among=("Gazette",)))
    assert answer.reason is not None
    assert (answer.reason.lack, answer.nearest) == (Lack.ARTICLES, ())


async def test_an_article_is_shown_to_those_who_may_see_it(two: Desk) -> None:
    catalog = two.catalog
    assert catalog is not None
    [entry] = catalog.titles("Quorre")
    assert await two.article(entry.article_id) is not None
    assert await two.article(entry.article_id, HERALD) is None
    assert await two.article("zzzzzzzzzz") is None


async def test_the_copies_of_an_article_are_those_that_may_be_seen(two: Desk) -> None:
    catalog = two.catalog
    assert catalog is not None
    [entry] = catalog.titles("Bridge opened")
    assert [copy.title for copy in await two.copies(entry.article_id)] == ["Bridge opens"]
    assert await two.copies(entry.article_id, HERALD) == ()


# --- What the asker chose


async def test_where_the_filters_leave_nothing_they_are_the_reason(two: Desk) -> None:
    question = "Herring became dearer on Monday."
    answer = await two.ask(question, filters=Filters(sections=("Opera",), among=("Herald",)))
    assert answer.reason is not None
    assert (answer.reason.lack, answer.reason.words) == (Lack.FILTER, "section Opera")
    assert {article.outlet for article in answer.nearest} == {"Herald"}


async def test_where_nothing_sure_fits_the_filters_they_are_the_reason(desk: Desk) -> None:
    question = "How many smart cameras did the council approve?"
    answer = await desk.ask(question, filters=Filters(sections=("Sport",)))
    assert answer.reason is not None
    assert (answer.reason.lack, answer.reason.words) == (Lack.FILTER, "section Sport")
    assert {article.section for article in answer.nearest} != {"Sport"}


async def test_names_may_be_typed_without_capitals(desk: Desk) -> None:
    question = "How many smart cameras did the council approve?"
    answer = await desk.ask(question, filters=Filters(sections=("city",)))
    assert {citation.article.section for citation in answer.citations} == {"City"}
