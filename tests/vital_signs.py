"""The vitals of a bot that is well, and a port to show them on."""

import socket
from datetime import UTC, datetime

from bot.gateway import Line
from bot.vitals import Coverage, Vitals
from corpus.passages import Size
from index.layout import Manifest

MOMENT = datetime(2024, 3, 15, tzinfo=UTC)
LINE = Line(shard=1, connected=True, latency=0.05, silent=3.0, quiet=20.0, answers=True)
INDEX = Manifest(
    name="index-1",
    created=MOMENT,
    model="a model",
    digest="d",
    dimension=3,
    size=Size(),
    articles=42,
    passages=114,
    corpus="state",
    earliest=None,
    latest=None,
    files={},
)
COVERAGE = Coverage({"ok": 3, "failing": 1, "paused": 0}, MOMENT, "state")
VITALS = Vitals(
    ready=True,
    servers=2,
    lines=(LINE,),
    waiting=4,
    most=20,
    index=INDEX,
    encoder="FastEmbedder",
    coverage=COVERAGE,
    behind=7.0,
)


def free_port() -> int:
    """One that nobody listens on, a moment ago at least."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
