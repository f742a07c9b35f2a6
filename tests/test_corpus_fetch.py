"""The fetcher against real servers on 127.0.0.1: what it brings, and how it fails."""

import asyncio
import contextlib
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from web_server import WebServer
from yarl import URL

from corpus.addresses import AddressError
from corpus.answers import Answer, fetched
from corpus.fetch import Fetched, Fetcher, FetchError, Limits, user_agent
from corpus.turns import Turns

HERE = Path(__file__).parent
SOON = Limits(seconds=0.5)
DAY = 24 * 3600


@pytest.fixture
async def site() -> AsyncIterator[WebServer]:
    async with WebServer() as running:
        yield running


@pytest.fixture
async def fetcher(site: WebServer) -> AsyncIterator[Fetcher]:
    """Allowed to visit the site, and no other host of this machine."""
    async with Fetcher("editor@site.example", frozenset({f"127.0.0.1:{site.port}"})) as running:
        yield running


@contextlib.asynccontextmanager
async def visitor(site: WebServer, limits: Limits | None = None) -> AsyncIterator[Fetcher]:
    async with Fetcher(None, frozenset({f"127.0.0.1:{site.port}"}), limits=limits) as running:
        yield running


async def failure(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as raised:
        await fetcher.get(url)
    return raised.value


# What a visit brings


async def test_a_page_comes_with_what_is_said_of_it(site: WebServer, fetcher: Fetcher) -> None:
    site.page(
        "/a",
        "<p>Grüße</p>".encode("latin-1"),
        content_type='Text/HTML; Charset="ISO-8859-1"',
        etag='"1"',
        last_modified="Wed, 04 Mar 2026 12:00:00 GMT",
        headers={"Cache-Control": "public, max-age=600"},
    )
    assert await fetcher.get(site.url("/a#top")) == Fetched(
        url=site.url("/a"),
        moved=None,
        status=200,
        body=b"<p>Gr\xfc\xdfe</p>",
        content_type="text/html",
        charset="iso-8859-1",
        etag='"1"',
        last_modified="Wed, 04 Mar 2026 12:00:00 GMT",
        wait=600,
    )


async def test_what_a_site_does_not_say_is_unknown(site: WebServer, fetcher: Fetcher) -> None:
    site.page("/a", "text", content_type="text/plain")
    found = await fetcher.get(site.url("/a"))
    assert (found.charset, found.etag, found.last_modified, found.wait) == (None, None, None, None)


async def test_the_site_is_told_who_asks(site: WebServer, fetcher: Fetcher) -> None:
    await fetcher.get(site.url("/a"))
    agents = {asked.headers["User-Agent"] for asked in site.requests}
    assert agents == {user_agent("editor@site.example")}
    assert "(+editor@site.example)" in agents.pop()


def test_a_contact_cannot_add_headers() -> None:
    with pytest.raises(ValueError, match="not one line"):
        user_agent("a\r\nX-Other: b")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compressed_page_is_unpacked(
    site: WebServer, fetcher: Fetcher, encoding: str
) -> None:
    async def answer(_: web.Request) -> web.Response:
        response = web.Response(body=b"<p>one</p>" * 1000)
        response.enable_compression(web.ContentCoding(encoding))
        return response

    site.answer("/a", answer)
    assert (await fetcher.get(site.url("/a"))).body == b"<p>one</p>" * 1000


async def test_a_path_is_asked_for_as_it_is_written(site: WebServer, fetcher: Fetcher) -> None:
    site.redirect("/a", "/%d8%a7%2Cb?u=a%2Fb")
    found = await fetcher.get(site.url("/a"))
    assert found.url == site.url("/%d8%a7%2Cb?u=a%2Fb")
    assert site.paths[-1] == "/%d8%a7%2Cb?u=a%2Fb"


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_that_is_gone_is_a_result(
    site: WebServer, fetcher: Fetcher, status: int
) -> None:
    site.gone("/a", status)
    found = await fetcher.get(site.url("/a"))
    assert (found.status, found.body) == (status, b"")


# Unchanged pages


async def test_an_unchanged_page_is_not_sent_again(site: WebServer, fetcher: Fetcher) -> None:
    site.page("/a", "text", etag='"1"')
    found = await fetcher.get(site.url("/a"), etag='"1"')
    assert (found.status, found.body, found.etag) == (304, b"", '"1"')


async def test_an_unchanged_page_is_known_by_its_date(site: WebServer, fetcher: Fetcher) -> None:
    date = "Wed, 04 Mar 2026 12:00:00 GMT"
    site.page("/a", "text", last_modified=date)
    found = await fetcher.get(site.url("/a"), last_modified=date)
    assert (found.status, found.last_modified) == (304, date)


async def test_a_changed_page_is_sent(site: WebServer, fetcher: Fetcher) -> None:
    site.page("/a", "new", etag='"2"')
    found = await fetcher.get(site.url("/a"), etag='"1"')
    assert (found.status, found.body, found.etag) == (200, b"new", '"2"')


@pytest.mark.parametrize("sent", ['"1"', 'W/"1"'])
async def test_the_same_etag_sent_again_means_unchanged(
    site: WebServer, fetcher: Fetcher, sent: str
) -> None:
    site.page("/a", "text", headers={"ETag": sent})
    found = await fetcher.get(site.url("/a"), etag='"1"')
    assert (found.status, found.body) == (304, b"")


async def test_unchanged_is_no_answer_to_a_first_visit(site: WebServer, fetcher: Fetcher) -> None:
    site.error("/a", 304)
    error = await failure(fetcher, site.url("/a"))
    assert error.reason == "the site answered with status 304"


async def test_validators_of_a_page_that_expires_at_once_are_not_kept(
    site: WebServer, fetcher: Fetcher
) -> None:
    site.page("/a", "text", etag='"1"', headers={"Expires": "0"})
    assert (await fetcher.get(site.url("/a"))).etag is None


# When the site wants to be asked again


def wait_said(headers: dict[str, str]) -> float | None:
    answer = Answer(URL("http://site.example/"), 200, headers)
    return fetched(answer, None, None, now=0).wait


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Cache-Control": "max-age=60"}, 60),
        ({"Cache-Control": 'private, MAX-AGE="60"'}, 60),
        ({"Cache-Control": "s-maxage=60"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "max-age=" + "9" * 5000}, DAY),
        ({"Retry-After": "120", "Cache-Control": "max-age=60"}, 120),
        ({"Retry-After": "Thu, 01 Jan 1970 00:01:00 GMT"}, 60),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:05:00 GMT"}, 300),
        ({"Expires": "Thu, 01 Jan 1970 00:05:00 GMT", "Cache-Control": "max-age=60"}, 300),
        ({"Expires": "Wed, 31 Dec 1969 00:00:00 GMT"}, 0),
        ({"Expires": "0"}, None),
        ({"Expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, DAY),
        (
            {"Expires": "Mon, 02 Mar 2026 10:01:00 GMT", "Date": "Mon, 02 Mar 2026 10:00:00 GMT"},
            60,
        ),
    ],
)
def test_the_longest_wait_that_is_named_counts_up_to_a_day(
    headers: dict[str, str], wait: float | None
) -> None:
    assert wait_said(headers) == wait


@given(st.text(), st.text(), st.text())
def test_no_header_is_too_odd(retry: str, control: str, expires: str) -> None:
    wait = wait_said({"Retry-After": retry, "Cache-Control": control, "Expires": expires})
    assert wait is None or 0 <= wait <= DAY


def test_headers_that_could_not_be_sent_back_say_nothing() -> None:
    answer = Answer(URL("http://site.example/"), 200, {"ETag": '"\udcff"', "Content-Type": "a\x00"})
    found = fetched(answer, None, None, 0)
    assert (found.etag, found.content_type) == (None, None)


# Redirects


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], "/1"),
        ([308], "/1"),
        ([302], None),
        ([303], None),
        ([307], None),
        ([301, 308], "/2"),
        ([302, 301], None),
        ([301, 302], "/1"),
    ],
)
async def test_permanent_redirects_are_remembered(
    site: WebServer, fetcher: Fetcher, statuses: list[int], moved: str | None
) -> None:
    for number, status in enumerate(statuses):
        site.redirect(f"/{number}", f"/{number + 1}", status)
    site.page(f"/{len(statuses)}", "text")
    found = await fetcher.get(site.url("/0"))
    assert found.url == site.url(f"/{len(statuses)}")
    assert found.moved == (site.url(moved) if moved else None)


