"""The picture of a timeline, and what is said of it."""

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from newsroom import article, hostile_line
from numpy.typing import NDArray
from PIL import Image

from bot.languages import LANGUAGES, speaking
from bot.timeline import Timeline, timeline
from bot.timeline_plot import HEIGHT, LONGEST_ALT_TEXT, WIDTH, alt_text, draw

MONDAY = datetime(2024, 3, 11, tzinfo=UTC)
GROUND, DISC, BAR, NUMBERED = (31, 35, 41), (255, 209, 102), (91, 141, 239), (156, 194, 255)
Pixels = NDArray[np.uint8]


def of(*days: float | None, topic: str = "cameras") -> Timeline:
    """Articles on these days after MONDAY, the first the most relevant."""
    found = [
        (
            article(
                id=f"a{place}",
                published=None if day is None else MONDAY + timedelta(days=day),
            ),
            -float(place),
        )
        for place, day in enumerate(days)
    ]
    return timeline(topic, found)


CASES = {
    "one article": of(0),
    "one week": of(0, 1, 2, 2, 3, 3, 4, 5, 6),
    "eight in the first week": of(*[0] * 8, 300),
    "eight in the last week": of(*[300] * 8, 0),
    "gaps of months": of(0, 3, 150, 152, 390),
    "ten years": of(*range(0, 3650, 9)),
    "a hundred years": of(*range(0, 36500, 90)),
    "some undated": of(0, 9, None, None),
}


def pixels(picture: bytes) -> Pixels:
    """Rows of red, green and blue."""
    with Image.open(io.BytesIO(picture)) as image:
        return np.asarray(image.convert("RGB"))


def count(of_picture: Pixels, colour: tuple[int, int, int]) -> int:
    """How many pixels have exactly this colour."""
    return int((of_picture == colour).all(axis=2).sum())


def discs(of_picture: Pixels) -> list[tuple[int, int]]:
    """Where each yellow disc begins and ends, from left to right, at the height below its digit."""
    row = (of_picture[HEIGHT - 498 + 22] == DISC).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_a_picture_is_an_opaque_png_of_its_size_with_a_disc_for_every_key_article(
    shown: Timeline,
) -> None:
    with Image.open(io.BytesIO(draw(shown))) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
        assert image.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    drawn = pixels(draw(shown))
    found = discs(drawn)
    assert len(found) == len(shown.key)
    assert all(end + 20 < begin for (_, end), (begin, _) in pairwise(found))
    assert count(drawn, NUMBERED) > 0


def test_bars_without_a_number_have_the_other_colour() -> None:
    assert count(pixels(draw(of(0, 8))), BAR) == 0
    assert count(pixels(draw(CASES["ten years"])), BAR) > 0


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_nothing_touches_the_edge(shown: Timeline) -> None:
    drawn = pixels(draw(shown))
    for edge in (drawn[:6], drawn[-6:], drawn[:, :6], drawn[:, -6:]):
        assert (edge == GROUND).all()


def test_the_same_timeline_gives_the_same_bytes() -> None:
    first = draw(CASES["gaps of months"])
    assert draw(of(0, 3, 150, 152, 390)) == first
    assert b"matplotlib" not in first.lower()


def test_pictures_may_be_drawn_on_several_threads_at_once() -> None:
    shown = list(CASES.values())
    with ThreadPoolExecutor(4) as workers:
        assert list(workers.map(draw, shown * 2)) == [draw(one) for one in shown] * 2


def test_settings_of_matplotlib_are_neither_read_nor_changed() -> None:
    plain = draw(CASES["gaps of months"])
    before = dict(mpl.rcParams)
    with mpl.rc_context(
        {
            "figure.facecolor": "red",
            "font.family": "serif",
            "font.size": 3,
            "text.color": "green",
            "lines.linewidth": 9,
            "lines.linestyle": ":",
            "savefig.dpi": 20,
            "figure.dpi": 30,
            "patch.edgecolor": "red",
            "patch.force_edgecolor": True,
        }
    ):
        assert draw(CASES["gaps of months"]) == plain
    assert dict(mpl.rcParams) == before


def test_matplotlib_waits_for_the_first_picture() -> None:
    code = "import sys, bot.timeline_plot; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "bot.timeline_plot" in loaded
    assert "matplotlib" not in loaded


def test_a_timeline_without_dates_has_no_picture() -> None:
    for shown in (of(), of(None)):
        with pytest.raises(ValueError, match="nothing in this timeline is dated"):
            draw(shown)


@pytest.mark.parametrize(
    "topic",
    [
        "$x_2$ and $5",
        "\\frac{1}{2} $",
        "市議会は木曜日に予算を可決した。",
        "وافق المجلس على الميزانية",
        "परिषद ने बजट",
        "👩‍👩‍👧‍👦🎥",
        "a\nb\tc\u202e\x00",
        "w" * 500,
        "_ [b] %s {topic} <t:0:R>",
    ],
)
def test_any_topic_can_be_drawn(topic: str) -> None:
    assert draw(of(0, 8, topic=topic))


@given(hostile_line())
@settings(max_examples=15, deadline=None)
def test_hostile_topics_are_drawn_without_a_warning(topic: str) -> None:
    assert draw(of(0, topic=topic))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_in_every_language(language: str) -> None:
    shown = CASES["some undated"]
    drawn = draw(shown, language)
    with speaking(language):
        assert draw(shown) == drawn
    if language != "en":
        assert drawn != draw(shown)


# What is said of it


def test_the_picture_in_words() -> None:
    assert alt_text(of(0, 1, 8, None)) == (
        "Bar chart: articles about “cameras” per week. First bar: week of 11 March 2024. Last bar: "
        "week of 18 March 2024. Highest bar: week of 11 March 2024, 2 articles. 3 articles are "
        "numbered in the chart and listed below it. 1 article has no date and is not in the chart."
    )


def test_a_picture_of_one_bar_in_words() -> None:
    assert alt_text(of(0)) == (
        "Bar chart: articles about “cameras” per week. One bar: week of 11 March 2024. Highest "
        "bar: week of 11 March 2024, 1 article. 1 article is numbered in the chart and listed "
        "below it."
    )


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (of(0, 1000), "per month. First bar: March 2024. Last bar: December 2026."),
        (of(0, 10000), "per year. First bar: 2024. Last bar: 2051."),
    ],
)
def test_months_and_years_in_words(shown: Timeline, words: str) -> None:
    assert words in alt_text(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_never_longer_than_discord_lets_them(language: str) -> None:
    with speaking(language):
        for topic in ("w" * 2000, "word " * 500, "新" * 2000):
            for shown in (of(0, 1000, None, topic=topic), of(topic=topic), of(None, topic=topic)):
                assert 20 < len(alt_text(shown)) <= LONGEST_ALT_TEXT


def test_in_place_of_a_picture_there_is_a_sentence() -> None:
    assert alt_text(of()) == "Our coverage has no articles about “cameras”."
