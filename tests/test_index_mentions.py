"""What a question names: sources, sections, tags, authors, proper names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.mentions import authors, is_cased, mentions, names, sections, tags

OUTLETS = (
    "Port Ardell Courier (fictional)",
    "The Age",
    "The Independent - Life and Style",
    "CBSSports.com",
    "BBC News - Entertainment & Arts",
)


def named(question: str) -> list[str]:
    return [outlet for mention in mentions(question, OUTLETS) for outlet in mention.outlets]


def unknown(question: str) -> list[str]:
    return [mention.words for mention in mentions(question, OUTLETS) if not mention.outlets]


@pytest.mark.parametrize(
    ("question", "outlet"),
    [
        ("What did the Port Ardell Courier report?", OUTLETS[0]),
        ("what did the port ardell courier report?", OUTLETS[0]),
        ("What did the Courier's article say?", OUTLETS[0]),
        ("What was said, according to 'The Age'?", OUTLETS[1]),
        ("according to the age, who won?", OUTLETS[1]),
        ("What did The Independent report?", OUTLETS[2]),
        ("Who won, as per CBSSports.com?", OUTLETS[3]),
        ("Did the BBC article name Ann?", OUTLETS[4]),
    ],
)
def test_an_outlet_of_the_coverage_is_named(question: str, outlet: str) -> None:
    assert named(question) == [outlet]


@pytest.mark.parametrize(
    "question",
    ["What is the age of the ferry?", "At what Age did Ann retire?", "Who sent a courier?"],
)
def test_an_ordinary_word_is_no_outlet(question: str) -> None:
    assert mentions(question, ("The Courier", "The Era of Ages")) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What happened in Bordel, according to Reuters?", ["Reuters"]),
        ("what happened according to reuters?", ["reuters"]),
        ("As Bloomberg wrote, who won?", ["Bloomberg"]),
        ("What was reported by the Bordel Herald?", ["Bordel Herald"]),
        (
            "What did the New York Times and the Wall Street Journal report?",
            ["New York Times", "Wall Street Journal"],
        ),
        ("What, according to the council, was broken?", []),
        ("What did Ms Hart say, according to the police?", []),
        ("Who owns the Washington Post?", []),
        ("Which Post Office did the Mayor close?", []),
    ],
)
def test_outlets_outside_the_coverage_need_a_phrase(question: str, expected: list[str]) -> None:
    assert unknown(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was in the sports section?", ("Sports",)),
        ("any opinion pieces about the ferry?", ("Opinion",)),
        ("Who plays sports in my opinion?", ()),
    ],
)
def test_a_section_counts_when_meant_as_one(question: str, expected: tuple[str, ...]) -> None:
    assert sections(question, ("Sports", "Opinion")) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is tagged ferry?", ("ferry",)),
        ("anything new under #ferry", ("ferry",)),
        ("Who lives on Gull Island?", ("Gull Island",)),
        ("When does the ferry leave?", ()),
        ("Is there a gull island?", ()),
    ],
)
def test_a_tag_counts_when_meant_as_one_or_a_name(question: str, expected: tuple[str, ...]) -> None:
    assert tags(question, ("ferry", "Gull Island")) == expected


AUTHORS = ("Ilse Marran", "Jo Ford", "Al Ford")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did ilse marran find?", ("Ilse Marran",)),
        ("What is in the article by Marran?", ("Ilse Marran",)),
        ("What is Marran's column about?", ("Ilse Marran",)),
        ("Who is Marran?", ()),
        ("What is in the article by Ford?", ()),
    ],
)
def test_an_author_by_full_name_or_byline(question: str, expected: tuple[str, ...]) -> None:
    assert authors(question, AUTHORS) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where did the Lahore project start?", ("Lahore",)),
        ("Why did Mayor Ruta Harvane resign?", ("Ruta Harvane",)),
        ("Who wrote HB 1234?", ("HB 1234",)),
        ("What did Brindle & Sorn ask for?", ("Brindle & Sorn",)),
        ("Which Bank of England rate rose in 2024?", ("Bank of England", "2024")),
        ("Ruta Harvane resigned when?", ("Ruta Harvane",)),
        ("Veydral's contract in Bordel: is it paid?", ("Veydral", "Bordel")),
        ("Is Google's Pixel sold by the U.S. Army?", ("Google", "Pixel", "U.S. Army")),
        ("How many of 2,314 people came to Bordel at 22:06?", ("2,314", "Bordel", "22:06")),
        ("Who spoke on Tuesday in May with Mr Hart?", ("Hart",)),
        ("Councillors met when?", ()),
        ("who is ruta harvane of hb 1234", ("1234",)),
        ("WHO IS RUTA HARVANE?", ()),
        ("Who Is The Mayor Of Port Ardell In 2024?", ("2024",)),
    ],
)
def test_names_as_the_question_writes_them(question: str, expected: tuple[str, ...]) -> None:
    assert names(question) == expected


def test_what_is_ignored_is_no_name() -> None:
    assert names("What did the Courier say of Ann?", [(13, 20)]) == ("Ann",)


@pytest.mark.parametrize(
    ("question", "cased"),
    [("Who is Ann?", True), ("who is ann?", False), ("WHO IS ANN?", False), ("", False)],
)
def test_whether_capitals_mean_something(question: str, cased: bool) -> None:
    assert is_cased(question) is cased


def test_a_name_is_found_among_many_thousand() -> None:
    """By its words, not by looking for each: that took longer than all else (and its square)."""
    many = tuple(f"First{n} Last{n % 999}" for n in range(20_000))
    known = (*many, "Ilse Marran", "Åsa d'Arc", "C++", "J. O’Neil")
    question = "What did Ilse Marran say in a report by d'Arc, by C++ or by First7 Last7?"
    assert authors(question, known) == ("First7 Last7", "Ilse Marran", "C++")
    assert tags("Anything tagged C++, or #Ilse Marran?", known) == ("Ilse Marran", "C++")


def test_of_a_surname_that_two_have_neither_is_meant() -> None:
    known = ("Ilse Marran", "Tor Marran", "Tor Vik")
    assert authors("What was in the column by Marran, or by Vik?", known) == ("Tor Vik",)


@given(st.text(), st.lists(st.text(min_size=1), max_size=3).map(tuple))
def test_any_text_is_read_without_an_error(text: str, facets: tuple[str, ...]) -> None:
    assert all(name in text for name in names(text))
    assert set(sections(text, facets)) | set(tags(text, facets)) <= set(facets)
    assert set(authors(text, facets)) <= set(facets)
    assert all(text[slice(*m.span)] == m.words for m in mentions(text, facets))
