"""Host names: one script each, nothing hidden, and what is only unusual passes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleError, DeceitfulUrl, check_url
from corpus.hosts import deceit


@pytest.mark.parametrize(
    "host",
    [
        "courier.example",
        "courier.example.",
        "COURIER.Example",
        "my_site.example",
        "localhost",
        "courier.example:8443",
        "127.0.0.1:8001",
        "[2001:db8::1]:8080",
        "müller.example",
        "xn--mller-kva.example",
        "straße.example",
        "пример.example",
        "новости.рф",
        "xn--e1afmkfd.example",
        "ελλάδα.example",
        "日本語.example",
        "ニュース・東京.example",
        "東京tower.example",
        "한국어.example",
        "한국news.example",
        "ไทย.example",
        "नमस्ते.भारत",
        "العربية.example",
        "col·legi.example",
        "пример.courier.example",
        "2024.courier.example",
        "3sat.example",
    ],
)
def test_names_in_one_script_pass(host: str) -> None:
    assert deceit(host) is None


@pytest.mark.parametrize(
    ("host", "how"),
    [
        ("bank.example@evil.example", "has a user name or password in it"),
        ("@evil.example", "has a user name or password in it"),
        ("evil.example\\.bank.example", "has a backslash before its path"),
        ("bank.example／login.evil.example", "looks like a slash or a colon"),
        ("bank.example＠evil.example", "looks like a slash or a colon"),
        ("bank.example⁄login.evil.example", "that no name has"),
        ("bank。example", "that no name has"),
        ("bank%2eexample", "has an escape"),
        ("https:", "has a second scheme"),
        ("http", "has a second scheme"),
        ("2130706433", "hides an IP address"),
        ("0x7f000001", "hides an IP address"),
        ("0x7f.1", "hides an IP address"),
        ("0177.0.0.1", "hides an IP address"),
        ("127.1", "hides an IP address"),
        ("127.0.0.1.", None),
        ("１２７.0.0.1", "hides an IP address"),
        ("[fe80::1%25eth0]", "names no machine that others can reach"),
        ("gооgle.example", "mixes scripts in its host name (Cyrillic, Latin)"),
        ("xn--ggle-55da.example", "mixes scripts in its host name (Cyrillic, Latin)"),
        ("bαnk.example", "mixes scripts in its host name (Greek, Latin)"),
        ("पаb.example", "mixes scripts"),
        ("аррӏе.example", "looks like a Latin one (xn--80ak6aa92e)"),
        ("xn--80ak6aa92e.example", "looks like a Latin one (xn--80ak6aa92e)"),
        ("аррӏе.рф", None),
        ("ⓑank.example", "that stand for others"),
        ("ﬁnance.example", "that stand for others"),
        ("ba\u200bnk.example", "that cannot be seen"),
        ("ba\u00adnk.example", "that cannot be seen"),
        ("bank\u3164.example", "that cannot be seen"),
        ("ba\ufe0fnk.example", "that cannot be seen"),
        ("\u202eknab.example", "that cannot be seen"),
        ("xn--.example", "that cannot be read"),
        ("xn--bank-.example", "that cannot be read"),
        ("xn--\u00fc.example", "that cannot be read"),
        ("\u0301bank.example", "with a mark that belongs to a letter before it"),
        ("bank·com.evil.example", "that no name has"),
        ("bank・com.evil.example", "that no name has"),
    ],
)
def test_names_that_hide_what_they_are_are_told(host: str, how: str | None) -> None:
    said = deceit(host)
    assert (how is None and said is None) or (how is not None and how in str(said))


@pytest.mark.parametrize(
    "host", ["а" * 70 + ".рф", "a..example", "a" * 64 + ".example", "a." * 140 + "example"]
)
def test_a_name_that_no_resolver_takes_is_no_deceit_and_no_address(host: str) -> None:
    with pytest.raises(ArticleError, match="no host name that can be looked up") as refusal:
        check_url(f"https://{host}/a")
    assert not isinstance(refusal.value, DeceitfulUrl)


def test_a_very_long_name_costs_no_time() -> None:
    """Reading punycode takes the square of its length."""
    for host in (f"xn--{'a1' * 500_000}.example", f"{'ü' * 1_000_000}.example", "xn--a." * 100_000):
        with pytest.raises(ArticleError):
            check_url(f"https://{host}/a")


@given(st.text(min_size=1, max_size=20))
def test_any_authority_is_judged(text: str) -> None:
    assert deceit(text) is None or isinstance(deceit(text), str)


@given(st.text(max_size=30))
def test_what_passes_leads_where_a_browser_reads_it(text: str) -> None:
    """No `@`, no second authority, no sign that ends the host early."""
    try:
        check_url(f"https://{text}/a")
    except ArticleError:
        return
    authority = text.partition("/")[0].partition("?")[0].partition("#")[0]
    assert not set("@\\%") & set(authority)
    assert authority.isprintable()


@given(st.from_regex(r"\Ahttps?://[a-z0-9.xn@:%-]{1,20}[/?#]?[!-~]{0,5}\Z"))
def test_the_short_way_lets_nothing_pass_that_the_long_one_refuses(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        short = refusal(url)
        patch.setattr("corpus.article._PLAIN", re.compile("(?!)"))
        assert refusal(url) == short


def refusal(url: str) -> str | None:
    """Why an address is refused; None when it passes."""
    try:
        check_url(url)
    except ArticleError as error:
        return str(error)
    return None
