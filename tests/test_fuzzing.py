"""Whatever strangers send: it is read by the rules or refused with a reason, and never hangs.

The same inputs every time; tests/benchmarks/fuzz.py tries a hundred thousand.
"""

import json
import random

import pytest
from fuzzing import TARGETS, Target, Unsound, counts, made, smaller, tried
from mutations import MOST_BYTES, mutated

INPUTS = 2200
SEED = 6
# Seconds of processor time after which an input is given up as hanging, on however slow a machine.
GIVEN_UP = 20.0
HEAP = "\u0301\u0323" * 200_000  # of accents


@pytest.mark.filterwarnings("ignore")  # of parsers, on what they read
@pytest.mark.parametrize(
    ("target", "count"), [*counts(INPUTS)], ids=lambda one: getattr(one, "name", "")
)
def test_whatever_comes_is_read_soundly_or_refused(target: Target, count: int) -> None:
    for number in range(count):
        outcome = tried(target, made(target, SEED, number), GIVEN_UP)
        assert outcome.failure == "", f"input {number} of {target.name}, seed {SEED}"


def exported(content: str) -> bytes:
    """A WordPress export of one post."""
    names = (
        'xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    return (
        f"<rss {names}><channel><item><title>x</title><wp:post_type>post</wp:post_type>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    ).encode()


def line(text: str) -> bytes:
    return json.dumps({"title": "x", "text": text}).encode()


def syndicated(description: str) -> bytes:
    return (
        '<rss version="2.0"><channel><title>x</title><item><link>https://courier.example/a</link>'
        f"<description>{description}</description></item></channel></rss>"
    ).encode()


# Each of these took minutes once: the time grew with the square of the length, or faster.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("WordPress export", exported("[caption]" * 60_000)),
        ("WordPress export", exported("[gallery " * 60_000)),
        ("WordPress export", exported("[abc]" * 80_000)),
        ("WordPress export", exported("<!-- wp:x " * 60_000)),
        ("WordPress export", exported("[a" + ' b="c"' * 60)),
        ("JSON lines", line("<!-- x " * 80_000)),
        ("JSON lines", line("<script>" * 60_000)),
        ("JSON lines", line("<em>" * 100_000)),
        ("feed", syndicated("word " * 120 + "…" * 150_000 + "x")),
        ("feed", b"<?xml " + b"encoding='" * 5_000 + b"<rss>"),
        ("HTML", ("<p>a" + HEAP + " and more.</p>").encode()),
        ("scraped page", ("a" + HEAP + " and more.").encode()),
        ("conversation", b"Why 1 to 2 " * 360),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_took_minutes_is_read_or_refused_at_once(name: str, data: bytes) -> None:
    target = next(target for target in TARGETS if target.name == name)
    assert tried(target, data, GIVEN_UP).failure == ""


def test_ci_tries_two_thousand_inputs_and_every_target() -> None:
    shared = list(counts(INPUTS))
    assert sum(count for _, count in shared) >= 2000
    assert [target for target, _ in shared] == list(TARGETS)
    assert sum(target.share for target in TARGETS) == 1000


def test_the_same_number_is_the_same_input() -> None:
    for target in TARGETS:
        assert made(target, 1, 2) == made(target, 1, 2)
        assert any(made(target, 1, number) != made(target, 2, number) for number in range(20))


def test_inputs_are_of_all_sizes_within_the_limit() -> None:
    sizes = [len(mutated([b"<p>x</p>"] * 2, [b"<p>"], random.Random(n))) for n in range(400)]
    assert min(sizes) < 8 < 1000 < max(sizes) <= MOST_BYTES


def test_what_is_no_refusal_is_a_failure_that_says_where() -> None:
    def broken(data: bytes) -> None:
        raise KeyError(data[:1])

    outcome = tried(Target("broken", broken, lambda _: b"", (ValueError,), 1), b"abc")
    assert outcome.failure.startswith("KeyError: b'a'")
    assert "in broken" in outcome.failure


def test_a_refusal_is_none_and_a_broken_rule_is_one() -> None:
    def refusing(data: bytes) -> None:
        raise (ValueError if data else Unsound)("x")

    target = Target("refusing", refusing, lambda _: b"", (ValueError,), 1)
    assert tried(target, b"abc").refused
    assert tried(target, b"").failure.startswith("Unsound: x")


def test_what_hangs_is_interrupted_even_where_exceptions_are_caught() -> None:
    def hanging(_: bytes) -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001, S112 - as parsers do
                continue

    outcome = tried(Target("hanging", hanging, lambda _: b"", (), 1), b"", 0.05)
    assert outcome.failure.startswith("took more than 0.05 s")


def test_an_input_that_fails_is_made_smaller() -> None:
    assert smaller(b"a" * 500 + b"!" + b"b" * 700, lambda data: b"!" in data) == b"!"