async def test_a_move_to_nowhere_is_not_remembered(site: WebServer, fetcher: Fetcher) -> None:
    site.redirect("/a", "/b", 301)
    found = await fetcher.get(site.url("/a"))
    assert (found.status, found.moved) == (404, None)


async def test_a_circle_is_noticed(site: WebServer, fetcher: Fetcher) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    error = await failure(fetcher, site.url("/a"))
    assert (error.reason, error.permanent) == ("redirects in a circle", True)
    assert site.paths == ["/robots.txt", "/a", "/b"]


async def test_a_site_may_wait_for_its_cookie(site: WebServer, fetcher: Fetcher) -> None:
    async def answer(request: web.Request) -> web.Response:
        if "seen" in request.cookies:
            return web.Response(text="text")
        return web.Response(status=302, headers={"Location": "/a", "Set-Cookie": "seen=1"})

    site.answer("/a", answer)
    for _ in range(2):
        assert (await fetcher.get(site.url("/a"))).body == b"text"
    assert ["Cookie" in asked.headers for asked in site.asked("/a")] == [False, True] * 2


async def test_redirects_come_to_an_end(site: WebServer, fetcher: Fetcher) -> None:
    for number in range(10):
        site.redirect(f"/{number}", f"/{number + 1}")
    error = await failure(fetcher, site.url("/0"))
    assert error.reason == "redirects more than 5 times"
    assert site.paths[-1] == "/5"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("", "redirects without saying where to"),
        ("file:///etc/passwd", "redirects to what is not an http or https address"),
        ("ftp://127.0.0.1/a", "redirects to what is not an http or https address"),
        ("http://u:p@127.0.0.1/", "redirects to what has a user name or password in it"),
        ("http://[::1/", "redirects to what is not an address"),
        ("http://2130706433/", "redirects to what hides an IP address (2130706433)"),
        ("http://127.0.0.2/", "resolves to a loopback address (127.0.0.2)"),
        ("http://10.0.0.1/", "resolves to a private address (10.0.0.1)"),
        ("//169.254.169.254/latest/meta-data/", "resolves to a link-local address"),
        ("http://[::1]/", "resolves to a loopback address (::1)"),
        ("http://[::ffff:127.0.0.1]/", "resolves to a loopback address (::ffff:7f00:1)"),
        ("http://100.64.0.1/", "resolves to a carrier's internal address (100.64.0.1)"),
        ("http://0.0.0.0/", "resolves to an unspecified address (0.0.0.0)"),
    ],
)
async def test_an_allowed_host_cannot_send_us_elsewhere(
    site: WebServer, fetcher: Fetcher, target: str, reason: str
) -> None:
    site.redirect("/a", target)
    error = await failure(fetcher, site.url("/a"))
    assert error.reason.startswith(reason)
    assert error.permanent


