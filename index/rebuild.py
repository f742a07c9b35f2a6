"""Rebuild: articles -> passages -> vectors -> snapshot -> check -> publish."""

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import filelock
import numpy as np

from corpus.article import Article
from corpus.errors import FootnoteError
from corpus.passages import Passage, Size, header, split
from corpus.sentences import sentences
from corpus.store import ArticleStore
from index.copies import originals, told_by
from index.embedding import Embedder, Halves, Span, Vectors, model_folder, weights_digest
from index.layout import Manifest, SnapshotError, read_manifest
from index.publishing import building, clean, current, new_name, previous, publish, snapshots
from index.snapshot import Snapshot
from index.writing import Contents, write

_SAMPLED = 16  # passages embedded again to check a finished snapshot
_CLOSE_TO_ONE = 1e-3  # how far from 1.0 a passage may find itself: batches round differently
_ANEW = "run `footnote index rebuild --force` to embed every passage anew"

Report = Callable[[str, int, int | None], None]
"""Told of progress: stage, how many are done, how many there are (None: not known)."""


class RebuildError(FootnoteError):
    """The rebuild stopped; the index that was published before still serves."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did. `embedded` + `reused` = the passages; `seconds` is wall time.

    `changed` is False when the published index already held exactly this coverage.
    """

    manifest: Manifest
    changed: bool
    embedded: int
    reused: int
    seconds: float


def rebuild(
    store: ArticleStore,
    index: Path,
    model: str,
    load: Callable[[str], Embedder],
    report: Report = lambda *_: None,
    force: bool = False,
) -> Rebuilt:
    """Bring the index up to date with the store and publish it; see the module's first line.

    `load` makes the embedder named `model`; it is called only when there is something to do.
    Vectors of passages whose text did not change are taken from the published snapshot; `force`
    takes none, and rebuilds even when nothing changed.
    Raises RebuildError when there is nothing to index, another rebuild runs, or the finished
    snapshot fails its check; whatever happens, the published one goes on serving.
    """
    started = time.monotonic()
    with _only_one(index):
        served = _served(index)
        clean(index, keep=_kept(index))
        if served and not force and _up_to_date(served.manifest, store, model):
            return Rebuilt(served.manifest, False, 0, served.manifest.passages, _since(started))
        if served is None and store.count() == 0:
            raise RebuildError(
                "there are no articles to index; add some with `footnote corpus add PATH…`, "
                "or load the sample with `footnote sample`"
            )
        state = store.state()
        reusable = None if force else served
        report("model", 0, 1)
        embedder = load(model)
        report("model", 1, 1)
        size = Size().within(embedder.longest)
        articles = list(_reported(store.articles(), "articles", report))
        passages, texts = _passages(articles, embedder, size, report)
        keys = [_key(text) for text in texts]
        spans = [list(sentences(passage.text)) for passage in passages]
        vectors, parts, reused = _embedded(
            texts, _below_header(texts, passages, spans), keys, embedder, reusable, report
        )
        name = new_name(index)
        manifest = _manifest(name, embedder, size, articles, passages, state)
        contents = Contents(articles, passages, keys, vectors, spans, parts)
        report("written", 0, len(passages))
        _write(building(index, name), contents, manifest)
        report("written", len(passages), len(passages))
        _check(building(index, name), texts, embedder, report)
        before = _to_go_back_to(index, served)
        publish(index, name)
        report("published", 1, 1)
        clean(index, keep=[index / name, before])
        if before:
            _strike(before, {article.id for article in articles})
        published = read_manifest(index / name)
    return Rebuilt(published, True, len(passages) - reused, reused, _since(started))


def rollback(index: Path) -> Path:
    """Publish the snapshot before the current one again, and say which that is.

    Raises SnapshotError when there is none or it is not whole, RebuildError during a rebuild.
    """
    with _only_one(index):
        older = previous(index)
        if older is None:
            raise SnapshotError("there is no earlier index to go back to")
        Snapshot(older).close()
        publish(index, older.name)
        return older


@contextmanager
def _only_one(index: Path) -> Iterator[None]:
    index.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(index / ".lock", timeout=0)
    try:
        with lock:
            yield
    except filelock.Timeout:
        raise RebuildError("another rebuild is running; wait for it, then run this again") from None


def _served(index: Path) -> Snapshot | None:
    try:
        return Snapshot(current(index))
    except SnapshotError:
        return None  # none yet, or torn: everything is embedded anew


def _kept(index: Path) -> list[Path | None]:
    """What must outlive a rebuild that fails: all there is, when nothing says which serves."""
    try:
        return [current(index), previous(index)]
    except SnapshotError:
        return [*snapshots(index)]


def _to_go_back_to(index: Path, served: Snapshot | None) -> Path | None:
    """What a rollback publishes after this rebuild: what served, else the newest that is whole."""
    if served:
        return current(index)
    return next((folder for folder in sorted(snapshots(index))[::-1] if _is_whole(folder)), None)


def _strike(folder: Path, covered: set[str]) -> None:
    """Take out of a snapshot that is kept to go back to what was taken down since."""
    try:
        kept = Snapshot(folder)
        gone = kept.ids() - covered
        if gone:
            fresh = building(folder.parent, folder.name)
            contents = kept.contents(without=gone)
            dates = [article.published for article in contents.articles if article.published]
            manifest = replace(
                kept.manifest,
                articles=len(contents.articles),
                passages=len(contents.passages),
                earliest=min(dates, default=None),
                latest=max(dates, default=None),
            )
            write(fresh, contents, manifest)
            kept.close()
            shutil.rmtree(folder)
            fresh.rename(folder)
    except (SnapshotError, OSError, sqlite3.Error):
        shutil.rmtree(folder, ignore_errors=True)  # better no way back than one to what is gone


