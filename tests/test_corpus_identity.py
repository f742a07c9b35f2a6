"""Which article a new one is, as the store decides it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.article import Article, Change, Content, Kind
from corpus.identity import url_key
from corpus.store import Added, ArticleStore, Outcome

URL = "https://www.courier.example/2024/03/cameras"
OTHER = "https://www.courier.example/2024/03/ferry"
DAY = datetime(2024, 3, 14, 9, tzinfo=UTC)
WORDS = "council harbour camera tram bridge ferry school roof tender vote budget night".split()


@pytest.fixture
def store() -> Iterator[ArticleStore]:
    with ArticleStore(Path(":memory:")) as opened:
        yield opened


def story(seed: int, paragraphs: int = 8) -> str:
    """An invented text of 40 words a paragraph; two seeds share no run of words."""
    chance = random.Random(seed)
    return "\n\n".join(
        " ".join(f"{chance.choice(WORDS)}{chance.randrange(100)}" for _ in range(40)) + "."
        for _ in range(paragraphs)
    )


def start(text: str, paragraphs: int) -> str:
    return "\n\n".join(text.split("\n\n")[:paragraphs])


CAMERAS = Content(title="Cameras approved", text=story(1), outlet="Courier", url=URL, published=DAY)


def copy_at(outlet: str, text: str = CAMERAS.text, hours: int = 3) -> Content:
    return Content(
        title=f"From the harbour, for {outlet}",
        text=text,
        outlet=outlet,
        url=f"https://{outlet.lower()}.example/news/1",
        published=DAY + timedelta(hours=hours),
    )


def add(store: ArticleStore, content: Content, *keys: str) -> Added:
    """As a page of the web comes in: by its address, then by what else it is known by."""
    by_address = [url_key(content.url)] if content.url else []
    return store.add([*by_address, *keys], content)


def story_of(store: ArticleStore, *added: Added) -> list[str | None]:
    stories = {article.id: article.story for article in store.articles()}
    return [stories[one.article_id] for one in added]


def the(store: ArticleStore) -> Article:
    [article] = store.articles()
    return article


@pytest.mark.parametrize(
    "spelled",
    [
        "http://www.courier.example/2024/03/cameras",
        "https://courier.example/2024/03/cameras/",
        "https://m.courier.example/2024/03/cameras",
        "https://WWW.Courier.Example/2024/03/cameras#comments",
        f"{URL}?utm_source=newsletter&fbclid=x",
        f"{URL}/amp/",
    ],
)
def test_an_address_is_the_same_however_it_is_spelled(store: ArticleStore, spelled: str) -> None:
    first = add(store, CAMERAS)
    added = add(store, replace(CAMERAS, text=story(2), url=spelled))
    assert added == Added(Outcome.REVISED, first.article_id)


def test_a_page_of_another_number_is_another_article(store: ArticleStore) -> None:
    add(store, replace(CAMERAS, url="https://courier.example/show?id=1"))
    added = add(
        store,
        replace(CAMERAS, title="Ferry", text=story(2), url="https://courier.example/show?id=2"),
    )
    assert added.outcome is Outcome.ADDED


def test_a_new_address_with_the_same_guid_and_text_is_the_same(store: ArticleStore) -> None:
    first = add(store, CAMERAS, "guid:7")
    moved = replace(CAMERAS, url=f"{URL}-approved", title="Cameras are approved")
    assert add(store, moved, "guid:7").article_id == first.article_id


def test_another_guid_with_the_same_address_is_the_same(store: ArticleStore) -> None:
    first = add(store, CAMERAS, "guid:7")
    added = add(store, replace(CAMERAS, text=story(2)), "guid:8")
    assert added == Added(Outcome.REVISED, first.article_id)


def test_a_guid_that_is_used_again_is_a_new_article(store: ArticleStore) -> None:
    add(store, CAMERAS, "guid:7")
    ferry = replace(CAMERAS, title="Ferry late", text=story(2), url=OTHER)
    assert add(store, ferry, "guid:7").outcome is Outcome.ADDED
    assert store.count() == 2


def test_an_article_is_known_by_its_words_alone(store: ArticleStore) -> None:
    first = store.add(["file:a"], Content(title="Cameras", text=story(1)))
    longer = Content(title="Cameras", text=f"{story(1)}\n\nThen the mayor spoke.")
    assert store.add(["file:b"], longer) == Added(Outcome.REVISED, first.article_id)


FULL = replace(
    CAMERAS,
    authors=("Ada Brandt",),
    section="Council",
    tags=("cameras",),
    kind=Kind.ANALYSIS,
    language="en",
    paywalled=True,
    provenance={"kind": "JSON-LD"},
)
PLAIN = Content(title=CAMERAS.title, text=CAMERAS.text, provenance={"title": "first lines"})


def test_a_copy_of_the_words_alone_changes_nothing(store: ArticleStore) -> None:
    first = add(store, FULL)
    for _ in range(2):
        assert store.add(["file:a"], PLAIN) == Added(Outcome.UNCHANGED, first.article_id)
    spaced = replace(PLAIN, text=CAMERAS.text.replace(".", " ."))
    assert store.add(["file:a"], spaced).outcome is Outcome.UNCHANGED
    assert the(store).digest() == FULL.digest()


def test_a_longer_copy_of_the_words_alone_takes_no_field_away(store: ArticleStore) -> None:
    add(store, FULL)
    store.add(["file:a"], PLAIN)
    longer = replace(PLAIN, text=f"{CAMERAS.text}\n\nThen the mayor spoke.")
    assert store.add(["file:a"], longer).outcome is Outcome.REVISED
    assert the(store).digest() == replace(FULL, text=longer.text).digest()


def test_a_field_that_the_article_itself_no_longer_has_is_gone(store: ArticleStore) -> None:
    store.add(["file:a"], Content(title="Cameras", text=story(1), section="Council"))
    store.add(["file:a"], Content(title="Cameras", text=story(1)))
    assert the(store).section is None


def test_a_copy_of_the_words_with_more_to_say_is_a_revision(store: ArticleStore) -> None:
    first = store.add(["file:a"], PLAIN)
    assert add(store, FULL) == Added(Outcome.REVISED, first.article_id)
    assert the(store).digest() == FULL.digest()


FERRY = Content(title="Ferry late", text=story(2))


def test_a_file_with_another_article_is_another_article(store: ArticleStore) -> None:
    told = replace(PLAIN, url=URL, published=DAY, provenance={"url": "option", "date": "option"})
    first = store.add(["file:a"], told)
    second = store.add(["file:a"], FERRY)
    assert second.outcome is Outcome.ADDED
    assert store.revisions(second.article_id)[0].url is None
    assert store.revisions(second.article_id)[0].published is None
    assert store.revisions(first.article_id)[0].digest() == told.digest()


@pytest.mark.parametrize(
    "later",
    [
        replace(FERRY, title="Ferry is late"),
        replace(FERRY, text="It is on time again."),
        replace(FERRY, title="Ferry is late", text=f"{story(2, 7)}\n\nIt left."),
    ],
    ids=["another title", "another text", "another title and an edit"],
)
def test_a_file_that_is_edited_goes_on(store: ArticleStore, later: Content) -> None:
    first = store.add(["file:a"], FERRY)
    assert store.add(["file:a"], later) == Added(Outcome.REVISED, first.article_id)


def test_a_title_by_option_stays_said(store: ArticleStore) -> None:
    headed = f"The headline that stands there\n\n{story(2)}"
    store.add(["file:a"], Content(title="Ours", text=headed, provenance={"title": "option"}))
    read = {"title": "first lines"}
    again = Content(title="The headline that stands there", text=story(2), provenance=read)
    assert store.add(["file:a"], again).outcome is Outcome.UNCHANGED


def test_another_article_has_another_title_and_other_words(store: ArticleStore) -> None:
    first = add(store, CAMERAS).article_id
    assert (store.at(URL), store.at(OTHER)) == (first, None)
    assert store.is_another(first, replace(FERRY, url=URL))
    assert not store.is_another(first, replace(CAMERAS, text=story(2)))
    assert not store.is_another(first, replace(CAMERAS, title="Cameras at last"))


def test_a_new_address_with_the_same_words_is_the_same(store: ArticleStore) -> None:
    first = add(store, CAMERAS)
    later = replace(CAMERAS, url=OTHER, published=DAY + timedelta(hours=1))
    assert add(store, later).article_id == first.article_id


def test_a_series_printed_from_the_same_words_stays_apart(store: ArticleStore) -> None:
    for week in range(4):
        forecast = replace(
            CAMERAS,
            title=f"The weather of week {week}",
            text=f"Week {week} will have {week} warm days.\n\n{story(1)}",
            url=f"https://courier.example/weather/{week}",
            published=DAY + timedelta(weeks=week),
        )
        assert add(store, forecast).outcome is Outcome.ADDED
    assert story_of(store, add(store, forecast)) == [None]
    assert store.count() == 4


def test_a_short_note_is_not_the_next_one_of_the_same_words(store: ArticleStore) -> None:
    note = replace(CAMERAS, title="Road closed on Monday", text="The road is closed today.")
    add(store, note)
    other = replace(note, title="Road closed on Tuesday", url=OTHER)
    assert add(store, other).outcome is Outcome.ADDED


def test_an_excerpt_changes_nothing(store: ArticleStore) -> None:
    first = add(store, CAMERAS)
    excerpt = replace(CAMERAS, text=start(CAMERAS.text, 2), url=OTHER)
    assert add(store, excerpt) == Added(Outcome.UNCHANGED, first.article_id)
    assert the(store).text == CAMERAS.text


def test_the_whole_text_after_an_excerpt_is_a_revision(store: ArticleStore) -> None:
    first = add(store, replace(CAMERAS, text=start(CAMERAS.text, 2), url=OTHER))
    assert add(store, CAMERAS) == Added(Outcome.REVISED, first.article_id)
    assert the(store).text == CAMERAS.text


def test_a_brief_that_a_long_piece_repeats_is_its_own_article(store: ArticleStore) -> None:
    add(store, replace(CAMERAS, title="In brief", text=start(CAMERAS.text, 2), url=OTHER))
    assert add(store, CAMERAS).outcome is Outcome.ADDED


def test_a_copy_at_another_outlet_makes_a_story(store: ArticleStore) -> None:
    first, second = add(store, CAMERAS), add(store, copy_at("Herald"))
    assert second.outcome is Outcome.ADDED
    one, other = story_of(store, first, second)
    assert one is not None
    assert one == other


def test_three_copies_are_one_story(store: ArticleStore) -> None:
    added = [add(store, CAMERAS), *(add(store, copy_at(name)) for name in ("Herald", "Globe"))]
    assert len(set(story_of(store, *added))) == 1
    assert None not in story_of(store, *added)


def test_a_copy_that_is_cut_and_credited_is_a_copy(store: ArticleStore) -> None:
    first = add(store, CAMERAS)
    text = f"PORT ARDELL — {start(CAMERAS.text, 7)}\n\nThis report first ran in the Courier."
    one, other = story_of(store, first, add(store, copy_at("Herald", text)))
    assert one == other is not None


def test_a_later_copy_joins_two_stories(store: ArticleStore) -> None:
    ferry = story(2)
    added = [
        add(store, CAMERAS),
        add(store, copy_at("Herald")),
        add(store, copy_at("Globe", ferry)),
        add(store, copy_at("Star", ferry)),
    ]
    assert len(set(story_of(store, *added))) == 2
    both = add(store, copy_at("Mirror", f"{CAMERAS.text}\n\n{ferry}"))
    assert len(set(story_of(store, *added, both))) == 1


def test_other_outlets_texts_of_their_own_make_no_story(store: ArticleStore) -> None:
    added = [add(store, CAMERAS), add(store, copy_at("Herald", story(2)))]
    assert story_of(store, *added) == [None, None]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://courier.example/2024/03/cameras?utm_campaign=x", story(2)),
        ("https://m.courier.example/2024/03/cameras", story(2)),
        (OTHER, CAMERAS.text),
        (None, CAMERAS.text),
    ],
    ids=["twin", "mobile", "other address", "file"],
)
def test_what_was_taken_down_does_not_return(
    store: ArticleStore, url: str | None, text: str
) -> None:
    first = add(store, CAMERAS, "file:a")
    store.withdraw(first.article_id)
    again = add(store, replace(CAMERAS, url=url, text=text), "file:b")
    assert again == Added(Outcome.WITHDRAWN, first.article_id)
    assert store.count() == 0


def test_what_was_taken_down_does_not_return_by_a_name_it_tried(store: ArticleStore) -> None:
    first = add(store, CAMERAS)
    store.withdraw(first.article_id)
    add(store, replace(CAMERAS, url=OTHER))
    rewritten = replace(CAMERAS, url=OTHER, text=story(3))
    assert add(store, rewritten) == Added(Outcome.WITHDRAWN, first.article_id)


def test_another_outlets_copy_of_what_was_taken_down_is_taken(store: ArticleStore) -> None:
    store.withdraw(add(store, CAMERAS).article_id)
    assert add(store, copy_at("Herald")).outcome is Outcome.ADDED


def test_a_correction_marks_the_article(store: ArticleStore) -> None:
    add(store, CAMERAS)
    later = DAY + timedelta(hours=5)
    noted = replace(CAMERAS, text=story(1, 7), corrections=("It was 460.",), updated=later)
    add(store, noted)
    assert (the(store).change, the(store).changed) == (Change.CORRECTED, later)


def test_a_date_of_modification_that_stood_still_does_not_date_a_correction(
    store: ArticleStore,
) -> None:
    add(store, replace(CAMERAS, updated=DAY))
    before = datetime.now(UTC)
    add(store, replace(CAMERAS, corrections=("It was 460.",), updated=DAY))
    changed = the(store).changed
    assert changed is not None
    assert changed >= before.replace(microsecond=0)


def test_an_article_that_came_corrected_was_not_corrected_when_published(
    store: ArticleStore,
) -> None:
    add(store, replace(CAMERAS, corrections=("It was 460.",), updated=DAY))
    assert (the(store).change, the(store).changed) == (Change.CORRECTED, None)


def test_an_update_marks_the_article(store: ArticleStore) -> None:
    add(store, CAMERAS)
    add(store, replace(CAMERAS, text=f"{CAMERAS.text}\n\nThen the mayor spoke."))
    assert the(store).change is Change.UPDATED


def test_a_date_of_modification_alone_marks_nothing(store: ArticleStore) -> None:
    first = add(store, CAMERAS)
    touched = replace(CAMERAS, updated=DAY + timedelta(days=1))
    assert add(store, touched) == Added(Outcome.UNCHANGED, first.article_id)
    assert the(store).change is None


def test_an_update_after_a_correction_leaves_it_corrected(store: ArticleStore) -> None:
    add(store, CAMERAS)
    noted = replace(CAMERAS, corrections=("It was 460.",))
    add(store, noted)
    add(store, replace(noted, text=f"{CAMERAS.text}\n\nThen the mayor spoke."))
    assert the(store).change is Change.CORRECTED


def test_an_article_that_came_with_a_correction_is_corrected(store: ArticleStore) -> None:
    add(store, replace(CAMERAS, corrections=("It was 460.",)))
    assert the(store).change is Change.CORRECTED


def test_tags_alone_make_a_revision_without_a_mark(store: ArticleStore) -> None:
    add(store, CAMERAS)
    assert add(store, replace(CAMERAS, tags=("council",))).outcome is Outcome.REVISED
    assert the(store).change is None
