"""What is killed, what is promised of it, and how that is looked at afterwards."""

import gzip
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import faulty_home
import faulty_jobs
from faulty import Ended, Kill, Seen, copied, done, kill_often
from faulty_home import GROWN, OLD
from killed_rebuild import Moments

from bot.records.records import Records
from corpus.home import Home
from corpus.store import ArticleStore

ADDED = 150  # articles of an import
MIGRATED = 400


def _lines_to_add(root: Path) -> None:
    faulty_home.add(root, range(10))
    faulty_home.write_lines(root / faulty_home.LINES, range(ADDED))


def _folder_to_add(root: Path) -> None:
    faulty_home.add(root, range(10))
    faulty_home.write_folder(root / faulty_home.FOLDER, range(ADDED))


def after_import(root: Path, ended: Ended, job: faulty_jobs.Work) -> Iterator[str]:
    """No article that was told of is lost, and the same command finishes the work."""
    told = {line.split()[1] for line in ended.acknowledged}
    yield from faulty_home.unsound(Home(root).articles)
    with ArticleStore(Home(root).articles) as store:
        if lost := [one for one in told if store.current(one) is None]:
            yield f"{len(lost)} of {len(told)} acknowledged articles are lost"
    again = done(job, root)
    outcomes = {line.split()[0] for line in again.lines[: len(told)]}
    if again.status or outcomes - {"unchanged"}:
        yield f"the next import: status {again.status}, {outcomes}, {again.told}"
    with ArticleStore(Home(root).articles) as store:
        if store.count() != ADDED:
            yield f"{store.count()} of {ADDED} articles after the next import"


def after_rebuild(root: Path, _: Ended | None = None) -> Iterator[str]:
    """The old index or the new one serves, whole; the next rebuild is clean."""
    yield from faulty_home.unserved(root, OLD, GROWN)
    yield from _after_next_rebuild(root)


def _after_next_rebuild(root: Path) -> Iterator[str]:
    again = done(faulty_jobs.rebuild, root)
    if again.status:
        yield f"the next rebuild: {again}"
    yield from faulty_home.unserved(root, GROWN)
    yield from faulty_home.untidy(root)


def after_rollback(root: Path, _: Ended | None = None) -> Iterator[str]:
    """One of the two serves, whole."""
    yield from faulty_home.unserved(root, OLD // 2, OLD)
    yield from _after_next_rebuild(root)


def _after_migration(root: Path, _: Ended) -> Iterator[str]:
    with ArticleStore(Home(root).articles) as store:
        whole = [(one.id, one.text) for one in store.articles()]
        revisions = [len(store.revisions(f"{number:032x}")) for number in range(MIGRATED)]
    expected = [
        (f"{number:032x}", faulty_home.article(number)["text"]) for number in range(MIGRATED)
    ]
    if whole != expected:
        yield f"{len(whole)} of {MIGRATED} articles are as they were"
    if revisions != [1 + (number % 10 == 0) for number in range(MIGRATED)]:
        yield "revisions are lost"
    yield from faulty_home.unsound(Home(root).articles)


def after_records(root: Path, ended: Ended) -> Iterator[str]:
    """No answer that was told of is lost."""
    path = Home(root).records
    if path.exists():
        yield from faulty_home.unsound(path)
    with Records(path) as records:
        if lost := [one for one in ended.acknowledged if records.answer(one) is None]:
            yield f"{len(lost)} kept answers are lost"
        if [one for one in ended.acknowledged if records.votes(one) != (1, 0)]:
            yield "votes are lost"


def _after_taking_down(root: Path, ended: Ended) -> Iterator[str]:
    yield from faulty_home.unsound(Home(root).articles)
    last = {line.split()[1]: line.split()[0] for line in ended.acknowledged}
    with ArticleStore(Home(root).articles) as store:
        for article_id, state in last.items():
            words = [one.text for one in store.revisions(article_id) if one.text]
            purged = store.withdrawal(article_id) == "purged"
            if state == "purged" and (words or not purged):
                yield f"the purged {article_id} is still there"
            if not purged and not words:
                yield f"{article_id} is purged by half"
    if done(faulty_jobs.take_down, root).status:
        yield "cannot be gone on with"


def after_backup(root: Path, _: Ended | None = None) -> Iterator[str]:
    """The old backup or the new one is there, whole; the next one is clean."""
    file = root / faulty_jobs.BACKUP
    if (count := len(gzip.decompress(file.read_bytes()).splitlines())) not in (OLD, GROWN):
        yield f"the backup has {count} lines"
    again = done(faulty_jobs.back_up, root)
    if again.lines != (str(GROWN),):
        yield f"the next backup: {again}"
    if left := [one.name for one in root.iterdir() if one.name.startswith(f"{file.name}.")]:
        yield f"left over: {left}"


def backed_up(root: Path) -> None:
    """A backup, and a store that has grown since."""
    faulty_home.add(root, range(OLD))
    done(faulty_jobs.back_up, root)
    faulty_home.add(root, range(GROWN))


KILLED = {
    "rebuild": Kill(faulty_home.grow, faulty_jobs.rebuild, after_rebuild),
    "import of JSON lines": Kill(
        _lines_to_add,
        faulty_jobs.add_lines,
        partial(after_import, job=faulty_jobs.add_lines),
    ),
    "import of a folder": Kill(
        _folder_to_add,
        faulty_jobs.add_folder,
        partial(after_import, job=faulty_jobs.add_folder),
    ),
    "publish": Kill(faulty_home.grow, faulty_jobs.publish_often, after_rebuild),
    "rollback": Kill(faulty_home.grow, faulty_jobs.rollback, after_rollback),
    "migration": Kill(
        partial(faulty_home.version_1, count=MIGRATED), faulty_jobs.open_store, _after_migration
    ),
    "records": Kill(lambda _: None, faulty_jobs.keep_records, after_records),
    "purge and restore": Kill(
        lambda root: faulty_home.add(root, range(40)), faulty_jobs.take_down, _after_taking_down
    ),
    "backup": Kill(backed_up, faulty_jobs.back_up, after_backup),
}


def killed(name: str, scratch: Path, times: int, seed: int) -> Seen:
    """Work of that name, killed at random moments."""
    return kill_often(KILLED[name], scratch, times, seed)


def killed_at_each_call(name: str, scratch: Path) -> Seen:
    """Work of that name, killed before each file operation in the index in turn."""
    kill = KILLED[name]
    template = scratch / "template"
    kill.make(template)
    broken: list[str] = []
    try:
        for moment in count():
            with copied(template, scratch) as root:
                ended = done(_until, moment, kill.job, root)
                broken += [f"killed at call {moment}: {x}" for x in kill.broken(root, ended)]
            if ended.status != -9:
                return Seen(moment, moment, tuple(broken))
    finally:
        shutil.rmtree(template)
    raise AssertionError("unreachable")


def _until(moment: int, job: faulty_jobs.Work, root: Path) -> None:
    moments = Moments(moment, Home(root).index)
    sys.addaudithook(moments.audit)
    job(root)
