"""`/healthz`, `/readyz` and `/metrics`, on this machine only: how the bot does, for its operator.

/healthz  200 while the event loop runs and the gateway is not stuck: else start the bot again
/readyz   200 while questions are answered; else 503, and what is missing
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.metrics import Metrics
from bot.vitals import Examiner, Vitals
from bot.watchdog import Leash, stuck
from corpus.errors import FootnoteError

log = logging.getLogger(__name__)

HOST = "127.0.0.1"  # whoever asks from elsewhere goes through a proxy of the operator's


class HealthError(FootnoteError):
    """The health server cannot be started."""


def ill(vitals: Vitals, leash: Leash) -> list[str]:
    """What only a new start mends."""
    return [
        f"shard {shard} heard nothing from Discord for {seconds:.0f} s"
        for shard, seconds in stuck(vitals.lines, leash).items()
    ]


def missing(vitals: Vitals) -> list[str]:
    """What is missing for questions to be answered."""
    lost = [f"shard {line.shard} is not connected" for line in vitals.lines if not line.connected]
    if not lost and not vitals.ready:
        lost.append("Discord has not told of all servers yet")
    if vitals.index is None:
        lost.append("there is no index; run `footnote index rebuild`")
    return lost


@asynccontextmanager
async def serving(
    port: int, metrics: Metrics, examiner: Examiner, leash: Leash
) -> AsyncIterator[None]:
    """The three pages, while what is inside runs. Raises HealthError when the port is taken."""

    async def healthz(_request: web.Request) -> web.Response:
        return _judged("problems", ill(examiner.look(), leash))

    async def readyz(_request: web.Request) -> web.Response:
        return _judged("missing", missing(examiner.look()))

    async def figures(_request: web.Request) -> web.Response:
        shown = metrics.shown(await examiner.examine())
        return web.Response(body=shown, headers={"Content-Type": metrics.content_type})

    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/metrics", figures),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await _listen(runner, port)
        log.info("health on http://%s:%d/healthz, /readyz and /metrics", HOST, port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        raise HealthError(
            f"FOOTNOTE_HEALTH_PORT: {HOST}:{port} cannot be listened on ({error.strerror}); "
            "choose another port, each process its own, or unset it"
        ) from None


def _judged(name: str, faults: Sequence[str]) -> web.Response:
    body = {"ok": not faults, **({name: faults} if faults else {})}
    return web.json_response(body, status=503 if faults else 200)
