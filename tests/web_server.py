"""A site on 127.0.0.1, scripted path by path; what it was asked for is kept::

    async with WebServer() as site:
        site.page("/a", "<p>One</p>", etag='"1"')
        site.redirect("/old", "/a", status=301)
        site.error("/busy", 429, retry_after=60)
        await fetch(site.url("/a"))
        site.page("/a", "<p>Two</p>", etag='"2"')  # later visits see this
        site.gone("/old")
        assert site.paths == ["/robots.txt", "/a"]

Paths that were not scripted, robots.txt among them, are answered with 404. A script may hold a
query: "/a?page=2" stands before "/a".
"""

import asyncio
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeAlias

from aiohttp import web

Answering: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
MEGABYTE = 1024 * 1024
# A megabyte of zeros each, as brotli 1.2 writes them after a flush; the second can be repeated.
_BROTLI_START = bytes.fromhex("abffff074002201e0b24f7fec100")
_BROTLI_BLOCK = bytes.fromhex("faff7f002400e2b00074ef1f0c")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived. `at` is time.monotonic; `path` includes the query."""

    path: str
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)


class WebServer:
    """One site. `clock` is used for the times in `requests`; `tls` makes it an https site."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        clock: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.host = host
        self.port = 0
        self.requests: list[Asked] = []
        self.at_once = 0  # the most requests that were being answered at the same time
        self._open = 0
        self._clock = clock
        self._tls = tls
        self._scripts: dict[str, Answering] = {}

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        # A client that gives up, and the end of the test, end answers that would never finish.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, 0, ssl_context=self._tls).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of `path`; `host` is another name for this machine."""
        return f"{'https' if self._tls else 'http'}://{host or self.host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.requests]

    def asked(self, path: str) -> list[Asked]:
        """The requests for one path, in order."""
        return [asked for asked in self.requests if asked.path == path]

    def page(
        self,
        path: str,
        body: str | bytes = "",
        *,
        content_type: str = "text/html; charset=utf-8",
        etag: str | None = None,
        last_modified: str | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """A page, or its next state. With validators, unchanged pages are answered with 304."""
        content = body.encode() if isinstance(body, str) else body
        sent = {"Content-Type": content_type, **(headers or {})}
        if etag:
            sent["ETag"] = etag
        if last_modified:
            sent["Last-Modified"] = last_modified

        async def answer(request: web.Request) -> web.Response:
            if etag:
                unchanged = request.headers.get("If-None-Match") == etag
            else:
                since = request.headers.get("If-Modified-Since")
                unchanged = since is not None and since == last_modified
            if unchanged:
                kept = {name: value for name, value in sent.items() if name != "Content-Type"}
                return web.Response(status=304, headers=kept)
            return web.Response(status=status, body=content, headers=sent)

        self.answer(path, answer)

    def robots(self, text: str) -> None:
        self.page("/robots.txt", text, content_type="text/plain")

    def redirect(
        self, path: str, to: str, status: int = 302, headers: Mapping[str, str] | None = None
    ) -> None:
        """`to` is sent as it is; it may be a path, another site's address, or no address at all."""
        self.page(path, status=status, headers={"Location": to, **(headers or {})})

    def error(self, path: str, status: int, retry_after: int | str | None = None) -> None:
        said = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.page(path, f"Error {status}", status=status, headers=said)

    def gone(self, path: str, status: int = 410) -> None:
        self.error(path, status)

    def remove(self, path: str) -> None:
        """Answered with 404 from now on."""
        self._scripts.pop(path, None)

    def hang(self, path: str) -> None:
        """Takes the request and never answers."""

        async def answer(_: web.Request) -> web.Response:
            await asyncio.Event().wait()
            raise AssertionError("nothing ends the waiting")

        self.answer(path, answer)

    def drip(self, path: str, every: float = 0.01) -> None:
        """Sends one byte after the other and comes to no end."""

        async def bytes_of_it() -> AsyncIterator[bytes]:
            while True:
                yield b"x"
                await asyncio.sleep(every)

        self._stream(path, {"Content-Type": "text/html"}, bytes_of_it)

    def bomb(self, path: str, encoding: str = "gzip", megabytes: int = 400) -> None:
        """Zeros, small on the wire: "gzip", "deflate", "br" or "" for as they are."""

        async def pieces() -> AsyncIterator[bytes]:
            head, block = _zeros(encoding)
            yield head
            for _ in range(megabytes):
                yield block

        headers = {"Content-Type": "text/html"}
        if encoding:
            headers["Content-Encoding"] = encoding
        self._stream(path, headers, pieces)

    def answer(self, path: str, answering: Answering) -> None:
        """Have a function answer."""
        self._scripts[path] = answering

    def _stream(
        self, path: str, headers: Mapping[str, str], pieces: Callable[[], AsyncIterator[bytes]]
    ) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers=headers)
            await response.prepare(request)
            try:
                async for piece in pieces():
                    await response.write(piece)
            except ConnectionError:
                pass  # the client has had enough, which is what most tests are about
            return response

        self.answer(path, answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.raw_path
        self.requests.append(Asked(path, dict(request.headers), self._clock()))
        script = self._scripts.get(path) or self._scripts.get(path.partition("?")[0])
        if script is None:
            return web.Response(status=404, text="No such page")
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        try:
            return await script(request)
        finally:
            self._open -= 1


def _zeros(encoding: str) -> tuple[bytes, bytes]:
    """The start of a stream, and a block to repeat that unpacks to a megabyte each time."""
    if not encoding:
        return b"", bytes(MEGABYTE)
    if encoding == "br":
        return _BROTLI_START, _BROTLI_BLOCK
    compressor = zlib.compressobj(9, wbits=-15)
    block = compressor.compress(bytes(MEGABYTE)) + compressor.flush(zlib.Z_FULL_FLUSH)
    return (b"\x1f\x8b\x08" + bytes(7) if encoding == "gzip" else b"\x78\x9c"), block
