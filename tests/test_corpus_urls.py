"""Addresses: what is one page, however it is spelled, and what is two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleError, check_url
from corpus.urls import fold, registered_domain, same_site

PAGE = "https://site.example/news/a"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://site.example/news/a",
        "https://www.site.example/news/a/",
        "https://SITE.example:443/news/a#top",
        "https://m.site.example/news/a",
        "https://amp.site.example/news/a",
        "https://site.example/news/a/amp/",
        "https://site.example/news/a?amp=1",
        "https://site.example/news/a?utm_source=x&utm_medium=y&fbclid=z",
        "https://site.example/news/a?ref=rss",
        "https://site.example/news/./b/../a",
        "https://site.example/news/%61",
        "https://site-example.cdn.ampproject.org/c/s/site.example/news/a?amp_js_v=0.1&usqp=x",
        "https://www.google.com/amp/s/site.example/news/a",
    ],
)
def test_spellings_of_one_address(spelling: str) -> None:
    assert fold(spelling) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://site.example/?p=123", "https://site.example/?p=124"),
        ("https://site.example/a?page=1", "https://site.example/a?page=2"),
        ("https://site.example/a?id=1", "https://site.example/a?id=2"),
        ("https://site.example/A", "https://site.example/a"),
        ("https://one.site.example/a", "https://two.site.example/a"),
        ("https://site.example/a%2Fb", "https://site.example/a/b"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a"),
        ("https://m.co.uk/a", "https://www.co.uk/a"),
        ("https://site.example/amp", "https://site.example/"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_order_of_parameters_says_nothing() -> None:
    assert fold("https://site.example/a?b=2&a=1") == fold("https://site.example/a?a=1&b=2")


def test_international_names_have_one_form() -> None:
    assert fold("https://Курьер.рф/а") == fold("https://xn--e1ajsbm9c.xn--p1ai/%D0%B0")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://a.b.site.example/", "site.example"),
        ("http://127.0.0.1:8001/a", "127.0.0.1:8001"),
        ("http://localhost/a", "localhost"),
    ],
)
def test_the_registered_domain(url: str, domain: str) -> None:
    assert registered_domain(url) == domain


def test_a_site_has_many_hosts() -> None:
    assert same_site("https://sport.site.example/a", "https://site.example/b")
    assert not same_site("https://one.co.uk/a", "https://two.co.uk/a")


@given(
    st.builds(
        "{}://{}{}{}".format,
        st.sampled_from(["http", "https"]),
        st.sampled_from(["site.example", "www.m.site.example", "amp.m.www.x.com", "127.0.0.1:80"]),
        st.text(st.sampled_from("/ab.%2F%c3~+;,!äЖ中-_amp"), max_size=30).map(lambda p: f"/{p}"),
        st.text(st.sampled_from("?&=ab1%20utm_sourcef#/"), max_size=20),
    )
)
def test_folding_twice_is_folding_once(url: str) -> None:
    try:
        check_url(url)
    except ArticleError:
        return
    assert fold(fold(url)) == fold(url)
