"""What a question takes for granted, and the sentences that deny it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.premises import Contradiction, contradicted, contradiction, denial

TESTS = Path(__file__).parent
SET = TESTS / "benchmarks" / "false_premises.jsonl"
ARTICLES = TESTS.parent / "corpus" / "articles"
WRITTEN = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]

APPROVED = "The council approved the cameras by 7 votes to 4 on Tuesday."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did the council reject the cameras?", APPROVED),
        ("When did the council refuse the cameras?", APPROVED),
        ("Why didn't the council approve the cameras?", APPROVED),
        ("Why did Mr Reldin commit to a hearing?", "Mr Reldin did not commit to a hearing."),
        ("Why did the port refuse the ferry?", "The port failed to refuse the ferry."),
        ("Why did the fare go down in May?", "The fare goes up in May."),
        ("Why will the bakery close?", "The bakery will not close."),
        ("What were the arrests on the square for?", "There were no arrests."),
        ("Why did Ann Bell vote for the budget?", "Ann Bell voted against the budget."),
    ],
)
def test_a_thing_that_went_the_other_way_or_did_not_happen_is_another_outcome(
    question: str, sentence: str
) -> None:
    assert contradicted(question, sentence) == "outcome"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How did the 58 cameras fail in the storm?", "The 23 cameras failed in the storm."),
        ("Why did the roof cost 2 million crowns?", "The roof cost 1.3 million crowns."),
        ("Why did turnout fall by 31 per cent?", "Turnout fell by 41 per cent."),
        ("Why were twelve ships sunk by the storm?", "The storm sank two ships."),
        ("Why did the council vote 25 to 20 for it?", "The council voted 23 to 22 for it."),
    ],
)
def test_another_count_of_the_same_thing_is_another_number(question: str, sentence: str) -> None:
    assert contradicted(question, sentence) == "number"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why was the vote held on 3 May?", "The vote was held on 7 May."),
        ("Why was the budget vote held on Friday?", "The budget vote was held on Thursday."),
        ("Why did the new bridge open in 1987?", "The new bridge opened in 1997."),
        ("Who opened the new bridge in May 2024?", "The new bridge opened in March 2024."),
    ],
)
def test_another_time_of_the_same_thing_is_another_date(question: str, sentence: str) -> None:
    assert contradicted(question, sentence) == "date"


def test_another_person_who_did_the_same_is_another_name() -> None:
    question = "Why did Fenn Gallory of the Harbour List abstain?"
    assert contradicted(question, "Sanna Pryle of the Harbour List abstained.") == "name"


@pytest.mark.parametrize(
    "question",
    [
        "Did the council reject the cameras?",
        "Why did the council approve the cameras?",
        "Why did the council adopt the cameras?",
        "What if the council would reject the cameras?",
        "Why did the school reject the ferry?",
        "How many cameras did the council approve?",
        "How many votes did the cameras get?",
        "Who approved the cameras on Tuesday?",
        "council cameras rejected",
        "",
    ],
)
def test_a_question_that_asks_or_has_it_right_is_not_contradicted(question: str) -> None:
    assert contradicted(question, APPROVED) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did 1,200 people sign the petition?", "The petition was signed by 1,187 people."),
        ("Why did 40 people sign the petition?", "More than 30 people signed the petition."),
        ("Why did 40 people sign the petition?", "Up to 50 people signed the petition."),
        ("Why did 40 people sign the petition?", "The petition was signed by 40 people, not 50."),
        ("Why did 40 people sign the petition?", "The petition was signed in 50 days."),
    ],
)
def test_a_number_that_fits_or_counts_something_else_contradicts_nothing(
    question: str, sentence: str
) -> None:
    assert contradicted(question, sentence) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who ran the old bridge until May 2024?", "The old bridge was run by Ann in June 2024."),
        ("What happened to the bridge after May 2024?", "The bridge fell in June 2024."),
        ("Who closed the old bridge in May?", "The old bridge was closed on 14 May 2024."),
    ],
)
def test_a_date_that_fits_or_bounds_contradicts_nothing(question: str, sentence: str) -> None:
    assert contradicted(question, sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The council asked whether it should approve the cameras.",
        "The council approved the cameras and rejected the masts.",
        "The council may approve the cameras.",
        "The club approved the cameras of Ann Bell.",
    ],
)
def test_what_is_only_possible_or_divided_or_of_others_contradicts_nothing(sentence: str) -> None:
    assert contradicted("Why did the council of Port Ardell reject the cameras?", sentence) is None


def test_the_first_sentence_that_denies_is_pointed_at() -> None:
    said = ["The council met on Tuesday.", APPROVED, "The council adopted the cameras."]
    found = contradiction("Why did the council reject the cameras?", said)
    assert found == Contradiction(place=1, how="outcome")


@pytest.mark.parametrize(
    ("question", "for_it", "against_it"),
    [
        ("Why did the council reject the cameras?", "The council rejected the cameras.", APPROVED),
        (
            "Why did the storm break 58 cameras?",
            "The storm broke 58 cameras.",
            "The storm broke 23 cameras.",
        ),
        (
            "Why did the new bridge open on 3 May?",
            "The new bridge opened on 3 May.",
            "The new bridge opened on 7 May.",
        ),
    ],
)
def test_coverage_that_is_divided_contradicts_nothing(
    question: str, for_it: str, against_it: str
) -> None:
    assert contradiction(question, [against_it]) is not None
    assert contradiction(question, [against_it, for_it]) is None


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_text_can_be_asked_of_any_sentences(question: str, said: list[str]) -> None:
    found = contradiction(question, said)
    assert found is None or 0 <= found.place < len(said)


@given(st.sampled_from([item["contradicting"] for item in WRITTEN]))
def test_no_sentence_contradicts_the_question_made_of_it(sentence: str) -> None:
    assert contradicted(f"Why is it that {sentence}", sentence) is None


@pytest.mark.parametrize("item", WRITTEN, ids=[item["id"] for item in WRITTEN])
def test_each_sentence_of_the_set_stands_in_its_article(item: dict[str, str]) -> None:
    assert item["contradicting"] in (ARTICLES / item["article"]).read_text(encoding="utf-8")


def test_no_article_stands_in_both_halves_of_the_set() -> None:
    halves = {(item["article"], item["split"]) for item in WRITTEN}
    assert len(halves) == len({article for article, _ in halves})


def test_each_question_of_the_set_is_put_once() -> None:
    assert len({item["question"] for item in WRITTEN}) == len(WRITTEN)


def test_no_true_premise_of_the_set_is_doubted() -> None:
    true = [item for item in WRITTEN if item["premise"] == "true"]
    assert len(true) >= 40
    assert not [i for i in true if contradicted(i["question"], i["contradicting"])]


@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("The council rejected the cameras on Tuesday.", "outcome"),
        ("The council did not approve the cameras.", "outcome"),
        ("The council approved the cameras by 9 votes to 4.", "number"),
        ("The council approved the cameras by 7 votes to 4.", None),
        ("The council might reject the cameras.", None),
        ("The harbour bridge was closed.", None),
    ],
)
def test_a_statement_is_denied_by_what_says_otherwise(statement: str, how: str | None) -> None:
    found = denial(statement, ["Nothing else happened.", APPROVED])
    assert found == (Contradiction(1, how) if how else None)


def test_a_statement_is_not_denied_when_another_sentence_bears_it_out() -> None:
    rejected = "The council rejected the cameras on Monday."
    assert denial("The council rejected the cameras.", [APPROVED, rejected]) is None
