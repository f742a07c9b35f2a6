"""The drawing of a message: nothing is lost, nothing runs over, and it is well-formed."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from xml.etree import ElementTree as ET

import draw_card
import pytest
from draw_card import Run, Style
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2024, 6, 10, 8, 15, tzinfo=UTC)
PLAIN = Style()
LONG = (
    "The council approved 640 cameras on 14 March after a debate of four hours, in which members "
    "for the harbour wards asked three times who would watch the recordings, and for how long."
)
TITLES = [
    "Council backs cameras after four hours of debate and a petition with nine thousand names",
    "市议会批准在港口地区安装六百四十个摄像头，反对者表示将提起诉讼 📷🇳🇴👩🏽‍💻⚠️",
    "المجلس يوافق على تركيب كاميرات المراقبة في الميناء بعد نقاش طويل & <b>",
]


def text(content: str) -> dict[str, object]:
    """A text display."""
    return {"type": 10, "content": content}


def source(title: str) -> dict[str, object]:
    """A section with an Open button."""
    button = {"type": 2, "style": 5, "label": "Open", "url": "https://courier.example/a"}
    byline = "-# Port Ardell Courier (fictional) · <t:1710434400:D> · Ilse Marran"
    return {"type": 9, "components": [text(f"**{title}**\n{byline}")], "accessory": button}


def card() -> dict[str, object]:
    """A message with one of everything that is drawn."""
    quotes = "\n".join(f"> {LONG} [[{n}]](https://courier.example/{n})" for n in (1, 2, 3))
    labels = ["Passages", "Earlier coverage", "All of the articles", "What changed", "Report"]
    buttons = [{"type": 2, "style": 2, "label": label, "custom_id": label} for label in labels]
    parts: list[dict[str, object]] = [
        text("### How many cameras did the council approve?"),
        text(quotes),
        {"type": 14, "divider": True, "spacing": 2},
        *(source(title) for title in TITLES),
        {"type": 1, "components": buttons},
        {"type": 12, "items": [{"media": {"url": "x"}, "description": "A map of the harbour"}]},
    ]
    portrait = {"type": 11, "media": {"url": "x"}, "description": "A portrait"}
    aside = {"type": 9, "components": [text("The mayor")], "accessory": portrait}
    container = {"type": 17, "accent_color": 5793266, "components": [*parts, aside]}
    return {"flags": 32768, "components": [container]}


def fallback() -> dict[str, object]:
    """The same kind of message as content and an embed."""
    fields = [{"name": f"Field {n}", "value": f"value {n}", "inline": n < 5} for n in range(6)]
    embed = {
        "title": "The title",
        "description": "> quoted",
        "color": 5793266,
        "fields": fields,
        "footer": {"text": "The footer"},
    }
    return {"content": "The *content*", "embeds": [embed]}


def parsed(message: dict[str, object]) -> ET.Element:
    """The picture of a message as XML."""
    return ET.fromstring(draw_card.draw(message, now=NOW))  # noqa: S314 - drawn here, by us


def drawn(message: dict[str, object]) -> str:
    """All text in the picture; lines are wrapped anywhere, so it has no spaces."""
    return squeezed("".join(parsed(message).itertext()))


def squeezed(words: str) -> str:
    """The words without the spaces between them."""
    return "".join(words.split())


def shown(markdown: str) -> str:
    """What a reader sees of one line of Markdown."""
    return "".join(part.text for part in draw_card.inline(markdown, PLAIN, NOW))


def texts_of(value: object) -> Iterator[str]:
    """The texts of a payload that are shown as they are."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("label", "description", "title", "name", "value", "text"):
                yield str(inner).removeprefix("> ")
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


@pytest.mark.parametrize("message", [card(), fallback()], ids=["card", "fallback"])
def test_all_texts_of_the_payload_are_drawn(message: dict[str, object]) -> None:
    picture = drawn(message)
    for words in texts_of(message):
        assert squeezed(words) in picture


def test_text_displays_are_drawn_whole() -> None:
    picture = drawn(card())
    expected = ["How many cameras did the council approve?", "The mayor", *TITLES]
    expected += [f"{LONG} [{n}]" for n in (1, 2, 3)]
    for words in [*expected, "Port Ardell Courier (fictional) · 14 March 2024 · Ilse Marran"]:
        assert squeezed(words) in picture


def test_the_picture_has_its_size_and_only_shapes_and_text() -> None:
    root = parsed(card())
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    names = {element.tag.partition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "rect", "path", "circle", "g", "text", "tspan"}


def test_shapes_lie_inside_the_picture() -> None:
    root = parsed(card())
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        for start, length in (("x", "width"), ("y", "height")):
            end = float(box.get(start, 0)) + float(box.get(length, 0))
            assert end <= float(root.get(length, 0))