async def test_an_allowed_host_cannot_send_us_to_its_other_ports(fetcher: Fetcher) -> None:
    async with WebServer() as other:
        other.page("/secret", "secret")
        error = await failure(fetcher, other.url("/secret"))
        assert error.reason == "resolves to a loopback address (127.0.0.1)"
        assert other.requests == []


@pytest.mark.parametrize("name", ["localhost", "127.0.0.2"])
async def test_another_name_for_an_allowed_host_is_refused(
    site: WebServer, fetcher: Fetcher, name: str
) -> None:
    site.redirect("/a", site.url("/secret", host=name))
    error = await failure(fetcher, site.url("/a"))
    assert "resolves to a loopback address" in error.reason
    assert site.paths == ["/robots.txt", "/a"]


async def test_a_connection_kept_open_does_not_let_another_name_in(site: WebServer) -> None:
    async with Fetcher(None, frozenset({"localhost"}), resolver=Names("127.0.0.1")) as fetcher:
        assert (await fetcher.get(site.url("/", host="localhost"))).status == 404
        error = await failure(fetcher, site.url("/"))
    assert error.reason == "resolves to a loopback address (127.0.0.1)"


async def test_robots_cannot_send_us_elsewhere(site: WebServer, fetcher: Fetcher) -> None:
    site.redirect("/robots.txt", "http://10.0.0.1/")
    site.page("/a", "text")
    assert "private address" in (await failure(fetcher, site.url("/a"))).reason
    assert site.paths == ["/robots.txt"]


