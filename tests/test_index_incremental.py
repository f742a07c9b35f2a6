"""An index that was brought up to date piece by piece is the one that would be made at once."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from word_embedder import WORDS, WordEmbedder, word_model

from corpus.article import Article, Content
from corpus.store import ArticleStore
from index.layout import Layout
from index.publishing import current
from index.rebuild import rebuild, rollback

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
        self._written = 0
        self._gone: list[str] = []

    def work(self, deeds: int) -> None:
        changes = (self._revise, self._retitle, self._redate, self._retag, self._move)
        others = (self._add, self._add, self._copy, self._copy, self._take_down, self._restore)
        for _ in range(deeds):
            self._random.choice(changes + others)()

    def _add(self) -> None:
        self._written += 1
        title = f"{self._random.choice(WORDS)} {self._random.randrange(90)}"
        url = f"https://courier.example/{self._written}"
        self._put(Content(title=title, text=self._text(), url=url, outlet="Courier"))

    def _copy(self) -> None:
        """What another outlet prints of a story, now and then with words of its own."""
        self._written += 1
        one = self._any()
        more = "" if self._random.random() < 0.5 else f"\n\n{self._text(1)}"
        outlet = self._random.choice([name for name in _OUTLETS if name != one.outlet])
        hours = timedelta(hours=self._random.choice((-3, 3)))  # before it: the original now
        self._change(
            one,
            url=f"https://{outlet.lower()}.example/copy/{self._written}",
            text=one.text + more,
            outlet=outlet,
            published=(one.published or _DAY) + hours,
        )

    def _revise(self) -> None:
        """Some words of an article, as a rule one whose copies say the same."""
        told = [one for one in self._store.articles() if one.story]
        one = self._random.choice(told) if told else self._any()
        self._change(one, text=one.text.replace("mayor", self._random.choice(WORDS), 1))

    def _retitle(self) -> None:
        one = self._any()
        self._change(one, title=f"{one.title} again")

    def _redate(self) -> None:
        self._change(self._any(), published=self._day())

    def _retag(self) -> None:
        self._change(self._any(), tags=(self._random.choice(WORDS),), section="City")

    def _move(self) -> None:
        self._change(self._any(), outlet=self._random.choice(_OUTLETS))

    def _take_down(self) -> None:
        if self._store.count() > 3:
            self._gone.append(self._any().id)
            self._store.withdraw(self._gone[-1])

    def _restore(self) -> None:
        if self._gone:
            self._store.restore(self._gone.pop(self._random.randrange(len(self._gone))))

    def _any(self) -> Article:
        if not self._store.count():
            self._add()
        return self._random.choice(list(self._store.articles()))

    def _text(self, most: int = 6) -> str:
        paragraphs = self._random.sample(_SAYINGS, self._random.randint(1, most))
        marked = (
            f"{one} {self._random.choice(WORDS)} {self._random.random()}." for one in paragraphs
        )
        return "\n\n".join(marked)

    def _day(self) -> datetime:
        return _DAY + timedelta(days=self._random.randrange(300))

    def _change(self, one: Article, **changed: Any) -> None:
        """The article as it would be fetched again, but for what changed."""
        fetched = {field.name: getattr(one, field.name) for field in fields(Content)}
        self._put(Content(**{**fetched, "provenance": {}, **changed}))

    def _put(self, content: Content) -> None:
        content = replace(content, published=content.published or self._day())
        self._store.add([f"url:{content.url}"], content)


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
    editors.work(25)
    reused, copied = 0, False
    for step in range(6):
        editors.work(6)
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
    anew = rebuild(store, tmp_path / "at once", other, WordEmbedder)
    assert (found.embedded, found.reused) == (anew.embedded, anew.reused)
    assert files(current(tmp_path / "index")) == files(current(tmp_path / "at once"))


def test_after_a_rollback_it_is_as_at_once(tmp_path: Path, store: ArticleStore) -> None:
    """What is taken over then is of the older index, which serves again."""
    model = word_model(tmp_path / "words")
    editors = Editors(store, 3)
    editors.work(15)
    rebuild(store, tmp_path / "index", model, WordEmbedder)
    editors.work(5)
    rebuild(store, tmp_path / "index", model, WordEmbedder)
    rollback(tmp_path / "index")
    editors.work(5)
    assert rebuild(store, tmp_path / "index", model, WordEmbedder).reused > 0
    rebuild(store, tmp_path / "at once", model, WordEmbedder)
    mine, whole = current(tmp_path / "index"), current(tmp_path / "at once")
    assert (files(mine), articles(mine)) == (files(whole), articles(whole))