def _is_whole(folder: Path) -> bool:
    try:
        Snapshot(folder).close()
    except SnapshotError:
        return False
    return True


def _up_to_date(served: Manifest, store: ArticleStore, model: str) -> bool:
    # A change of passage size or of what is embedded comes with a new snapshot.FORMAT.
    return (
        served.corpus == store.state()
        and served.model == model
        and served.digest == weights_digest(model_folder(model))
    )


def _reported(articles: Iterator[Article], stage: str, report: Report) -> Iterator[Article]:
    for number, article in enumerate(articles, start=1):
        report(stage, number, None)
        yield article


def _passages(
    articles: Sequence[Article], embedder: Embedder, size: Size, report: Report
) -> tuple[list[Passage], list[str]]:
    """The passages of all articles, and for each the text to embed.

    Of a copy of another outlet's article only those that say something else.
    """
    passages: list[Passage] = []
    texts: list[str] = []
    copied = originals(articles)
    for number, article in enumerate(articles, start=1):
        title = header(article, embedder.count, size)
        told = told_by(copied[article.id]) if article.id in copied else None
        for passage in split(article, embedder.count, size):
            if told is None or not told(passage):
                passages.append(passage)
                texts.append(f"{title}\n\n{passage.text}" if title else passage.text)
        report("passages", number, len(articles))
    return passages, texts


def _below_header(
    texts: Sequence[str], passages: Sequence[Passage], spans: Sequence[Sequence[Span]]
) -> list[list[Span]]:
    """Where the sentences stand in the texts that are embedded."""
    leads = [len(text) - len(one.text) for text, one in zip(texts, passages, strict=True)]
    return [
        [(start + lead, end + lead) for start, end in of]
        for lead, of in zip(leads, spans, strict=True)
    ]


def _embedded(
    texts: Sequence[str],
    spans: Sequence[Sequence[Span]],
    keys: Sequence[bytes],
    embedder: Embedder,
    served: Snapshot | None,
    report: Report,
) -> tuple[Vectors, Halves, int]:
    """A vector for each text and each of its sentences, and how many texts' were reused."""
    known = _known_rows(served, embedder)
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    starts = np.cumsum([0, *(len(of) for of in spans)], dtype=np.int64)
    parts = np.empty((starts[-1], embedder.dimension), dtype=np.float16)
    old = [row for row, key in enumerate(keys) if key in known]
    if served and old:
        vectors[old] = served.vectors([known[keys[row]] for row in old])
        for row in old:
            numbers = served.sentence_rows(known[keys[row]])
            parts[starts[row] : starts[row + 1]] = served.sentence_vectors(numbers)
    report("embedded", len(old), len(texts))
    new = [row for row, key in enumerate(keys) if key not in known]
    if new:
        finished = len(old)

        def advance(batch: int) -> None:
            nonlocal finished
            finished += batch
            report("embedded", finished, len(texts))

        made = embedder.with_sentences(
            [texts[row] for row in new], [spans[row] for row in new], advance
        )
        vectors[new] = made[0]
        parts[[number for row in new for number in range(starts[row], starts[row + 1])]] = made[1]
    return vectors, parts, len(old)


def _known_rows(served: Snapshot | None, embedder: Embedder) -> dict[bytes, int]:
    if served is None or served.manifest.digest != embedder.digest:
        return {}
    return dict(served.keys())


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _manifest(
    name: str,
    embedder: Embedder,
    size: Size,
    articles: Sequence[Article],
    passages: Sequence[Passage],
    state: str,
) -> Manifest:
    dates = [article.published for article in articles if article.published]
    return Manifest(
        name=name,
        created=datetime.now(UTC),
        model=embedder.model,
        digest=embedder.digest,
        dimension=embedder.dimension,
        size=size,
        articles=len(articles),
        passages=len(passages),
        corpus=state,
        earliest=min(dates, default=None),
        latest=max(dates, default=None),
        files={},
    )


def _write(folder: Path, contents: Contents, manifest: Manifest) -> None:
    try:
        write(folder, contents, manifest)
    except sqlite3.Error as error:  # how SQLite says that the disk is full
        raise RebuildError(f"the new index cannot be written: {error}") from error


def _check(folder: Path, texts: Sequence[str], embedder: Embedder, report: Report) -> None:
    """Open the snapshot as a reader would; sampled passages must find themselves first.

    Or one that reads the same to the model, which may not tell upper case from lower.
    """
    finished = Snapshot(folder)
    if finished.count() != (len(texts), len(texts)):
        raise RebuildError(f"the new index holds {finished.count()} of {len(texts)} passages")
    rows = range(0, len(texts), max(1, len(texts) // _SAMPLED))
    report("checked", 0, len(rows))
    vectors = embedder.passages([texts[row] for row in rows])
    for number, (row, vector) in enumerate(zip(rows, vectors, strict=True), start=1):
        own = float(finished.vectors([row])[0] @ vector)
        if not abs(own - 1) <= _CLOSE_TO_ONE:  # so that NaN fails as well
            raise RebuildError(f"passage {row} of the new index finds itself at {own:.4f}; {_ANEW}")
        best, score = finished.nearest(vector, 1)[0]
        if score > own + _CLOSE_TO_ONE:
            raise RebuildError(f"passage {row} of the new index finds {best} first; {_ANEW}")
        report("checked", number, len(rows))
    finished.close()


def _since(started: float) -> float:
    return time.monotonic() - started
