"""An index that was brought up to date piece by piece is the one that would be made at once."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from word_embedder import WORDS, WordEmbedder, word_model

from corpus.article import Content
from corpus.store import ArticleStore
from index.layout import Layout
from index.publishing import current
from index.rebuild import rebuild

_SAYINGS = (
    "The harbour bridge opens on Monday and the mayor will walk across it with the council.",
    "A camera at the harbour was broken by the storm, the police said in the evening.",
    "Nobody knows who pays for the bridge, although the mayor has promised an answer twice.",
    "The ferry waits for the bridge; its captain has seen three mayors come and go since then.",
    "Forty cameras were approved by the council after a long night at the town hall.",
    "Residents asked whether the harbour would be closed for a week or for the whole summer.",
    "The mayor denied that a camera had been bought without the consent of the council.",
    "On the old bridge a sign says that no more than ten people may stand there at once.",
)
_OUTLETS = ("Courier", "Gazette", "Herald")
_DAY = datetime(2024, 3, 1, tzinfo=UTC)


class Editors:
    """Change a store at random, but always in the same way for the same seed."""

    def __init__(self, store: ArticleStore, seed: int) -> None:
        self._store = store
        self._random = random.Random(seed)
        self._ids: dict[str, str] = {}

    def work(self, deeds: int) -> None:
        for _ in range(deeds):
            self._random.choice(
                (self._add, self._add, self._revise, self._redate, self._copy, self._take_down)
            )()

    def _add(self) -> None:
        self._put(f"https://courier.example/{len(self._ids)}", self._text())

    def _revise(self) -> None:
        """Some words of an article, as a rule one whose copies say the same."""
        live = list(self._store.articles())
        if live:
            one = self._random.choice([one for one in live if one.story] or live)
            text = one.text.replace("mayor", self._random.choice(WORDS), 1)
            self._put(str(one.url), text, one.title, one.published, one.outlet)

    def _redate(self) -> None:
        """Other fields than the words: the title of some."""
        live = list(self._store.articles())
        if live:
            one = self._random.choice(live)
            title = self._random.choice((one.title, f"{one.title} again"))
            self._put(str(one.url), one.text, title, self._day(), one.outlet)

    def _copy(self) -> None:
        """What another outlet prints of a story, now and then with words of its own."""
        live = list(self._store.articles())
        if live:
            one = self._random.choice(live)
            more = "" if self._random.random() < 0.5 else f"\n\n{self._text(1)}"
            outlet = self._random.choice([name for name in _OUTLETS if name != one.outlet])
            hours = timedelta(hours=self._random.choice((-3, 3)))  # before it: the original now
            url = f"https://{outlet.lower()}.example/copy/{len(self._ids)}"
            self._put(url, one.text + more, one.title, (one.published or _DAY) + hours, outlet)

    def _take_down(self) -> None:
        live = [article.id for article in self._store.articles()]
        if len(live) > 2:
            self._store.withdraw(self._random.choice(live))

    def _text(self, most: int = 6) -> str:
        paragraphs = self._random.sample(_SAYINGS, self._random.randint(1, most))
        marked = (
            f"{one} {self._random.choice(WORDS)} {self._random.random()}." for one in paragraphs
        )
        return "\n\n".join(marked)

    def _day(self) -> datetime:
        return _DAY + timedelta(days=self._random.randrange(300))

    def _put(
        self,
        url: str,
        text: str,
        title: str = "",
        published: datetime | None = None,
        outlet: str | None = "Courier",
    ) -> None:
        content = Content(
            title=title or f"{self._random.choice(WORDS)} {self._random.randrange(90)}",
            text=text,
            url=url,
            outlet=outlet,
            published=published or self._day(),
        )
        self._ids[url] = self._store.add([f"url:{url}"], content).article_id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "articles.sqlite3") as opened:
        yield opened


def files(folder: Path) -> dict[str, bytes]:
    """All that a snapshot has beside its manifest and the file of its articles."""
    layout = Layout(folder)
    others = [file for file in layout.data() if file != layout.articles]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in others}


def articles(folder: Path) -> Sequence[tuple[object, ...]]:
    with closing(sqlite3.connect(Layout(folder).articles_uri, uri=True)) as db:
        return list(db.execute("SELECT rowid, * FROM articles ORDER BY rowid"))


@pytest.mark.parametrize("seed", range(8))
def test_piece_by_piece_is_as_at_once(tmp_path: Path, store: ArticleStore, seed: int) -> None:
    """To the byte: whatever is added, revised, copied and taken down between two rebuilds."""
    model = word_model(tmp_path / "words")
    editors = Editors(store, seed)
    editors.work(12)
    reused, copied = 0, False
    for step in range(6):
        editors.work(5)
        at_once = tmp_path / f"at once {step}"
        reused += rebuild(store, tmp_path / "index", model, WordEmbedder).reused
        rebuild(store, at_once, model, WordEmbedder)
        mine, whole = current(tmp_path / "index"), current(at_once)
        assert files(mine) == files(whole)
        assert articles(mine) == articles(whole)
        copied |= any(article.story for article in store.articles())
    assert reused > 0
    assert copied


def test_with_other_weights_nothing_is_taken_over(tmp_path: Path, store: ArticleStore) -> None:
    Editors(store, 1).work(12)
    rebuild(store, tmp_path / "index", word_model(tmp_path / "words"), WordEmbedder)
    other = word_model(tmp_path / "others", ("ferry", "council"))
    found = rebuild(store, tmp_path / "index", other, WordEmbedder)
    rebuild(store, tmp_path / "at once", other, WordEmbedder)
    assert found.reused == 0
    assert files(current(tmp_path / "index")) == files(current(tmp_path / "at once"))
