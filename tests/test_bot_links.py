"""Links that scroll to the quoted words."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from newsroom import hostile_line, unhurried, urls

from bot.links import quote_link, safe

PAGE = "https://courier.example/a"
LONG = "The council approved 640 cameras, on Thursday, after three hours - and one walk-out."


def test_a_short_quote_is_named_whole() -> None:
    assert quote_link(PAGE, "It met.") == f"{PAGE}#:~:text=It%20met."


def test_a_long_quote_is_named_by_its_first_and_last_whole_words() -> None:
    expected = "The%20council%20approved%20640%20cameras%2C,hours%20%2D%20and%20one%20walk%2Dout."
    assert quote_link(PAGE, LONG) == f"{PAGE}#:~:text={expected}"


def test_what_the_fragment_reads_as_syntax_is_escaped() -> None:
    assert quote_link(PAGE, "a-b,c&d").endswith(":~:text=a%2Db%2Cc%26d")


def test_a_quote_whose_edges_would_overlap_is_named_whole() -> None:
    """Browsers look for the last words below the first ones only."""
    text = f"{'a' * 19} {'b' * 25} {'c' * 19}"
    assert quote_link(PAGE, text).partition("text=")[2] == text.replace(" ", "%20")


def test_a_fragment_of_the_address_is_kept() -> None:
    assert quote_link(f"{PAGE}#live-7", "It met.") == f"{PAGE}#live-7:~:text=It%20met."


def test_a_text_fragment_of_the_address_gives_way() -> None:
    assert quote_link(f"{PAGE}#top:~:text=old", "It met.") == f"{PAGE}#top:~:text=It%20met."


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/(a)[b]<c>", "https://x.example/%28a%29%5Bb%5D%3Cc%3E"),
        ('https://x.example/"\\`|^', "https://x.example/%22%5C%60%7C%5E"),
        ("https://x.example/a%20b?q=1&r=%C3%A9#f", "https://x.example/a%20b?q=1&r=%C3%A9#f"),
        ("https://x.example/é/日", "https://x.example/%C3%A9/%E6%97%A5"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://MÜNCHEN.example:8080/", "https://xn--mnchen-3ya.example:8080/"),
        ("https://é..example/", "https://%C3%A9..example/"),
    ],
)
def test_safe(url: str, expected: str) -> None:
    assert safe(url) == expected


@given(urls(), hostile_line())
@unhurried
def test_any_link_decodes_back_to_the_start_and_the_end_of_the_quote(url: str, text: str) -> None:
    directive = quote_link(url, text).rpartition(":~:text=")[2]
    start, *end = map(unquote, directive.split(","))
    if end:
        assert text.startswith(start)
        assert text.endswith(end[0])
        assert len(start) + len(end[0]) < len(text)
    else:
        assert start == text


@given(urls(), hostile_line())
@unhurried
def test_any_link_is_safe_inside_a_masked_link_and_angle_brackets(url: str, text: str) -> None:
    link = quote_link(url, text)
    assert re.fullmatch(r"https?://[!#$%&'*+,\-./0-9:;=?@A-Z_a-z~]+", link)
    assert not re.search(r"[-&]", link.rpartition(":~:text=")[2])