# The guard


async def test_this_machine_is_not_visited_unless_it_is_named(site: WebServer) -> None:
    async with Fetcher(None) as fetcher:
        for host in ("127.0.0.1", "localhost"):
            error = await failure(fetcher, site.url("/", host=host))
            assert error.reason.startswith("resolves to a loopback address")
    assert site.requests == []


async def test_an_address_of_another_kind_is_refused(fetcher: Fetcher) -> None:
    assert (await failure(fetcher, "file:///etc/passwd")).reason == (
        "is not an http or https address"
    )


def test_what_is_no_host_cannot_be_allowed() -> None:
    with pytest.raises(AddressError):
        Fetcher(None, frozenset({"http://intranet/"}))


class Names(AbstractResolver):
    """A name server that answers each time with the next of some addresses, then the last again."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        return [ResolveResult(hostname=host, host=found, port=port, family=2, proto=0, flags=0)]

    async def close(self) -> None:
        pass


async def test_a_name_that_turns_internal_after_it_was_judged_is_refused(
    site: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is public; what would be dialled there is led to the test's site."""
    dialled: list[str] = []
    connect = socket.socket.connect

    def lead_home(self: socket.socket, address: tuple[str, int]) -> None:
        dialled.append(address[0])
        connect(self, ("127.0.0.1", address[1]))

    monkeypatch.setattr(socket.socket, "connect", lead_home)

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=404, headers={"Connection": "close"})

    site.answer("/robots.txt", answer)
    names = Names("93.184.216.34", "127.0.0.1")
    async with Fetcher(None, resolver=names, delay=0) as fetcher:
        error = await failure(fetcher, site.url("/a", host="rebinding.example"))
    assert error.reason == "resolves to a loopback address (127.0.0.1)"
    assert (site.paths, dialled) == (["/robots.txt"], ["93.184.216.34"])


async def test_no_proxy_dials_for_us(site: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, site.url())
    async with Fetcher(None) as fetcher:
        assert "private address" in (await failure(fetcher, "http://10.0.0.1/")).reason
    assert site.requests == []


# Limits


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
async def test_a_body_beyond_the_limit_is_refused(
    site: WebServer, fetcher: Fetcher, encoding: str
) -> None:
    site.bomb("/a", encoding, megabytes=17)
    error = await failure(fetcher, site.url("/a"))
    assert (error.reason, error.permanent) == ("larger than 15 MiB", True)


async def test_a_length_beyond_the_limit_is_refused_before_it_is_sent(site: WebServer) -> None:
    async with visitor(site, Limits(size=1024)) as fetcher:
        site.page("/a", "x" * 1025)
        assert (await failure(fetcher, site.url("/a"))).reason == "larger than 0.000977 MiB"


async def test_a_caller_may_set_another_limit(site: WebServer, fetcher: Fetcher) -> None:
    site.bomb("/a", "gzip", megabytes=17)
    found = await fetcher.get(site.url("/a"), size=17 * 2**20)
    assert len(found.body) == 17 * 2**20


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_bomb_does_not_fill_the_memory(site: WebServer, encoding: str) -> None:
    """In a process of its own, which is all that the peak is measured of."""
    site.bomb("/bomb", encoding, megabytes=400)
    child = await asyncio.create_subprocess_exec(
        sys.executable, HERE / "memory_bomb.py", site.url("/bomb"), stdout=subprocess.PIPE
    )
    output, _ = await child.communicate()
    peak, reason = output.decode().strip().split("\t")
    # Without the package for br, aiohttp cannot unpack it at all.
    assert reason in ("larger than 15 MiB", "the answer broke off or is garbled")
    assert encoding == "br" or reason == "larger than 15 MiB"
    assert float(peak) < 120


