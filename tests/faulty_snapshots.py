"""Snapshots that are harmed, and what a bot, an operator and the next rebuild make of it."""

import asyncio
import logging
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import faulty_home
import faulty_jobs
from faulty import Seen, copied, done
from faulty_home import GROWN, OLD
from word_embedder import WordEmbedder

from bot.desk import Desk
from corpus.home import Home
from index.layout import Layout
from index.publishing import current, previous, publish

QUESTION = "What of the harbour bridge?"
_LOOK = 0.02  # seconds between the looks of a desk for a new index
_PATIENCE = 20.0  # seconds until a desk must have noticed


@dataclass(frozen=True, slots=True)
class Harm:
    """What is done to a home whose index is published; `named` must be in the message."""

    what: str
    named: str
    do: Callable[[Path], object]
    harmless: bool = False


def harms(template: Path, seed: int) -> list[Harm]:
    """All that is done: to each file of the published snapshot, to its folder, to CURRENT."""
    chance = random.Random(seed)
    folder = current(Home(template).index)
    names = [file.relative_to(folder).as_posix() for file in Layout(folder).data()]
    found = [harm for name in [*names, "manifest.json"] for harm in _of_file(folder, name, chance)]
    return [*found, *_of_whole()]


def _of_file(folder: Path, name: str, chance: random.Random) -> Iterator[Harm]:
    size = (folder / name).stat().st_size
    for length in sorted({0, size // 2, size - 1}):
        yield Harm(f"{name} cut to {length}", _name(name), _cut(name, length))
    for at in sorted({0, size // 2, size - 1, chance.randrange(size)}):
        yield Harm(f"{name} flipped at {at}", _name(name), _flip(name, at, chance.randrange(8)))
    yield Harm(f"{name} missing", _name(name), lambda root: (_served(root) / name).unlink())


def _of_whole() -> Iterator[Harm]:
    yield Harm("an extra file", "", lambda root: (_served(root) / "x").write_text("x"), True)
    yield Harm("manifest edited", "manifest", _edit)
    yield Harm("two snapshots swapped", "", _swap, True)
    yield Harm("the snapshot's folder gone", "missing", lambda root: shutil.rmtree(_served(root)))
    for text in ("", "garbage\n", "../../etc\n", "000001-19990101T000000Z\n", "\0\xff"):
        yield Harm(f"CURRENT says {text!r}", "published index", _point(text))
    yield Harm("CURRENT missing", "no index", lambda root: _pointer(root).unlink())


def _name(name: str) -> str:
    return "manifest" if name == "manifest.json" else name


def _served(root: Path) -> Path:
    return current(Home(root).index)


def _pointer(root: Path) -> Path:
    return Home(root).index / "CURRENT"


def _cut(name: str, length: int) -> Callable[[Path], object]:
    def do(root: Path) -> None:
        with (_served(root) / name).open("r+b") as file:
            file.truncate(length)

    return do


def _flip(name: str, at: int, bit: int) -> Callable[[Path], object]:
    def do(root: Path) -> None:
        with (_served(root) / name).open("r+b") as file:
            file.seek(at)
            (byte,) = file.read(1)
            file.seek(at)
            file.write(bytes([byte ^ 1 << bit]))

    return do


def _point(text: str) -> Callable[[Path], object]:
    return lambda root: _pointer(root).write_text(text, "latin-1")


def _edit(root: Path) -> None:
    manifest = _served(root) / "manifest.json"
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace(f'"articles": {OLD}', f'"articles": {OLD + 1}'), "utf-8")


def _swap(root: Path) -> None:
    """The older one is published, under the name of the newer."""
    newer, older = _served(root), previous(Home(root).index)
    assert older is not None
    aside = newer.with_name("aside")
    newer.rename(aside)
    older.rename(newer)
    aside.rename(older)


def harmed(scratch: Path, seed: int, of: Callable[[Sequence[Harm]], Sequence[Harm]]) -> Seen:
    """Each of the harms that `of` chooses, done to the published index beside a bot."""
    template = scratch / "template"
    faulty_home.publish_twice(template)
    faulty_home.add(template, range(GROWN))
    chosen = of(harms(template, seed))
    broken = [
        f"{harm.what}: {what}" for harm in chosen for what in _of_harm(harm, template, scratch)
    ]
    return Seen(len(chosen), sum(not one.harmless for one in chosen), tuple(broken))


def _of_harm(harm: Harm, template: Path, scratch: Path) -> list[str]:
    with copied(template, scratch) as root:
        harm.do(root)
        broken = [*_unclear(harm, root)]
        with copied(root, scratch) as second:
            broken += _unmended(harm, second)
        broken += asyncio.run(_beside_a_bot(harm, root, template))
        return broken


def _unclear(harm: Harm, root: Path) -> Iterator[str]:
    """What is wrong with what `ask`, `doctor` and `index status` say of it."""
    asked, looked, status = (
        done(faulty_jobs.footnote, root, *words)
        for words in (("ask", QUESTION), ("doctor",), ("index", "status"))
    )
    if harm.harmless:
        return
    if asked.complaint:
        yield f"ask: {asked.complaint}"
    elif harm.named not in asked.told or "footnote index rebuild" not in asked.told:
        yield f"ask does not name it: {asked.told}"
    ill = [line for line in looked.lines if line.startswith("✗ index")]
    if not ill or harm.named not in ill[0]:
        yield f"doctor says {ill or [line for line in looked.lines if 'index' in line]}"
    if not any(harm.named in line for line in status.lines):
        yield f"index status says {status.told or 'that all is well'}"


def _unmended(harm: Harm, root: Path) -> Iterator[str]:
    """Whether a rollback finds the older one, and the next rebuild the newest coverage."""
    pointed = harm.what.startswith("CURRENT") or "gone" in harm.what
    back = done(faulty_jobs.rollback, root)
    if back.status and not (pointed and back.complaint is None):
        yield f"rollback: {back.told or back}"
    if not back.status and not harm.harmless:
        yield from (f"after the rollback {what}" for what in faulty_home.unserved(root, OLD // 2))
    again = done(faulty_jobs.rebuild, root)
    if again.status:
        yield f"the next rebuild: {again}"
    yield from (f"after the next rebuild {what}" for what in faulty_home.unserved(root, GROWN))
    yield from (f"after the next rebuild {what}" for what in faulty_home.untidy(root))


async def _beside_a_bot(harm: Harm, root: Path, template: Path) -> list[str]:
    """A bot answers from the older index when the harmed one is published; then it is rebuilt."""
    index = Home(root).index
    pointer = _pointer(root).read_bytes() if _pointer(root).exists() else None
    (older, _) = sorted(folder.name for folder in Home(template).index.iterdir() if folder.is_dir())
    publish(index, older)
    desk = Desk(index, WordEmbedder)
    await desk.open()
    serving = desk.manifest.name if desk.manifest else None
    with _Told() as told:
        watch = asyncio.create_task(_watch(desk))
        try:
            if pointer is None:
                _pointer(root).unlink()
            else:
                _pointer(root).write_bytes(pointer)
            if harm.named in ("published index", "missing", "no index"):
                await asyncio.sleep(5 * _LOOK)  # nothing is published that could be looked at
            elif not harm.harmless:
                await _until(lambda: bool(told.lines))
            broken = [] if harm.harmless else await _answers_from(desk, serving)
            again = await asyncio.to_thread(done, faulty_jobs.rebuild, root)
            made = again.lines[-1].removeprefix("published ") if again.lines else ""
            if not await _until(lambda: bool(desk.manifest and desk.manifest.name == made)):
                broken.append(f"the bot does not swap to {made or again}")
            broken += await _answers_from(desk, made)
        finally:
            watch.cancel()
            await desk.close()
    if told.lines and not any("still answering" in line for line in told.lines):
        broken.append(f"the bot logs {told.lines}")
    return broken


async def _answers_from(desk: Desk, name: str | None) -> list[str]:
    answered = await desk.answered(QUESTION)
    serving = desk.manifest and desk.manifest.name
    if serving != name or not (answered.answer.sentences or answered.answer.nearest):
        return [f"the bot answers from {serving}, not {name}"]
    return []


async def _watch(desk: Desk) -> None:
    with suppress(asyncio.CancelledError):
        await desk.watch()


async def _until(come: Callable[[], bool]) -> bool:
    for _ in range(int(_PATIENCE / _LOOK)):
        if come():
            return True
        await asyncio.sleep(_LOOK)
    return False


class _Told(logging.Handler):
    """What the desk logs of errors meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        self._logger = logging.getLogger("bot.desk")

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def __enter__(self) -> "_Told":
        self._logger.addHandler(self)
        self._propagated, self._logger.propagate = self._logger.propagate, False
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._propagated
