"""What can be written into a picture."""

import pytest

from bot.canvas import Canvas, drawable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Council  backs\ncameras", "Council backs cameras"),
        ("Rada přijęła: $5", "Rada přijęła: $5"),
        ("harbour 市議会 cameras", "harbour … cameras"),
        ("市議会 木曜日 x", "… x"),
        ("市議会は木曜日", ""),
        ("a\u202eb\u200dc", "abc"),
        ("\u0928\u092e x", "… x"),
        ("?!", ""),
        ("e\u0301", "é"),
    ],
)
def test_what_the_font_has_no_signs_for_is_left_out(text: str, expected: str) -> None:
    assert drawable(text) == expected


def test_texts_are_cut_to_fit() -> None:
    canvas = Canvas(100, 100, "#000000")
    assert canvas.fitted("short", 20, 100) == "short"
    cut = canvas.fitted("a long title of many words", 20, 100)
    assert cut.endswith("…")
    assert "a long title of many words".startswith(cut.removesuffix("…"))
    assert 60 < canvas.measure(cut, 20) <= 100
