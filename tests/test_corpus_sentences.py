"""Sentence boundaries: spans that cover the text, and the cases that news text is full of."""

import pytest
from hypothesis import given
from many_scripts import TEXTS

from corpus.sentences import LONGEST, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@given(TEXTS)
def test_spans_are_ordered_and_disjoint(text: str) -> None:
    edges = [edge for span in sentences(text) for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in sentences(text))


@given(TEXTS)
def test_every_character_but_space_is_covered(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(TEXTS)
def test_no_sentence_has_outer_space_or_a_line_break(text: str) -> None:
    for sentence in split(text):
        assert sentence == sentence.strip()
        assert "\n" not in sentence


@given(TEXTS)
def test_no_sentence_is_longer_than_the_longest(text: str) -> None:
    assert max(map(len, split(text)), default=0) <= LONGEST


@given(TEXTS)
def test_a_sentence_is_a_sentence_wherever_it_starts(text: str) -> None:
    moved = [(start - 3, end - 3) for start, end in sentences(f"\n\n\n{text}")]
    assert moved == list(sentences(text))


@pytest.mark.parametrize(
    "expected",
    [
        ["The council met.", "It voted."],
        ["Who paid?", "Nobody knows!", "Nobody…", "Ever."],
        ["“We did not know,” she said.", "“Why?” he asked.", "They left."],
        ["She said “No.”", "He left."],
        ["(They had met before.)", "[Nobody knew.]", "«Oui.»", "Fin."],
        ["Mr. Smith and Dr. O’Brien met Prof. Lee.", "They talked."],
        ["J. K. Rowling and George W. Bush spoke.", "Nobody listened."],
        ["The U.S. Senate and the U.K. House met at 5 p.m. on Monday.", "They voted."],
        ["It cost $3.5 million, up 2.5%.", "Version 2.0.1 is out."],
        ["See www.courier.example.", "Or write to a.b@courier.example."],
        ["Wait... what?", "Yes."],
        ["He came back. and left again."],  # a small letter starts no sentence
        ["The storm hit on Sept. 4 and Oct. 12.", "No. 5 was spared."],
    ],
)
def test_english(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["市議会は承認した。", "「なぜ？」", "市長は泣いた！"],
        ["परिषद ने मंज़ूरी दी।", "महापौर रो पड़ीं।"],
    ],
)
def test_scripts_with_their_own_stops(expected: list[str]) -> None:
    assert split("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Совет одобрил 640 камер.", "Мэр плакала!"],
        ["وافق المجلس على 640 كاميرا.", "هل وافق الجميع؟", "نعم."],
        ["¿Quién pagó?", "¡Nadie!", "La Sra. Gómez se fue."],
        ["Das kostet z.B. 5 Euro.", "Ärger gibt es auch."],
        ["Great 😀!", "👍 Yes."],
    ],
)
def test_other_languages(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


def test_words_that_abbreviate_only_before_numbers() -> None:
    text = "He said no. Then came the sun. It was No. 5 on Jan. 3 of the year."
    assert [text[a:b] for a, b in sentences(text)] == [
        "He said no.",
        "Then came the sun.",
        "It was No. 5 on Jan. 3 of the year.",
    ]


def test_a_line_break_ends_a_sentence() -> None:
    assert split("A subhead\nThe council\n\nmet.") == ["A subhead", "The council", "met."]


def test_no_text_has_no_sentences() -> None:
    assert split("") == []
    assert split(" \n\t\u00a0") == []


def test_words_without_a_stop_are_cut_at_a_space() -> None:
    cut = split("word " * 400)
    assert [len(part) for part in cut] == [799, 794, 404]
    assert set(" ".join(cut).split()) == {"word"}


def test_a_string_without_a_space_is_cut_where_it_must() -> None:
    assert [len(part) for part in split("x" * 2000)] == [800, 800, 400]


def test_the_longest_sentence_stays_whole() -> None:
    assert split("x " * (LONGEST // 2 - 1) + "x.") == ["x " * (LONGEST // 2 - 1) + "x."]
