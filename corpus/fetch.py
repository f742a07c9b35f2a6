"""The one way to the web: polite to the sites, guarded against what they send back.

Every address, the first and each that a redirect names, is checked, asked about in the site's
robots.txt, waited for, and connected to only if it is on the public web (see corpus.addresses).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from corpus.addresses import (
    AddressError,
    AllowedHosts,
    GuardedResolver,
    guarded_socket,
    read_address,
)
from corpus.answers import (
    PERMANENT,
    Answer,
    Fetched,
    FetchError,
    RedirectError,
    fetched,
    redirect_target,
    retry_after,
    same_version,
)
from corpus.failures import in_words
from corpus.robots import AGENT, MAX_SIZE, RobotsBook
from corpus.turns import Turns

__all__ = ["FetchError", "Fetched", "Fetcher", "Limits"]

ACCEPTED = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_CHUNK = 64 * 1024
_HEADER = 64 * 1024  # sites with long security policies send more than aiohttp's 8 KiB


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` is bytes of a body, decompressed; `seconds` are for all of a fetch but its pauses.

    `connect` are the seconds for one connection, `redirects` how many are followed.
    """

    size: int = 15 * 1024 * 1024
    seconds: float = 20.0
    connect: float = 10.0
    redirects: int = 5


class Fetcher:
    """Fetches from the web; to be used as an async context manager, by any number of tasks.

    `contact` (an address or page of the operator) is told to the sites. `allow_hosts` are the
    internal hosts that may be fetched from: "name", "name:port" or an IP; each lets in just that.
    `delay` is the least number of seconds between two requests to a host, `own_delay` the same
    for the hosts in `allow_hosts`, which are the operator's. `clock` gives seconds since 1970.
    Raises AddressError for an unreadable host, ValueError for a contact of several lines.
    """

    def __init__(
        self,
        contact: str | None,
        allow_hosts: frozenset[str] = frozenset(),
        *,
        limits: Limits | None = None,
        delay: float = 1.0,
        own_delay: float = 0.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._agent = user_agent(contact)
        self._allowed = AllowedHosts.read(allow_hosts)
        self._limits = limits or Limits()
        self._delay = delay
        self._own_delay = own_delay
        self._clock = clock
        self._resolver = resolver
        self._turns = Turns(clock, sleep)
        self._robots = RobotsBook(self._ask_robots, clock)
        self._resting: dict[URL, float] = {}

    async def __aenter__(self) -> Self:
        resolver = self._resolver or aiohttp.ThreadedResolver()
        # Not cached: a connection is dialled only to what was looked up and judged for it.
        self._public = aiohttp.TCPConnector(
            resolver=GuardedResolver(resolver), socket_factory=guarded_socket, use_dns_cache=False
        )
        self._internal = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._public.close()
        await self._internal.close()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str | None = None,
        size: int | None = None,
    ) -> Fetched:
        """What is at `url` now. Raises FetchError.

        `etag` and `last_modified` are those of the last time: what did not change is not sent
        again. `size` takes the place of the limit on the body.
        """
        headers = {"Accept": accept or ACCEPTED}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        request = _Request(headers, size or self._limits.size, etag=etag)
        answer = await self._follow(_checked(url), request)
        return fetched(answer, etag, last_modified, self._clock())

    async def _ask_robots(self, url: URL) -> Answer:
        return await self._follow(url, _Request({"Accept": "text/plain"}, MAX_SIZE, robots=True))

    async def _follow(self, url: URL, request: "_Request") -> Answer:
        """The answer at the end of the redirects, of any status."""
        moved: str | None = None
        permanent = True
        seen: set[tuple[URL, str]] = set()
        watch = _Watch(self._limits.seconds)
        # Cookies live as long as one fetch: some sites redirect until they get theirs back.
        cookies = aiohttp.CookieJar(unsafe=True)
        for _ in range(self._limits.redirects + 1):
            step = (url, cookies.filter_cookies(url).output())
            if step in seen:
                raise RedirectError("redirects in a circle")
            seen.add(step)
            answer = await self._ask(url, request, cookies, watch)
            target = redirect_target(answer)
            if target is None:
                return replace(answer, moved=moved)
            url = _checked(target, "redirects to what ")
            permanent = permanent and answer.status in PERMANENT
            moved = str(url) if permanent else moved
        raise RedirectError(f"redirects more than {self._limits.redirects} times")

    async def _ask(
        self, url: URL, request: "_Request", cookies: aiohttp.CookieJar, watch: "_Watch"
    ) -> Answer:
        """One request, when it is allowed and our turn."""
        pause = self._own_delay if url in self._allowed else self._delay
        if not request.robots:
            rules = await self._robots.rules(url)
            if not rules.allows(url):
                raise FetchError("robots.txt does not allow it", permanent=True)
            pause = max(pause, rules.delay)
        async with self._turns.turn(url.host or "", pause):
            self._check_rest(url)
            with watch:
                answer = await self._exchange(url, request, cookies, watch.left)
        self._note_rest(answer)
        return answer

    def _check_rest(self, url: URL) -> None:
        left = self._resting.get(url.origin(), 0.0) - self._clock()
        if left > 0:
            raise FetchError(f"the site asks for no requests for {left:.0f} s", retry_after=left)

    def _note_rest(self, answer: Answer) -> None:
        """429 is about us, not about the page: the whole site is left alone for a while."""
        now = self._clock()
        asked = retry_after(answer.headers, now) if answer.status == 429 else None
        if asked is not None:
            self._resting[answer.url.origin()] = now + asked

    async def _exchange(
        self, url: URL, request: "_Request", cookies: aiohttp.CookieJar, seconds: float
    ) -> Answer:
        internal = url in self._allowed
        try:
            async with (
                aiohttp.ClientSession(
                    connector=self._internal if internal else self._public,
                    connector_owner=False,
                    cookie_jar=cookies,
                    # br and zstd need packages that may be missing; so they are not asked for.
                    headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"},
                    timeout=aiohttp.ClientTimeout(seconds, sock_connect=self._limits.connect),
                    trust_env=False,  # a proxy would dial for us, past the guard
                    max_line_size=_HEADER,
                    max_field_size=_HEADER,
                ) as session,
                session.get(url, headers=request.headers, allow_redirects=False) as response,
            ):
                answer = Answer(url, response.status, response.headers.copy())
                if 200 <= response.status < 300 and not same_version(answer, request.etag):
                    return replace(answer, body=await _read(response, request))
                return answer
        except (aiohttp.ClientError, TimeoutError) as error:
            limits = self._limits
            raise in_words(error, seconds=limits.seconds, connect=limits.connect) from None


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for. A robots.txt needs no leave, and what is too much of it is cut off."""

    headers: Mapping[str, str]
    size: int
    etag: str | None = None
    robots: bool = False


class _Watch:
    """What is left of the time for one fetch; it runs only during `with`."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def __enter__(self) -> None:
        self._started = asyncio.get_running_loop().time()

    def __exit__(self, *error: object) -> None:
        # Zero would mean no limit at all.
        self.left = max(self.left - (asyncio.get_running_loop().time() - self._started), 0.001)


def user_agent(contact: str | None) -> str:
    """How we name ourselves to sites, as in "Footnote/0.1.0 (+editor@example.org)"."""
    name = f"{AGENT}/{version('footnote-bot')}"
    if not contact:
        return name
    if not contact.isprintable():
        raise ValueError(f"contact {contact!r} is not one line of text")
    return f"{name} (+{contact})"


def _checked(url: str, introduction: str = "") -> URL:
    try:
        return read_address(url)
    except AddressError as error:
        raise FetchError(f"{introduction}{error}", permanent=True) from None


async def _read(response: aiohttp.ClientResponse, request: _Request) -> bytes:
    too_large = FetchError(f"larger than {request.size / 2**20:.3g} MiB", permanent=True)
    if (response.content_length or 0) > request.size and not request.robots:
        raise too_large
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > request.size:
            if request.robots:
                break
            raise too_large
    return bytes(body)
