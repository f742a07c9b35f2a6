"""The store: one article per story, every revision kept, takedowns that hold."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Content, Kind
from corpus.database import StoreError
from corpus.store import Added, ArticleStore, Entry, Outcome, Withdrawal

URL = "https://courier.example/a"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "articles.sqlite3") as opened:
        yield opened


def content(
    text: str = "The council met.",
    title: str = "Cameras",
    url: str | None = None,
    published: datetime | None = None,
) -> Content:
    return Content(title=title, text=text, url=url, published=published)


def add(store: ArticleStore, key: str, text: str = "The council met.") -> str:
    return store.add([key], content(text)).article_id


def texts(store: ArticleStore) -> list[str]:
    return sorted(article.text for article in store.articles())


def test_an_article_comes_back_as_it_went_in(store: ArticleStore) -> None:
    given_content = Content(
        title="Cameras “approved” 😀",
        text="The council met.\n\nIt voted.",
        outlet="Courier",
        url=URL,
        authors=("Anna", "Ben"),
        section="News",
        tags=("council", "камеры"),
        published=datetime.fromisoformat("2024-03-14T09:30:00.250000+01:00"),
        updated=datetime(2024, 3, 15, tzinfo=UTC),
        kind=Kind.ANALYSIS,
        provenance={"title": "option"},
    )
    added = store.add([f"url:{URL}"], given_content)
    [article] = store.articles()
    kept = {name: getattr(article, name) for name in Content.__dataclass_fields__}
    assert Content(**kept) == given_content
    assert kept["provenance"] == {"title": "option"}
    assert article.published is not None
    assert article.published.isoformat() == "2024-03-14T09:30:00.250000+01:00"
    assert (article.id, article.revision) == (added.article_id, 1)


def test_a_new_article_is_added(store: ArticleStore) -> None:
    assert store.add(["file:a"], content()).outcome is Outcome.ADDED
    assert store.count() == 1


def test_the_same_again_changes_nothing(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    before = store.state()
    assert store.add(["file:a"], content()) == Added(Outcome.UNCHANGED, article_id)
    assert store.state() == before
    assert len(store.revisions(article_id)) == 1


def test_changed_content_is_a_new_revision(store: ArticleStore) -> None:
    article_id = add(store, "file:a", "Old.")
    before = store.state()
    assert store.add(["file:a"], content("New.")) == Added(Outcome.REVISED, article_id)
    assert texts(store) == ["New."]
    assert store.state() != before


def test_old_revisions_are_kept_newest_first(store: ArticleStore) -> None:
    article_id = add(store, "file:a", "One.")
    for text in ("Two.", "Three."):
        add(store, "file:a", text)
    kept = [(article.revision, article.text) for article in store.revisions(article_id)]
    assert kept == [(3, "Three."), (2, "Two."), (1, "One.")]


def test_a_change_that_is_taken_back_is_a_revision_too(store: ArticleStore) -> None:
    article_id = add(store, "file:a", "Old.")
    add(store, "file:a", "New.")
    assert store.add(["file:a"], content("Old.")) == Added(Outcome.REVISED, article_id)
    assert texts(store) == ["Old."]


def test_different_keys_and_contents_are_different_articles(store: ArticleStore) -> None:
    assert add(store, "file:a", "One.") != add(store, "file:b", "Two.")
    assert texts(store) == ["One.", "Two."]


def test_two_files_with_the_same_content_are_one_article(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    assert store.add(["file:b"], content()) == Added(Outcome.UNCHANGED, article_id)
    assert store.count() == 1


def test_an_old_copy_does_not_undo_a_correction(store: ArticleStore) -> None:
    article_id = add(store, "file:a", "640 cameras.")
    add(store, "file:copy", "640 cameras.")
    add(store, "file:a", "460 cameras.")
    assert store.add(["file:copy"], content("640 cameras.")) == Added(Outcome.UNCHANGED, article_id)
    assert texts(store) == ["460 cameras."]


def test_a_corrected_copy_is_a_revision(store: ArticleStore) -> None:
    article_id = add(store, "file:a", "640 cameras.")
    add(store, "file:copy", "640 cameras.")
    assert store.add(["file:copy"], content("460 cameras.")) == Added(Outcome.REVISED, article_id)
    assert texts(store) == ["460 cameras."]


def test_two_versions_under_one_url_do_not_take_turns(store: ArticleStore) -> None:
    old, new = content("Old.", url=URL), content("New.", url=URL)
    for _ in range(3):
        store.add([f"url:{URL}", "file:a"], old)
        store.add([f"url:{URL}", "file:b"], new)
    [article] = store.articles()
    assert (article.text, article.revision) == ("New.", 2)


def test_files_that_swapped_names_are_still_the_same_articles(store: ArticleStore) -> None:
    one, two = add(store, "file:a", "One."), add(store, "file:b", "Two.")
    assert store.add(["file:b"], content("One.")) == Added(Outcome.UNCHANGED, one)
    assert store.add(["file:a"], content("Two.")) == Added(Outcome.UNCHANGED, two)


def test_a_moved_file_is_revised_under_its_new_name(store: ArticleStore) -> None:
    article_id = add(store, "file:a", "Old.")
    add(store, "file:b", "Old.")
    assert store.add(["file:b"], content("New.")) == Added(Outcome.REVISED, article_id)


def test_a_url_given_later_keeps_the_article(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    added = store.add([f"url:{URL}", "file:a"], content(url=URL))
    assert added == Added(Outcome.REVISED, article_id)
    assert store.find(URL) == article_id
    assert [article.url for article in store.articles()] == [URL]


def test_what_an_option_said_stays_said(store: ArticleStore) -> None:
    said = {"outlet": "option", "url": "option", "date": "option"}
    told = Content(
        title="T",
        text="One.",
        outlet="The Paper",
        url="https://paper.example/1",
        published=datetime(2024, 3, 14, tzinfo=UTC),
        provenance=said,
    )
    store.add(["url:https://paper.example/1", "file:a"], told)
    assert store.add(["file:a"], Content(title="T", text="One.")).outcome is Outcome.UNCHANGED
    assert store.add(["file:a"], Content(title="T", text="Two.")).outcome is Outcome.REVISED
    latest = next(store.articles())
    assert (latest.text, latest.outlet, latest.url) == ("Two.", told.outlet, told.url)
    assert latest.published == told.published
    assert latest.provenance == said


def test_what_the_file_itself_said_goes_when_it_says_it_no_more(store: ArticleStore) -> None:
    named = Content(title="T", text="One.", outlet="P", provenance={"outlet": "front matter"})
    store.add(["file:a"], named)
    store.add(["file:a"], Content(title="T", text="One."))
    assert next(store.articles()).outlet is None


def test_a_file_that_holds_another_url_is_another_article(store: ArticleStore) -> None:
    first = store.add([f"url:{URL}", "file:a"], content("One.", url=URL))
    second = store.add([f"url:{URL}b", "file:a"], content("Two.", url=f"{URL}b"))
    assert second.outcome is Outcome.ADDED
    assert store.find(URL) == first.article_id
    assert texts(store) == ["One.", "Two."]


def test_the_url_is_stronger_than_the_file(store: ArticleStore) -> None:
    by_url = store.add([f"url:{URL}", "file:a"], content("One.", url=URL)).article_id
    add(store, "file:b", "Two.")
    added = store.add([f"url:{URL}", "file:b"], content("Three.", url=URL))
    assert added == Added(Outcome.REVISED, by_url)


def test_withdrawn_articles_are_not_answered_from(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    before = store.state()
    assert store.withdraw(article_id) is True
    assert (texts(store), store.count()) == ([], 0)
    assert store.state() != before


def test_withdrawing_twice_is_told(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    store.withdraw(article_id)
    assert store.withdraw(article_id) is False
    assert store.withdraw("nobody") is False


def test_withdrawn_articles_are_kept(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    store.withdraw(article_id)
    assert [article.text for article in store.revisions(article_id)] == ["The council met."]
    assert [entry.withdrawn for entry in store.entries()] == [True]


def test_a_restored_article_is_as_it_was(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    before = store.state()
    store.withdraw(article_id)
    assert store.restore(article_id) is True
    assert (texts(store), store.state()) == (["The council met."], before)
    assert store.restore(article_id) is False


@pytest.mark.parametrize(
    ("key", "text"),
    [("file:a", "The council met."), ("file:a", "Changed."), ("file:b", "The council met.")],
)
def test_what_was_withdrawn_is_not_added_again(store: ArticleStore, key: str, text: str) -> None:
    article_id = add(store, "file:a")
    store.withdraw(article_id)
    assert store.add([key], content(text)) == Added(Outcome.WITHDRAWN, article_id)
    assert texts(store) == []
    assert len(store.revisions(article_id)) == 1


def test_a_withdrawn_url_is_not_added_from_another_file(store: ArticleStore) -> None:
    store.withdraw(store.add([f"url:{URL}", "file:a"], content(url=URL)).article_id)
    added = store.add([f"url:{URL}", "file:b"], content("Changed.", url=URL))
    assert added.outcome is Outcome.WITHDRAWN


def test_an_article_is_found_by_id_start_of_id_and_url(store: ArticleStore) -> None:
    article_id = store.add([f"url:{URL}"], content(url=URL)).article_id
    for wanted in (article_id, article_id[:3], article_id.upper(), URL):
        assert store.find(wanted) == article_id


@pytest.mark.parametrize("wanted", ["", "%", "_", "0", "https://courier.example/b", "file:a"])
def test_what_is_not_there_is_not_found(store: ArticleStore, wanted: str) -> None:
    add(store, "file:a")
    with pytest.raises(StoreError) as error:
        store.find(wanted)
    assert str(error.value) == (
        f"no article has the id or URL {wanted!r}; see `footnote corpus list`"
    )


def test_a_start_that_several_ids_share_is_refused(store: ArticleStore) -> None:
    ids = [add(store, f"file:{number}", f"{number}.") for number in range(33)]
    shared = next(i[0] for i in ids if sum(other.startswith(i[0]) for other in ids) > 1)
    with pytest.raises(StoreError, match=f"^more than one article starts with the id .*'{shared}'"):
        store.find(shared)


def test_ids_are_the_same_on_every_machine(store: ArticleStore) -> None:
    assert add(store, "url:https://courier.example/a") == "6adp5ttauf"


def test_entries_come_newest_first_and_the_undated_last(store: ArticleStore) -> None:
    for title, date in (
        ("undated", None),
        ("second", "2024-03-14T10:00:00+02:00"),
        ("first", "2024-03-14T09:00:00+00:00"),
        ("third", "2023-03-14T09:00:00+00:00"),
    ):
        moment = datetime.fromisoformat(date) if date else None
        store.add([title], content(title, title, published=moment))
    assert [entry.title for entry in store.entries()] == ["first", "second", "third", "undated"]


def test_an_entry_is_of_the_latest_revision(store: ArticleStore) -> None:
    article_id = add(store, "file:a", "Old.")
    store.add(["file:a"], content("Old.", title="New title"))
    assert list(store.entries()) == [Entry(article_id, 2, "New title", None, None, None)]


def test_articles_come_in_a_stable_order(store: ArticleStore) -> None:
    for number in range(9):
        add(store, f"file:{number}", f"{number}.")
    ids = [article.id for article in store.articles()]
    assert ids == sorted(ids)


def test_an_article_that_cannot_be_stored_leaves_nothing_behind(store: ArticleStore) -> None:
    odd = Content(title="Cameras", text="Odd.", provenance={"title": {1}})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        store.add(["file:a"], odd)
    assert store.count() == 0
    assert store.add(["file:a"], content()).outcome is Outcome.ADDED


STORIES = st.lists(
    st.tuples(
        st.sampled_from([None, URL, f"{URL}b"]),
        st.sampled_from(["One.", "Two.", "Three."]),
        st.booleans(),
    ),
    max_size=8,
)


@given(STORIES)
def test_adding_everything_again_changes_nothing(
    stories: list[tuple[str | None, str, bool]],
) -> None:
    with ArticleStore(Path(":memory:")) as store:
        for number, (url, text, withdrawn) in enumerate(stories):
            added = store.add(keys(number, url), content(text, url=url))
            if withdrawn:
                store.withdraw(added.article_id)
        before = list(store.entries())
        again = {
            store.add(keys(number, url), content(text, url=url)).outcome
            for number, (url, text, _) in enumerate(stories)
        }
        assert list(store.entries()) == before
        assert again <= {Outcome.UNCHANGED, Outcome.WITHDRAWN}


def keys(number: int, url: str | None) -> list[str]:
    return [f"url:{url}", f"file:{number}"] if url else [f"file:{number}"]


def version(path: Path) -> int:
    database = sqlite3.connect(path)
    found = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return int(found)


def newest() -> int:
    folder = files("corpus").joinpath("migrations")
    return sum(script.name.endswith(".sql") for script in folder.iterdir())


def test_a_fresh_store_has_the_newest_schema(tmp_path: Path) -> None:
    ArticleStore(tmp_path / "a.sqlite3").close()
    assert version(tmp_path / "a.sqlite3") == newest()


def test_folders_above_the_store_are_made(tmp_path: Path) -> None:
    ArticleStore(tmp_path / "new" / "home" / "a.sqlite3").close()
    assert (tmp_path / "new" / "home" / "a.sqlite3").is_file()


def test_what_was_added_is_there_when_opened_again(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "a.sqlite3") as store:
        article_id = add(store, "file:a")
    with ArticleStore(tmp_path / "a.sqlite3") as store:
        assert [article.id for article in store.articles()] == [article_id]


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    ArticleStore(path).close()
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {newest() + 1}")
    database.close()
    with pytest.raises(StoreError, match=r"^the articles were written by a newer Footnote"):
        ArticleStore(path)
    assert version(path) == newest() + 1


def test_a_file_that_is_not_a_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_text("My diary. " * 100)
    with pytest.raises(StoreError) as error:
        ArticleStore(path)
    assert str(error.value) == f"cannot open the articles at {path}: file is not a database"
    assert path.read_text() == "My diary. " * 100


def test_a_folder_in_the_stores_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        ArticleStore(tmp_path)


def test_a_file_in_the_homes_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(StoreError, match=f"^cannot open the articles at {tmp_path}/home/a"):
        ArticleStore(tmp_path / "home" / "a.sqlite3")


_ADD = """
import sys
from pathlib import Path
from corpus.article import Content
from corpus.store import ArticleStore

