"""robots.txt: what a site lets us fetch, how slowly, and when its word is asked for again."""

import asyncio

import pytest
from yarl import URL

from corpus.answers import Answer, FetchError, RedirectError
from corpus.robots import MAX_SIZE, Robots, RobotsBook, read_robots

SITE = URL("https://site.example")


def robots(text: str | bytes, status: int = 200, **headers: str) -> Robots:
    body = text.encode() if isinstance(text, str) else text
    return read_robots(Answer(SITE / "robots.txt", status, headers, body), now=0)


def allowed(text: str | bytes, path: str) -> bool:
    return robots(text).allows(SITE.join(URL(path)))


@pytest.mark.parametrize(
    ("rule", "path", "expected"),
    [
        ("Disallow: /", "/a", False),
        ("Disallow:", "/a", True),
        ("Disallow: /private", "/private/a", False),
        ("Disallow: /private", "/public", True),
        ("Disallow: /*/print", "/a/print", False),
        ("Disallow: /*.pdf$", "/a.pdf", False),
        ("Disallow: /*.pdf$", "/a.pdf?page=2", True),
        ("Disallow: /*?print=", "/a?print=1", False),
        ("Disallow: /news\nAllow: /news/today", "/news/today", True),
        ("Disallow: /ä", "/ä", False),
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_rules_for_everyone_are_kept(rule: str, path: str, expected: bool) -> None:
    assert allowed(f"User-agent: *\n{rule}\n", path) is expected


def test_rules_for_us_stand_before_those_for_everyone() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: footnote\nDisallow: /drafts\n"
    assert allowed(text, "/a")
    assert not allowed(text, "/drafts/a")


def test_rules_for_others_are_not_ours() -> None:
    assert allowed("User-agent: FootnoteGrabber\nUser-agent: GPTBot\nDisallow: /", "/a")


def test_a_page_sent_in_place_of_rules_forbids_nothing() -> None:
    assert allowed("<!DOCTYPE html><html><title>Not found</title></html>", "/a")


def test_a_byte_order_mark_hides_no_rule() -> None:
    assert not allowed("\ufeffUser-agent: *\nDisallow: /", "/a")


def test_bytes_that_are_no_text_are_read_all_the_same() -> None:
    assert not allowed(b"# caf\xe9 \x00\nUser-agent: *\nDisallow: /", "/a")


def test_what_is_beyond_the_limit_is_not_read() -> None:
    assert allowed(b"User-agent: *\n" + b"#" * MAX_SIZE + b"\nDisallow: /", "/a")


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Crawl-delay: 3600", 60),
        ("Crawl-delay: soon", 0),
        ("Crawl-delay: -1", 0),
        ("Crawl-delay: nan", 0),
        ("Disallow: /a", 0),
    ],
)
def test_the_delay_is_what_the_site_asks_for_up_to_a_minute(text: str, delay: float) -> None:
    assert robots(f"User-agent: *\n{text}\n").delay == delay


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_a_site_without_rules_forbids_nothing(status: int) -> None:
    assert robots("User-agent: *\nDisallow: /", status).allows(SITE / "a")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_rules_cannot_be_read_is_left_alone(status: int) -> None:
    with pytest.raises(FetchError, match=rf"robots.txt cannot be read \({status}\)") as raised:
        robots("", status, **{"Retry-After": "120"})
    assert (raised.value.retry_after, raised.value.permanent) == (120, False)


class Site:
    """Answers for one or more sites, and a clock."""

    def __init__(self, answer: str | FetchError) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.now = 1_000_000.0
        self.book = RobotsBook(self._ask, lambda: self.now)

    async def _ask(self, url: URL) -> Answer:
        self.asked.append(str(url))
        await asyncio.sleep(0)
        if isinstance(self.answer, FetchError):
            raise self.answer
        return Answer(url, 200, {}, self.answer.encode())


FORBIDDEN = "User-agent: *\nDisallow: /"


async def test_the_rules_are_asked_for_once_a_day() -> None:
    site = Site(FORBIDDEN)
    assert not (await site.book.rules(SITE / "a")).allows(SITE / "a")
    site.answer = ""
    site.now += 24 * 3600 - 1
    assert not (await site.book.rules(SITE / "b")).allows(SITE / "b")
    site.now += 1
    assert (await site.book.rules(SITE / "b")).allows(SITE / "b")
    assert site.asked == ["https://site.example/robots.txt"] * 2


async def test_every_origin_has_its_own_rules() -> None:
    site = Site("")
    for url in ("https://site.example/a", "http://site.example/a", "https://site.example:8443/"):
        await site.book.rules(URL(url))
    assert site.asked == [
        "https://site.example/robots.txt",
        "http://site.example/robots.txt",
        "https://site.example:8443/robots.txt",
    ]


async def test_many_at_once_ask_once() -> None:
    site = Site("")
    await asyncio.gather(*(site.book.rules(SITE / str(number)) for number in range(5)))
    assert len(site.asked) == 1


async def test_a_failure_is_told_again_for_a_minute() -> None:
    site = Site(FetchError("the site did not answer within 20 s"))
    for _ in range(2):
        with pytest.raises(FetchError, match="did not answer"):
            await site.book.rules(SITE / "a")
    assert len(site.asked) == 1
    site.answer = ""
    site.now += 60
    assert (await site.book.rules(SITE / "a")).allows(SITE / "a")


async def test_a_failure_with_a_time_named_is_kept_for_that_time() -> None:
    site = Site(FetchError("busy", retry_after=3600))
    for _ in range(2):
        with pytest.raises(FetchError, match="busy"):
            await site.book.rules(SITE / "a")
        site.now += 3599
    assert len(site.asked) == 1


async def test_redirects_that_lead_nowhere_mean_no_rules() -> None:
    site = Site(RedirectError("redirects in a circle"))
    assert (await site.book.rules(SITE / "a")).allows(SITE / "a")