@given(st.lists(st.tuples(st.text(), st.booleans())), st.integers(60, 600))
def test_lines_are_never_wider_than_asked(pieces: list[tuple[str, bool]], width: int) -> None:
    runs = [Run(words, Style(bold=bold)) for words, bold in pieces]
    lines = draw_card.wrap(runs, width)
    assert all(draw_card.measure(line) <= width for line in lines)
    kept = "".join(part.text for line in lines for part in line)
    assert kept.replace(" ", "") == "".join(words for words, _ in pieces).replace(" ", "")


def test_long_words_are_cut_and_emoji_kept_whole() -> None:
    family = "👩🏽‍💻"
    lines = draw_card.wrap([Run("x" * 200 + family * 20, PLAIN)], 100)
    assert len(lines) > 10
    assert all(draw_card.measure(line) <= 100 for line in lines)
    assert sum(part.text.count(family) for line in lines for part in line) == 20


@given(st.text())
def test_any_content_is_drawn_as_well_formed_xml(content: str) -> None:
    parsed({"content": content})


@pytest.mark.parametrize("mark", ["*", "_a", "[", "`", "~~"])
def test_endless_markup_is_drawn(mark: str) -> None:
    parsed({"content": mark * 2000})


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (r"The vote was 11\-6\, \*not\* 10\-7\.", "The vote was 11-6, *not* 10-7."),
        (r"\[1\](https://a.example)", "[1](https://a.example)"),
        ("[[1]](https://a.example/x#:~:text=The%20council)", "[1]"),
        ("[open](<https://a.example/b_(c)>) now", "open now"),
        (r"[a \[b\] **c**](https://a.example)", "a [b] c"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("**bold** *it* _it_ ~~no~~ ***both*** __under__ `a*b*`", "bold it it no both under a*b*"),
        ("see <https://a.example>.", "see https://a.example."),
    ],
)
def test_markdown_is_resolved(markdown: str, expected: str) -> None:
    assert shown(markdown) == expected


def test_markup_has_its_looks() -> None:
    bold, _, link = draw_card.inline("**a** [[1]](https://a.example)", PLAIN, NOW)
    assert bold.style.bold
    assert (link.text, link.style.fill) == ("[1]", draw_card.LINK)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("", "14 March 2024 16:40"),
        (":t", "16:40"),
        (":T", "16:40:00"),
        (":d", "14/03/2024"),
        (":D", "14 March 2024"),
        (":f", "14 March 2024 16:40"),
        (":F", "Thursday, 14 March 2024 16:40"),
        (":R", "3 months ago"),
    ],
)
def test_timestamps_are_shown_in_their_form(form: str, expected: str) -> None:
    assert shown(f"<t:1710434400{form}>") == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-7200, "2 hours ago"),
        (-10, "a few seconds ago"),
        (-60, "a minute ago"),
        (3600, "in an hour"),
        (-86400, "a day ago"),
        (3 * 86400, "in 3 days"),
        (-800 * 86400, "2 years ago"),
    ],
)
def test_times_from_now_are_in_words(seconds: int, expected: str) -> None:
    assert draw_card.relative(seconds) == expected


def test_consecutive_quoted_lines_share_one_bar() -> None:
    picture = draw_card.draw({"content": "> one\n> two\nbetween\n> three"}, now=NOW)
    assert picture.count(f'fill="{draw_card.BAR}"') == 2


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ({"type": 3, "options": [{"label": "One", "default": True}, {"label": "Two"}]}, "One"),
        ({"type": 8, "default_values": [{"id": "7"}, {"id": "8"}]}, "#general, 8"),
        ({"type": 6, "placeholder": "Choose roles"}, "Choose roles"),
        ({"type": 5}, "Make a selection"),
    ],
)
def test_a_select_shows_what_is_chosen_in_it(select: dict[str, object], expected: str) -> None:
    row = {"components": [{"type": 1, "components": [select]}]}
    picture = draw_card.draw(row, now=NOW, names={"7": "#general"})
    assert f">{expected}</tspan>" in picture


def test_an_unknown_component_is_refused() -> None:
    with pytest.raises(ValueError, match="type 99"):
        draw_card.draw({"components": [{"type": 99}]})


def test_a_payload_file_becomes_a_picture_file(tmp_path: Path) -> None:
    payload, picture = tmp_path / "payload.json", tmp_path / "card.svg"
    payload.write_text(json.dumps(card()), encoding="utf-8")
    command = [sys.executable, draw_card.__file__, str(payload), str(picture)]
    run([*command, "--now", NOW.isoformat()], check=True)
    assert picture.read_text(encoding="utf-8") == draw_card.draw(card(), now=NOW)
