"""Homes that cannot be written, or read, or are gone."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import faulty_home
import faulty_jobs
from faulty import Seen, copied, done
from faulty_home import GROWN, OLD
from word_embedder import WordEmbedder

from bot.desk import Desk
from bot.records.records import Records
from corpus.home import Home
from index.publishing import current

QUESTION = "What of the harbour bridge?"
WORK: dict[str, faulty_jobs.Work] = {
    "ask": faulty_jobs.ask,
    "index status": faulty_jobs.footnote_status,
    "rebuild": faulty_jobs.rebuild,
    "rollback": faulty_jobs.rollback,
    "import": faulty_jobs.add_lines,
    "records": faulty_jobs.keep_records,
}


def _full(root: Path) -> None:
    faulty_home.grow(root)
    Records(Home(root).records).close()


def parts(root: Path) -> list[Path]:
    """Every file and folder of a home, within it."""
    return [Path(), *sorted(path.relative_to(root) for path in root.rglob("*"))]


def denied(scratch: Path, of: Callable[[Sequence[Path]], Sequence[Path]]) -> Seen:
    """Of the files and folders of a home, each that `of` chooses may not be read or written."""
    return _forbidden(scratch, of, 0o000)


def read_only(scratch: Path) -> Seen:
    """All of a home may be read and none of it written."""
    template = scratch / "template"
    _full(template)
    broken: list[str] = []
    struck = 0
    for name, work in WORK.items():
        with copied(template, scratch) as root:
            modes = {path: (root / path).stat().st_mode for path in parts(root)}
            for path, mode in modes.items():
                (root / path).chmod(mode & ~0o222)
            ended = done(partial(faulty_jobs.powerless, work), root)
            for path, mode in modes.items():
                (root / path).chmod(mode)
            struck += ended.status != 0
            broken += _of_work(name, ended.status, ended.complaint, ended.told)
            broken += _after(root)
    return Seen(len(WORK), struck, tuple(broken))


def _forbidden(scratch: Path, of: Callable[[Sequence[Path]], Sequence[Path]], mode: int) -> Seen:
    template = scratch / "template"
    _full(template)
    chosen = of(parts(template))
    broken: list[str] = []
    struck = 0
    for path in chosen:
        for name, work in WORK.items():
            with copied(template, scratch) as root:
                before = (root / path).stat().st_mode
                (root / path).chmod(mode)
                ended = done(partial(faulty_jobs.powerless, work), root)
                if (root / path).exists():  # a rebuild may have put another in its place
                    (root / path).chmod(before)
                struck += ended.status != 0
                found = _of_work(name, ended.status, ended.complaint, ended.told)
                broken += [f"{path}: {what}" for what in found]
                broken += [f"{path}, {name}: {what}" for what in _after(root)]
    return Seen(len(chosen) * len(WORK), struck, tuple(broken))


def _of_work(name: str, status: int, complaint: str | None, told: str) -> Iterator[str]:
    if status and complaint:
        yield f"{name}: {complaint}"
    elif status and not any(word in told for word in ("let this user", "footnote index rebuild")):
        yield f"{name} does not say what to do: {told}"


def _after(root: Path) -> Iterator[str]:
    """When it is allowed again, the next rebuild is clean."""
    yield from faulty_home.unserved(root, OLD // 2, OLD, GROWN)
    again = done(faulty_jobs.rebuild, root)
    if again.status:
        yield f"the next rebuild: {again.told or again}"
    yield from faulty_home.unserved(root, GROWN)


def home_is_a_file(scratch: Path) -> Seen:
    """Where the home should be lies a file."""
    root = scratch / "home"
    root.write_text("My diary.")
    broken: list[str] = []
    for words in ("corpus list", "ask anything", "index rebuild", "index status"):
        ended = done(faulty_jobs.footnote, root, *words.split())
        clear = (
            words == "index status" or "FOOTNOTE_HOME" in ended.told
        )  # the status names the file
        if ended.complaint or not clear:
            broken.append(f"{words}: {ended.complaint or ended.told}")
    ended = done(faulty_jobs.footnote, root, "doctor")
    if not any("FOOTNOTE_HOME" in line for line in ended.lines):
        broken.append(f"doctor: {ended.lines[-5:]}")
    if root.read_text() != "My diary.":
        broken.append("the file is changed")
    return Seen(5, 5, tuple(broken))


def gone_while_serving(scratch: Path) -> Seen:
    """The home, or the folder of the index that serves, is deleted under a bot."""
    template = scratch / "template"
    faulty_home.publish_twice(template)
    broken: list[str] = []
    for what in ("home", "snapshot"):
        with copied(template, scratch) as root:
            broken += [f"{what}: {one}" for one in asyncio.run(_gone(root, what))]
    return Seen(2, 2, tuple(broken))


async def _gone(root: Path, what: str) -> list[str]:
    index = Home(root).index
    desk = Desk(index, WordEmbedder)
    await desk.open()
    watch = asyncio.create_task(desk.watch())
    broken = []
    try:
        shutil.rmtree(root if what == "home" else current(index))
        for number in range(20):  # each another question: none is remembered
            answered = await desk.answered(f"{QUESTION} Number {number}, word{number}?")
            await asyncio.sleep(0)
            if not answered.answer.sentences and not answered.answer.nearest:
                broken.append("the bot finds nothing")
        await asyncio.to_thread(root.mkdir, exist_ok=True)
        await asyncio.to_thread(faulty_home.add, root, range(GROWN))
        again = await asyncio.to_thread(done, faulty_jobs.rebuild, root)
        made = again.lines[-1].removeprefix("published ") if again.lines else ""
        for _ in range(1000):
            if desk.manifest and desk.manifest.articles == GROWN:
                break
            await asyncio.sleep(0.01)
        else:
            broken.append(f"the bot does not swap to the rebuilt {made or again}")
    finally:
        watch.cancel()
        await asyncio.wait({watch})
        await desk.close()
    return broken
