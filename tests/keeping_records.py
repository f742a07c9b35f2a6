"""Records with little in them, for tests."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.records.records import Kept
from bot.references import Reference
from index.filters import Filters

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

ANSWER = Kept(
    id="aaaaaaaa",
    at=NOW,
    way="slash",
    guild=1,
    channel=2,
    message=3,
    private=False,
    member="anna",
    abstained=False,
    lack=None,
    refs=(Reference("harbour", 1, 0, 10), Reference("bridge", 2, 5, 25)),
    roles=("answers", "differs"),
    nearest=("mayor",),
    filters=Filters(since=NOW, outlets=("Courier",), among=("Courier", "Ö-Post")),
    index="2026-03-01",
    question="Who opened the harbour?",
    understood="Who opened the old harbour?",
    before="zzzzzzzz",
    turn=2,
    locale="de",
)
BARE = replace(ANSWER, question=None, understood=None, before=None, turn=1)


def all_bytes(path: Path) -> bytes:
    """All that lies on disk of the records at `path`: the file, its log, whatever is beside it."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