@pytest.mark.parametrize("script", ["hang", "drip"])
async def test_a_slow_site_is_given_up(site: WebServer, script: str) -> None:
    getattr(site, script)("/a")
    async with visitor(site, SOON) as fetcher:
        error = await failure(fetcher, site.url("/a"))
    assert (error.reason, error.permanent) == ("the site did not answer within 0.5 s", False)


async def test_the_time_is_that_of_all_redirects_together(site: WebServer) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        raise web.HTTPFound(f"/{int(request.path[1:]) + 1}")

    for number in range(6):
        site.answer(f"/{number}", slow)
    async with visitor(site, SOON) as fetcher:
        assert "did not answer within" in (await failure(fetcher, site.url("/0"))).reason


# Failures, in words


@pytest.mark.parametrize(
    ("status", "reason", "permanent"),
    [
        (400, "the site answered with status 400", True),
        (401, "the site asks for a password (401)", True),
        (403, "the site refuses access (403)", False),
        (418, "the site answered with status 418", True),
        (429, "the site asks for fewer requests (429)", False),
        (451, "the site may not show it, for legal reasons (451)", True),
        (500, "the site has an error of its own (500)", False),
        (503, "the site has an error of its own (503)", False),
        (300, "the site answered with status 300", True),
    ],
)
async def test_a_status_is_told_in_words(
    site: WebServer, fetcher: Fetcher, status: int, reason: str, permanent: bool
) -> None:
    site.error("/a", status)
    error = await failure(fetcher, site.url("/a"))
    assert (error.reason, error.permanent, error.retry_after) == (reason, permanent, None)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_site_says_for_how_long(
    site: WebServer, fetcher: Fetcher, status: int
) -> None:
    site.error("/a", status, retry_after=120)
    assert (await failure(fetcher, site.url("/a"))).retry_after == 120


async def test_a_site_that_wants_fewer_requests_is_left_alone(site: WebServer) -> None:
    clock = Clock()
    site.error("/a", 429, retry_after=120)
    site.page("/b", "text")
    allowed = frozenset({"127.0.0.1"})
    async with Fetcher(None, allowed, clock=clock.time, sleep=clock.sleep) as fetcher:
        await failure(fetcher, site.url("/a"))
        clock.now += 20
        error = await failure(fetcher, site.url("/b"))
        assert (error.reason, error.retry_after) == ("the site asks for no requests for 100 s", 100)
        clock.now += 100
        assert (await fetcher.get(site.url("/b"))).body == b"text"


async def test_a_bot_check_is_named(site: WebServer, fetcher: Fetcher) -> None:
    site.page("/a", "Just a moment…", status=403, headers={"cf-mitigated": "challenge"})
    assert (await failure(fetcher, site.url("/a"))).reason == "Cloudflare asks for a human"


async def test_a_port_where_nothing_listens(site: WebServer) -> None:
    async with visitor(site) as fetcher:
        await site.__aexit__(None, None, None)
        assert (
            await failure(fetcher, site.url("/a"))
        ).reason == "no connection: Connection refused"


class NoNames(AbstractResolver):
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        raise OSError(None, "no such name")

    async def close(self) -> None:
        pass


async def test_a_name_that_no_one_knows() -> None:
    async with Fetcher(None, resolver=NoNames()) as fetcher:
        error = await failure(fetcher, "http://nowhere.example/")
    assert error.reason == "no host of the name nowhere.example was found"


async def test_a_certificate_that_no_one_signed(tmp_path: Path) -> None:
    (tmp_path / "site.pem").write_text(CERTIFICATE, encoding="ascii")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "site.pem")
    async with WebServer(tls=context) as site, visitor(site) as fetcher:
        error = await failure(fetcher, site.url("/a"))
        assert error.reason.startswith("its certificate is not valid: self")
        assert site.requests == []


