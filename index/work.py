"""The work of a rebuild: articles are drafted, filled with vectors, written and checked."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from corpus.passages import Size
from corpus.store import ArticleStore, state_of
from index.checking import check
from index.cutting import Cutter, Texts
from index.draft import Draft, Drafted
from index.embedding import Embedder
from index.filling import Filled, filled
from index.layout import Manifest, RebuildError
from index.made import Made
from index.plan import Fresh, planned
from index.snapshot import Snapshot, editions_of
from index.writing import write

_READ_AT_ONCE = 256  # articles

Report = Callable[[str, int, int | None], None]
"""Told of progress: stage, how many are done, how many there are (None: not known)."""


class Work:
    """What a rebuild does between being allowed to and publishing.

    `before` is the snapshot whose passages and vectors are taken over where nothing changed;
    `made` has vectors of a rebuild that was stopped, and gets those that are made now.
    """

    def __init__(
        self,
        store: ArticleStore,
        embedder: Embedder,
        made: Made,
        before: Snapshot | None,
        report: Report,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._made = made
        self._before = before
        self._report = report
        self._size = Size().within(embedder.longest)

    def filled(self, folder: Path) -> Filled:
        """All articles cut into passages with vectors, for a snapshot in a new folder.

        Raises RebuildError, OSError or ModelError.
        """
        drafted = self._drafted(folder)
        rows = len(drafted.columns)
        return filled(
            drafted,
            self._texts(drafted),
            self._before,
            self._made,
            self._embedder,
            lambda done: self._report("embedded", done, rows),
        )

    def written(self, full: Filled, name: str, started: float) -> Manifest:
        """The manifest of the snapshot, which is on the disk now; begun at `started`, monotonic.

        Raises OSError when it cannot be written.
        """
        drafted = full.drafted
        rows = len(drafted.columns)
        self._report("written", 0, rows)
        earliest, latest = drafted.dates
        manifest = Manifest(
            name=name,
            created=datetime.now(UTC),
            model=self._embedder.model,
            digest=self._embedder.digest,
            dimension=self._embedder.dimension,
            size=self._size,
            articles=drafted.articles,
            passages=rows,
            corpus=state_of(editions_of(drafted.folder)),  # as read: the store may have moved on
            earliest=earliest,
            latest=latest,
            rate=full.rate,
            files={},
        )
        written = write(full, manifest, started)
        self._report("written", rows, rows)
        return written

    def check(self, full: Filled) -> None:
        """Raises RebuildError when the snapshot does not hold what it should."""
        drafted = full.drafted
        try:
            check(
                drafted.folder,
                len(drafted.columns),
                self._texts(drafted),
                self._embedder,
                lambda done, total: self._report("checked", done, total),
            )
        except RebuildError:
            self._made.forget()  # it is of no use to go on from
            raise

    def _drafted(self, folder: Path) -> Drafted:
        """The draft of all articles: what is as it was is taken over, the rest is read."""
        before = self._before
        if before and before.manifest.size != self._size:
            before = None
        now = self._store.editions()
        plan = planned(now, before.editions() if before else [])
        digests = {(one.article_id, one.revision): one.digest for one in now}
        cutter = Cutter(self._embedder, self._size, self._store, plan.stories)
        with closing(Draft(folder, before)) as draft:
            done = 0
            for step in plan.steps:
                if isinstance(step, Fresh):
                    for begin in range(0, len(step.ids), _READ_AT_ONCE):
                        articles = self._store.read(step.ids[begin : begin + _READ_AT_ONCE])
                        for article, passages, keys in cutter.cut(articles):
                            digest = digests.get((article.id, article.revision))
                            draft.add(article, passages, keys, digest)
                            done += 1
                            self._report("articles", done, plan.fresh)
                else:
                    draft.keep(step.first, step.last)
            return draft.finish()

    def _texts(self, drafted: Drafted) -> Texts:
        return Texts(drafted.folder, drafted.columns, self._embedder, self._size)