path, own, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
with ArticleStore(path) as store:
    for number in range(count):
        store.add([f"file:{own}{number}"], Content(title="Own", text=f"{own} {number}."))
        store.add(["file:shared"], Content(title="Shared", text=f"{own} {number}."))
"""


def test_two_processes_adding_at_once_lose_nothing(tmp_path: Path) -> None:
    path, count = tmp_path / "a.sqlite3", 60
    adders = [
        subprocess.Popen(
            [sys.executable, "-c", _ADD, str(path), own, str(count)], stdin=subprocess.PIPE
        )
        for own in ("a", "b")
    ]
    for adder in adders:  # both are ready before the first may begin
        assert adder.stdin is not None
        adder.stdin.write(b"go\n")
        adder.stdin.flush()
    for adder in adders:
        adder.communicate(timeout=30)
    assert [adder.returncode for adder in adders] == [0, 0]
    with ArticleStore(path) as store:
        own = [article.text for article in store.articles() if article.title == "Own"]
        [shared] = [article for article in store.articles() if article.title == "Shared"]
        assert sorted(own) == sorted(f"{o} {number}." for o in "ab" for number in range(count))
        assert [r.revision for r in store.revisions(shared.id)] == [*range(2 * count, 0, -1)]


SECRET = "zanthorpe"


def in_the_files(folder: Path, word: str) -> int:
    """How often a word stands in any file of the folder, the write-ahead log too."""
    return sum(file.read_bytes().count(word.encode()) for file in folder.iterdir())


def long_text(number: int, length: int = 600) -> str:
    return " ".join(f"word{number}x{at}" for at in range(length))


def test_a_purged_article_leaves_no_word_in_the_file(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "a.sqlite3") as store:
        for number in range(60):
            add(store, f"file:{number}", long_text(number))
        named = Content(
            title=f"On {SECRET}",
            text=f"{SECRET} {long_text(99)} {SECRET}",
            url=f"https://courier.example/{SECRET}",
            authors=(f"Anna {SECRET}",),
            tags=(SECRET,),
            corrections=(SECRET,),
        )
        article_id = store.add([f"url:https://courier.example/{SECRET}"], named).article_id
        store.add(["url:https://courier.example/" + SECRET], content(f"{SECRET} again."))
        wall = content(f"{SECRET} {long_text(98, 900)} {SECRET}")
        store.add([f"url:https://courier.example/{SECRET}"], wall, ["a wall"])
        assert in_the_files(tmp_path, SECRET) > 0
        store.purge(article_id)
        assert in_the_files(tmp_path, SECRET) == 0


def test_words_that_were_held_and_dropped_are_purged_too(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "a.sqlite3") as store:
        article_id = add(store, "file:a", "Good.")
        wall = content(f"{SECRET} {long_text(1, 3000)} {SECRET}")
        store.add(["file:a"], wall, ["a wall"])
        add(store, "file:a", "Good.")
        store.purge(article_id)
        assert in_the_files(tmp_path, SECRET) == 0


def test_a_purged_article_is_not_listed_and_has_no_revisions(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    store.purge(article_id)
    assert (list(store.entries()), store.revisions(article_id), store.count()) == ([], [], 0)


@pytest.mark.parametrize(
    ("key", "text"),
    [(f"url:{URL}", "Other words."), ("file:b", "The council met."), ("file:c", "The council MET")],
    ids=["address", "file", "capitals"],
)
def test_what_was_purged_is_not_added_again(store: ArticleStore, key: str, text: str) -> None:
    article_id = store.add([f"url:{URL}", "file:a"], content(url=URL)).article_id
    store.purge(article_id)
    assert store.add([key], content(text)) == Added(Outcome.WITHDRAWN, article_id)


def test_another_outlets_copy_of_what_was_purged_is_taken(store: ArticleStore) -> None:
    ours = Content(title="T", text=long_text(1), outlet="Courier", url=URL)
    article_id = store.add([f"url:{URL}"], ours).article_id
    store.add([f"url:{URL}"], content("A wall."), ["a wall"])
    store.purge(article_id)
    theirs = Content(title="T", text=long_text(1), outlet="Herald", url="https://herald.example/a")
    assert store.add(["url:https://herald.example/a"], theirs).outcome is Outcome.ADDED


def test_what_was_purged_cannot_be_restored(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    store.purge(article_id)
    assert store.restore(article_id) is False
    assert texts(store) == []


def test_a_purged_address_is_still_found(store: ArticleStore) -> None:
    article_id = store.add([f"url:{URL}"], content(url=URL)).article_id
    store.purge(article_id)
    assert store.find(URL) == article_id


def test_a_preview_keeps_nothing(store: ArticleStore) -> None:
    assert store.add(["file:a"], content(), keep=False).outcome is Outcome.ADDED
    assert list(store.entries()) == []


def test_news_is_what_came_in_as_new(store: ArticleStore) -> None:
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    store.add(["file:old"], content("Old."))
    fresh = store.add(["file:new"], content("New."), news=True).article_id
    store.add(["file:new"], content("Edited."), news=True)
    assert list(store.news(long_ago)) == [fresh]
    assert list(store.news(datetime(2999, 1, 1, tzinfo=UTC))) == []


def test_a_page_that_is_back_undoes_only_its_absence(store: ArticleStore) -> None:
    article_id = add(store, "file:a")
    store.withdraw(article_id, Withdrawal.REMOVED)
    assert store.restore(article_id, Withdrawal.GONE) is False
    store.restore(article_id)
    store.withdraw(article_id, Withdrawal.GONE)
    assert [entry.reason for entry in store.entries()] == ["gone"]
    assert store.restore(article_id, Withdrawal.GONE) is True


def test_a_listing_can_be_short_and_without_what_was_taken_down(store: ArticleStore) -> None:
    ids = [add(store, f"file:{number}", f"{number}.") for number in range(3)]
    store.withdraw(ids[0])
    assert {entry.id for entry in store.entries(withdrawn=False)} == set(ids[1:])
    assert len(list(store.entries(limit=2))) == 2


_IMPORT = """
import random, sys
from pathlib import Path
from corpus.article import Content
from corpus.identity import url_key
from corpus.store import ArticleStore

path, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
sys.stdin.readline()
with ArticleStore(path) as store:
    for number in range(count):
        number = (number + first) % count
        chance = random.Random(number)
        text = " ".join(f"word{chance.randrange(9999)}" for _ in range(150))
        url = f"https://courier.example/{number}"
        content = Content(title=f"Title {number}", text=text, url=url)
        print(store.add([url_key(url)], content).outcome.value, flush=True)
"""


def importer(path: Path, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _IMPORT, str(path), str(first), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_imports_of_the_same_at_once_duplicate_nothing(tmp_path: Path) -> None:
    path, count = tmp_path / "a.sqlite3", 200
    importers = [importer(path, first, count) for first in (0, 1)]
    for one in importers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [line for one in importers for line in one.communicate(timeout=60)[0].split()]
    assert [one.returncode for one in importers] == [0, 0]
    assert (told.count("added"), told.count("unchanged")) == (count, count)
    with ArticleStore(path) as store:
        assert {article.revision for article in store.articles()} == {1}
        assert store.count() == count


def test_a_killed_import_leaves_whole_articles_and_goes_on(tmp_path: Path) -> None:
    path, count, at_least = tmp_path / "a.sqlite3", 150, 40
    killed = importer(path, 0, count)
    assert killed.stdin is not None
    assert killed.stdout is not None
    killed.stdin.write("go\n")
    killed.stdin.flush()
    for _ in range(at_least):
        killed.stdout.readline()
    killed.kill()
    killed.communicate(timeout=30)
    with ArticleStore(path) as store:
        there = list(store.articles())
        assert len(there) >= at_least
        assert all(len(article.text.split()) == 150 for article in there)
        assert [store.find(article.url or "") for article in there] == [one.id for one in there]
        assert store.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again = importer(path, 0, count).communicate("go\n", timeout=60)[0].split()
    assert again.count("unchanged") == len(there)
    with ArticleStore(path) as store:
        assert store.count() == count