async def test_a_secure_address_where_nothing_is_secure(site: WebServer, fetcher: Fetcher) -> None:
    error = await failure(fetcher, site.url("/a").replace("http:", "https:"))
    assert error.reason == "no secure connection could be made"


@contextlib.asynccontextmanager
async def bytes_server(sent: bytes) -> AsyncIterator[str]:
    """Answers everything but robots.txt with these bytes, and closes; gives its host and port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        writer.write(missing if b"/robots.txt" in asked else sent)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


GARBLED = "the answer broke off or is garbled"
NOT_HTTP = "what answers does not speak HTTP"
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "the site broke off the connection"),
        (b"HTTP/1.1 200", "the site broke off the connection"),
        (b"220 mail.example ESMTP\r\n\r\n", NOT_HTTP),
        (bytes(range(256)), NOT_HTTP),
        (OK + b"X: " + b"x" * 100_000 + b"\r\n\r\n", NOT_HTTP),
        (OK + b"Content-Length: 100\r\n\r\nfew", GARBLED),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nfew", GARBLED),
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", GARBLED),
        (OK + b"Content-Encoding: deflate\r\nContent-Length: 5\r\n\r\nplain", GARBLED),
    ],
)
async def test_a_broken_answer_is_told_in_words(sent: bytes, reason: str) -> None:
    async with bytes_server(sent) as host, Fetcher(None, frozenset({host})) as fetcher:
        assert (await failure(fetcher, f"http://{host}/a")).reason == reason


async def test_long_security_policies_are_no_failure() -> None:
    policy = b"Content-Security-Policy: " + b"x" * 20_000
    sent = OK + policy + b"\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
    async with bytes_server(sent) as host, Fetcher(None, frozenset({host})) as fetcher:
        assert (await fetcher.get(f"http://{host}/a")).body == b"hi"


async def test_a_redirect_in_another_character_set_is_followed(site: WebServer) -> None:
    site.page("/gr%FC%DFe", "text")
    sent = b"HTTP/1.1 302 Found\r\nLocation: " + site.url("/gr").encode() + b"\xfc\xdfe"
    sent += b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    async with bytes_server(sent) as host, Fetcher(None, frozenset({"127.0.0.1"})) as fetcher:
        assert (await fetcher.get(f"http://{host}/a")).body == b"text"


# Politeness


class Clock:
    """Time that passes only while someone sleeps."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def test_what_robots_forbid_is_not_asked_for(site: WebServer, fetcher: Fetcher) -> None:
    site.robots("User-agent: *\nDisallow: /private/*.html$\n")
    site.page("/public.html", "text")
    error = await failure(fetcher, site.url("/private/a.html"))
    assert (error.reason, error.permanent) == ("robots.txt does not allow it", True)
    assert (await fetcher.get(site.url("/public.html"))).status == 200
    assert site.paths == ["/robots.txt", "/public.html"]


async def test_a_redirect_to_what_robots_forbid_is_not_followed(
    site: WebServer, fetcher: Fetcher
) -> None:
    site.robots("User-agent: Footnote\nDisallow: /private\n")
    site.redirect("/a", "/private")
    assert (await failure(fetcher, site.url("/a"))).reason == "robots.txt does not allow it"
    assert site.paths == ["/robots.txt", "/a"]


async def test_robots_may_be_elsewhere(site: WebServer, fetcher: Fetcher) -> None:
    site.redirect("/robots.txt", "/rules.txt", 301)
    site.page("/rules.txt", "User-agent: *\nDisallow: /a\n", content_type="text/plain")
    assert (await failure(fetcher, site.url("/a"))).reason == "robots.txt does not allow it"


async def test_robots_without_end_are_read_in_part(site: WebServer, fetcher: Fetcher) -> None:
    site.bomb("/robots.txt", "gzip")
    site.page("/a", "text")
    assert (await fetcher.get(site.url("/a"))).status == 200


