"""Work beside other work: locks that are held, two at once, and clocks that are set back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import faulty_home
import faulty_jobs
from faulty import Child, Seen, copied, done
from faulty_home import GROWN, LINES, OLD

from bot.records.records import Records
from corpus.home import Home
from corpus.store import ArticleStore
from index.publishing import current

_DOCUMENTED = 30.0  # seconds that a write to the articles waits for another's
_LONGER = 15.0  # seconds that starting and ending may add on a busy machine

JUMPS = {
    "a day back": -timedelta(days=1),
    "a year back": -timedelta(days=365),
    "to before the snapshots": -timedelta(days=20_000),
    "a year ahead": timedelta(days=365),
}


def _written_next(template: Path) -> None:
    faulty_home.grow(template)
    faulty_home.write_lines(template / LINES, range(GROWN, GROWN + 20))
    Records(Home(template).records).close()


def locked(scratch: Path, *, patient: bool) -> Seen:
    """Another process holds the write lock of the articles, or of the records, and hangs.

    `patient`: the whole time that is documented is waited.
    """
    template = scratch / "template"
    _written_next(template)
    broken: list[str] = []
    cases: list[tuple[str, faulty_jobs.Work, Path, int]] = [
        ("import", faulty_jobs.add_lines, Home(template).articles, 1),
        ("records", faulty_jobs.keep_records, Home(template).records, 1),
        ("ask", faulty_jobs.ask, Home(template).articles, 0),
        ("rebuild", faulty_jobs.rebuild, Home(template).articles, 0),
        ("index status", faulty_jobs.footnote_status, Home(template).articles, 0),
    ]
    for name, job, file, expected in cases:
        with copied(template, scratch) as root:
            holder = Child(faulty_jobs.lock, root / file.name)
            holder.says("locked")
            ended = done(job if patient else partial(faulty_jobs.hurried, job), root)
            holder.kill()
            if ended.seconds > _DOCUMENTED + _LONGER:
                broken.append(f"{name} hangs for {ended.seconds:.0f} s")
            if ended.status != expected:
                broken.append(f"{name}: {ended}")
            if expected and (ended.complaint or "another process" not in ended.told):
                broken.append(f"{name}: {ended.complaint or ended.told}")
            if done(job, root).status:
                broken.append(f"{name} does not work afterwards")
    return Seen(len(cases), sum(expected for *_, expected in cases), tuple(broken))


def two_rebuilds(scratch: Path, times: int) -> Seen:
    """Two start at once, and one while another is in the middle."""
    return _each(scratch, times, _two_rebuilds)


def _two_rebuilds(root: Path, number: int) -> Iterator[str]:
    first = Child(faulty_jobs.rebuild_slowly, root)
    if number % 2:
        first.says("in the middle")
    second = Child(faulty_jobs.rebuild, root)
    ends = [first.ended(), second.ended()]
    for ended in ends:
        if ended.status and (ended.complaint or "another rebuild" not in ended.told):
            yield f"one: {ended.complaint or ended.told}"
    if all(ended.status for ended in ends):
        yield "both gave up"


def rebuild_beside_import(scratch: Path, times: int) -> Seen:
    """Articles come in while a rebuild is in the middle: its index is of one moment."""
    return _each(scratch, times, _beside_import)


def _beside_import(root: Path, number: int) -> Iterator[str]:
    faulty_home.write_lines(root / LINES, range(GROWN, GROWN + 20))
    rebuilding = Child(faulty_jobs.rebuild_slowly, root)
    if number % 2:
        rebuilding.says("in the middle")
    adding = Child(faulty_jobs.add_lines, root)
    for ended in (adding.ended(), rebuilding.ended()):
        if ended.status:
            yield f"fails: {ended}"
    with ArticleStore(Home(root).articles) as store:
        if store.count() != GROWN + 20:
            yield f"{store.count()} articles"
    yield from faulty_home.unserved(root, *range(GROWN, GROWN + 21))


def rollback_beside_rebuild(scratch: Path, times: int) -> Seen:
    """A rollback during a rebuild leaves politely, and changes nothing."""
    return _each(scratch, times, _beside_rollback)


def _beside_rollback(root: Path, _: int) -> Iterator[str]:
    before = current(Home(root).index)
    rebuilding = Child(faulty_jobs.rebuild_slowly, root)
    rebuilding.says("in the middle")
    ended = done(faulty_jobs.rollback, root)
    if ended.complaint or "another rebuild" not in ended.told:
        yield f"the rollback: {ended.complaint or ended.told}"
    if current(Home(root).index) != before:
        yield "the rollback published something"
    if (rebuilt := rebuilding.ended()).status:
        yield f"the rebuild: {rebuilt}"


def dead_owner(scratch: Path, times: int) -> Seen:
    """The process that holds the lock of the rebuilds is killed: the next takes it over."""
    return _each(scratch, times, _dead_owner)


def _dead_owner(root: Path, _: int) -> Iterator[str]:
    rebuilding = Child(faulty_jobs.rebuild_slowly, root)
    rebuilding.says("in the middle")
    rebuilding.kill()
    if (ended := done(faulty_jobs.rebuild, root)).status:
        yield f"the next rebuild: {ended}"


def _each(scratch: Path, times: int, work: Callable[[Path, int], Iterator[str]]) -> Seen:
    """The work in a home of its own each time; afterwards the newest coverage is served."""
    template = scratch / "template"
    faulty_home.grow(template)
    broken: list[str] = []
    for number in range(times):
        with copied(template, scratch) as root:
            broken += work(root, number)
            again = done(faulty_jobs.rebuild, root)
            if again.status:
                broken.append(f"the next rebuild: {again}")
            with ArticleStore(Home(root).articles) as store:
                broken += faulty_home.unserved(root, store.count())
            broken += faulty_home.untidy(root)
    return Seen(times, times, tuple(broken))


def clock_set(scratch: Path, jump: str) -> Seen:
    """All work goes on with a clock that was set; what is newer is published, and stays so."""
    template = scratch / "template"
    _written_next(template)
    shifted = partial(partial, faulty_jobs.at_another_time, JUMPS[jump])
    broken: list[str] = []
    with copied(template, scratch) as root:
        before = current(Home(root).index).name
        for name, job in (
            ("import", faulty_jobs.add_lines),
            ("rebuild", faulty_jobs.rebuild),
            ("ask", faulty_jobs.ask),
            ("index status", faulty_jobs.footnote_status),
            ("records", faulty_jobs.keep_records),
        ):
            if (ended := done(shifted(job), root)).status:
                broken.append(f"{name}: {ended}")
        if current(Home(root).index).name <= before:
            broken.append("the newer index does not sort after the older one")
        broken += faulty_home.unserved(root, GROWN + 20)
        broken += faulty_home.untidy(root)
        if done(shifted(faulty_jobs.rollback), root).status:
            broken.append("rollback fails")
        broken += faulty_home.unserved(root, OLD)
        for job in (faulty_jobs.rebuild, faulty_jobs.keep_records_again):  # the clock is right
            if (ended := done(job, root)).status:
                broken.append(f"afterwards: {ended}")
        broken += faulty_home.unserved(root, GROWN + 20)
        broken += faulty_home.untidy(root)
    return Seen(1, 1, tuple(broken))
