"""What a site answered, and what its status and headers mean for whoever asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from yarl import URL

from corpus.errors import FootnoteError

DAY = 24 * 60 * 60.0
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
GONE = frozenset({404, 410})
_MAX_AGE = re.compile(r"(?<![\w-])max-age\s*=\s*\"?([0-9]+)", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_REASONS = {
    401: "the site asks for a password (401)",
    403: "the site refuses access (403)",
    429: "the site asks for fewer requests (429)",
    451: "the site may not show it, for legal reasons (451)",
}
_PASSING = frozenset({403, 408, 421, 425, 429})


class FetchError(FootnoteError):
    """Nothing was fetched; the message is the reason.

    `retry_after`: seconds for which the site wants to be left alone, None if it does not say.
    `permanent`: asking again is of no use before the address, the site or a setting was changed.
    """

    def __init__(
        self, reason: str, retry_after: float | None = None, permanent: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.permanent = permanent


class RedirectError(FetchError):
    """The redirects lead nowhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one request. `body` is decompressed; empty when it was of no interest.

    `url` is where it came from; `moved` is the address that the permanent redirects at the start
    of the way led to, None if the first step was none.
    """

    url: URL
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What is at an address now.

    `status` is 2xx, 304 (unchanged since `etag` or `last_modified`), 404 or 410; the last three
    have no body. `url` is where the redirects ended. `moved` is the address to remember in place
    of the one asked for, where the site said that it has moved for good. `content_type` is as in
    "text/html", `charset` as declared, in lower case; None when the site does not say.
    `wait`: seconds until the site wants to be asked again, a day at most; None if it does not say.
    """

    url: str
    moved: str | None
    status: int
    body: bytes
    content_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None
    wait: float | None


def fetched(answer: Answer, etag: str | None, last_modified: str | None, now: float) -> Fetched:
    """The result of a request that sent `etag` and `last_modified`, at `now`.

    `now` is in seconds since 1970. Raises FetchError if the status is a failure.
    """
    check_status(answer, now, conditional=bool(etag or last_modified))
    headers = answer.headers
    unchanged = answer.status == 304 or same_version(answer, etag)
    # `Expires: 0` comes with validators that stay the same when the page does not.
    trusted = headers.get("Expires", "").strip() != "0"
    found_etag = _header(headers, "ETag") if trusted else None
    found_modified = _header(headers, "Last-Modified") if trusted else None
    declared = _header(headers, "Content-Type") or ""
    charset = _CHARSET.search(declared)
    return Fetched(
        url=str(answer.url),
        moved=answer.moved if answer.status not in GONE else None,
        status=304 if unchanged else answer.status,
        body=b"" if unchanged else answer.body,
        content_type=declared.partition(";")[0].strip().lower() or None,
        charset=charset[1].lower() if charset else None,
        etag=found_etag or (etag if unchanged else None),
        last_modified=found_modified or (last_modified if unchanged else None),
        wait=wait_asked(headers, now),
    )


def same_version(answer: Answer, etag: str | None) -> bool:
    """True when a site sends again what `etag` names, instead of saying that nothing changed."""
    sent = answer.headers.get("ETag", "").strip().removeprefix("W/")
    return answer.status == 200 and etag is not None and sent == etag.removeprefix("W/") != ""


def check_status(answer: Answer, now: float, *, conditional: bool) -> None:
    """Raise FetchError unless the status is 2xx, 404, 410 or, where it was asked for, 304."""
    status = answer.status
    if answer.headers.get("cf-mitigated", "").strip().lower() == "challenge":
        raise FetchError("Cloudflare asks for a human")
    if 200 <= status < 300 or status in GONE or (status == 304 and conditional):
        return
    if status >= 500:
        reason = f"the site has an error of its own ({status})"
    else:
        reason = _REASONS.get(status, f"the site answered with status {status}")
    raise FetchError(
        reason,
        retry_after=retry_after(answer.headers, now),
        permanent=status < 500 and status not in _PASSING,
    )


def redirect_target(answer: Answer) -> str | None:
    """Where a redirect leads, as an absolute address; None if the answer is no redirect.

    Raises RedirectError when it leads nowhere that can be read.
    """
    if answer.status not in REDIRECTS:
        return None
    location = answer.headers.get("Location") or answer.headers.get("URI") or ""
    if not location.strip():
        raise RedirectError("redirects without saying where to")
    # aiohttp keeps bytes that are no UTF-8 as lone surrogates; browsers send them as they are.
    readable = re.sub(
        "[\udc80-\udcff]", lambda found: f"%{ord(found[0]) - 0xDC00:02X}", location.strip()
    )
    try:
        return urljoin(str(answer.url), readable)
    except ValueError:
        raise RedirectError("redirects to what is not an address") from None


def wait_asked(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until the site wants to be asked again: the longest that its headers name."""
    asked = [retry_after(headers, now)]
    if found := _MAX_AGE.search(headers.get("Cache-Control", "")):
        asked.append(_seconds(found[1]))
    asked.append(_until(headers.get("Expires", ""), headers, now))
    said = [seconds for seconds in asked if seconds is not None]
    return max(said) if said else None


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds named by Retry-After, as a number or a date, a day at most; None without it."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]+", value):
        return _seconds(value)
    return _until(value, headers, now)


def _seconds(digits: str) -> float:
    return min(float(digits), DAY)


def _until(date: str, headers: Mapping[str, str], now: float) -> float | None:
    """Seconds from the answer's own Date, else from `now`: the site's clock may be wrong."""
    moment = _moment(date)
    if moment is None:
        return None
    sent = _moment(headers.get("Date", ""))
    return min(max(moment - (now if sent is None else sent), 0.0), DAY)


def _moment(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _header(headers: Mapping[str, str], name: str) -> str | None:
    """A header's value; one that could be neither stored nor sent back says nothing."""
    value = headers.get(name, "").strip()
    return value if value and value.isascii() and value.isprintable() else None