async def test_a_site_with_broken_robots_is_left_alone(site: WebServer, fetcher: Fetcher) -> None:
    site.error("/robots.txt", 503)
    site.page("/a", "text")
    assert (await failure(fetcher, site.url("/a"))).reason == (
        "robots.txt cannot be read (503), so nothing is fetched for now"
    )
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("delay", "rules", "pauses"),
    [
        (0, "", []),
        (1, "", [1, 1]),
        (1, "User-agent: *\nCrawl-delay: 7", [7, 7]),
        (10, "User-agent: *\nCrawl-delay: 7", [10, 10]),
        (1, "User-agent: *\nCrawl-delay: 86400", [60, 60]),
    ],
)
async def test_there_is_a_pause_between_requests(
    site: WebServer, delay: float, rules: str, pauses: list[float]
) -> None:
    clock = Clock()
    site.robots(rules)
    async with Fetcher(
        None,
        frozenset({"127.0.0.1"}),
        own_delay=delay,
        clock=clock.time,
        sleep=clock.sleep,
    ) as fetcher:
        await fetcher.get(site.url("/a"))
        await fetcher.get(site.url("/b"))
    assert clock.slept == pauses


async def test_the_pause_for_hosts_of_others_is_a_second() -> None:
    """Seen on the failure of a look-up, as no test visits hosts of others."""
    clock = Clock()
    async with Fetcher(None, resolver=NoNames(), clock=clock.time, sleep=clock.sleep) as fetcher:
        await failure(fetcher, "http://nowhere.example/")
        await failure(fetcher, "https://nowhere.example/")
        await failure(fetcher, "https://elsewhere.example/")
    assert clock.slept == [1]


async def test_a_host_is_asked_one_thing_at_a_time(site: WebServer, fetcher: Fetcher) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.01)
        return web.Response(text="text")

    for number in range(5):
        site.answer(f"/{number}", slow)
    found = await asyncio.gather(*(fetcher.get(site.url(f"/{number}")) for number in range(5)))
    assert [one.status for one in found] == [200] * 5
    assert (site.at_once, site.paths.count("/robots.txt")) == (1, 1)


async def test_a_visit_that_is_called_off_leaves_the_host_free(
    site: WebServer, fetcher: Fetcher
) -> None:
    asked = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError("nothing ends the waiting")

    site.answer("/a", never)
    visit = asyncio.create_task(fetcher.get(site.url("/a")))
    await asked.wait()
    visit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await visit
    assert (await fetcher.get(site.url("/b"))).status == 404


async def test_a_clock_that_is_set_back_does_not_lengthen_the_pause() -> None:
    clock = Clock()
    turns = Turns(clock.time, clock.sleep)
    async with turns.turn("site.example", 1):
        pass
    clock.now -= 3600
    async with turns.turn("site.example", 1):
        pass
    assert clock.slept == [1]


# Self-signed, for "site.example"; it opens nothing.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKk8xJPM14RmO/fgK
6/umNSYDGGnxShg6lqGAvv0eaWihRANCAARsYOVp22Ekdnl9tVNIqevtj0Mx0dMm
rEckTt4Uha9oFsjHAjSpvqcHMqFL4EJxyyPyQ8CdUsiUVOJDWraK+EjW
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBhDCCASugAwIBAgIUaFxb78eEXJ60PMJUryglfsvEZ6QwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc2l0ZS5leGFtcGxlMCAXDTI2MTEyNDE0NDk0NFoYDzIxMjYx
MDMxMTQ0OTQ0WjAXMRUwEwYDVQQDDAxzaXRlLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARsYOVp22Ekdnl9tVNIqevtj0Mx0dMmrEckTt4Uha9oFsjH
AjSpvqcHMqFL4EJxyyPyQ8CdUsiUVOJDWraK+EjWo1MwUTAdBgNVHQ4EFgQUe2au
/X4VaISinW6zandDmRymtnswHwYDVR0jBBgwFoAUe2au/X4VaISinW6zandDmRym
tnswDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAGGqv8NIbyqDPm
dCc4eeoGH1+WiTYA2yek2m8jurOdaAIgNTO157lCzXDJgVdn7qkaTAOdE4KVvUA3
eIGlGvaMeyw=
-----END CERTIFICATE-----
"""
