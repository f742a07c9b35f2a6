"""Follow-ups are made to stand alone, new topics are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.following import LONGEST, Turn, resolved

HALT = Turn(
    "Who halted the face recognition pilot?",
    ("The national data protection commissioner on Thursday ordered Port Ardell to halt it.",),
    ("Commissioner halts face-recognition pilot in Port Ardell",),
)
CAMERAS = Turn(
    "What did the council decide about the smart cameras?",
    ("The city council on Thursday approved the purchase of 640 smart cameras.",),
    ("Council approves 640 smart cameras for the harbour district",),
)
SUIT = Turn(
    "Why did Brindle & Sorn sue Veydral Systems?",
    ("It says Veydral has left 17 invoices unpaid since June.",),
)
BEACH = Turn(
    "Why was Lantern Beach closed in July 2024?",
    ("The city closed the beach to bathers on Saturday.",),
)
SORRY = Turn(
    "Did Odile Brannagh apologise for the pilot?",
    ("Mayor Odile Brannagh apologised on Monday for the storage of faces.",),
)
FINE = Turn("How much was the city fined?", ("Port Ardell must pay a fine of 420,000 crowns.",))
BUDGET = Turn("How did the vote on the 2024 budget go?", ("It passed by 24 votes to 19.",))
BOARD = Turn(
    "Who won the harbour board election?",
    ("Captain Joren Felk remains harbour commissioner of Port Ardell, but only just.",),
)
FARE = Turn("What does a single trip to Gull Island cost?", ("A single trip costs 3.60 crowns.",))
WING = Turn("When will the new hospital wing open?", ("It opens in two stages.",))
DEPUTY = Turn("Who will replace Tomas Reldin as deputy mayor?", ())
TRAM = Turn("When does the tram to Millbrae open?", ("It opens on Saturday, 6 September.",))
ELECTION = Turn("who won the election in Croatia?", ())
PROMISE = Turn(
    "what did reldin promise residents?",
    ("Deputy Mayor Tomas Reldin said there was no face recognition in the tender.",),
)

FOLLOW_UPS = [
    (HALT, "And when was that?", "And when was that? (halted face recognition pilot)"),
    (HALT, "why?", "why? (halted face recognition pilot)"),
    (
        HALT,
        "What did she say about it?",
        "What did the national data protection commissioner say about it?",
    ),
    (
        HALT,
        "How long had it been running?",
        "How long had the face recognition pilot been running? (halted)",
    ),
    (CAMERAS, "who voted against?", "who voted against? (council decide smart cameras)"),
    (CAMERAS, "how much did they cost?", "how much did they cost? (council decide smart cameras)"),
    (CAMERAS, "And the mayor?", "What did the mayor decide about the smart cameras?"),
    (CAMERAS, "Tell me more", "Tell me more (council decide smart cameras)"),
    (CAMERAS, "how many?", "how many? (council decide smart cameras)"),
    (SUIT, "what about Oculane?", "what about Oculane? (Brindle Sorn sue Veydral Systems)"),
    (SUIT, "And how did that end?", "And how did that end? (Brindle Sorn sue Veydral Systems)"),
    (
        SUIT,
        "When did they file the claim?",
        "When did they file the claim? (Brindle Sorn sue Veydral Systems)",
    ),
    (BEACH, "in 2023?", "Why was Lantern Beach closed in 2023?"),
    (BEACH, "and in August 2023?", "Why was Lantern Beach closed in August 2023?"),
    (BEACH, "What about Gull Island?", "Why was Gull Island closed in July 2024?"),
    (BEACH, "Is it open again?", "Is Lantern Beach open again? (closed July 2024)"),
    (BEACH, "since when?", "since when? (Lantern Beach closed July 2024)"),
    (
        BEACH,
        "how many people swim there?",
        "how many people swim there? (Lantern Beach closed July 2024)",
    ),
    (SORRY, "When did she do that?", "When did Odile Brannagh do that?"),
    (SORRY, "What else did she say?", "What else did Odile Brannagh say?"),
    (SORRY, "Who is her deputy?", "Who is Odile Brannagh's deputy?"),
    (SORRY, "did anyone thank her?", "did anyone thank Odile Brannagh?"),
    (SORRY, "what about Tomas Reldin?", "Did Tomas Reldin apologise for the pilot?"),
    (SORRY, "and Reldin?", "Did Reldin apologise for the pilot?"),
    (FINE, "Will it appeal?", "Will the city appeal? (fined)"),
    (FINE, "By whom?", "By whom? (city fined)"),
    (FINE, "what about Veydral?", "How much was Veydral fined?"),
    (BUDGET, "What about 2025?", "How did the vote on the 2025 budget go?"),
    (BUDGET, "and the one for 2025?", "How did the vote on the 2025 budget go?"),
    (BUDGET, "any more?", "any more? (vote 2024 budget)"),
    (BOARD, "How many votes did he get?", "How many votes did Captain Joren Felk get?"),
    (BOARD, "Who was his challenger?", "Who was Captain Joren Felk's challenger?"),
    (BOARD, "who else stood?", "who else stood? (won harbour board election)"),
    (FARE, "and to Halvern?", "What does a single trip to Halvern cost?"),
    (FARE, "And from Eastquay?", "What does a single trip to Gull Island cost from Eastquay?"),
    (FARE, "what about children?", "what about children? (single trip Gull Island cost)"),
    (FARE, "And in 2023?", "What does a single trip to Gull Island cost in 2023?"),
    (WING, "How many beds does it have?", "How many beds does the new hospital wing have? (open)"),
    (WING, "what about the garden?", "When will the garden open?"),
    (DEPUTY, "why is he leaving?", "why is Tomas Reldin leaving?"),
    (TRAM, "what about the ferry?", "When does the ferry to Millbrae open?"),
    (ELECTION, "what about Serbia?", "who won the election in Serbia?"),
    (PROMISE, "when did he say so?", "when did Deputy Mayor Tomas Reldin say so?"),
]

NEW_TOPICS = [
    (HALT, "How many people went to this year's Lantern Festival?"),
    (HALT, "What's the rent for a flat in Saltgate these days?"),
    (HALT, "When can the first patients move into the hospital's new building?"),
    (CAMERAS, "was anybody hurt in storm hedda?"),
    (CAMERAS, "How long does it take to charge the Petrel?"),
    (CAMERAS, "Is it true that ferry fares will rise in April?"),
    (CAMERAS, "How many cameras has Brackwater put up along its beach?"),
    (SUIT, "Did the mayor apologise, and what for?"),
    (SUIT, "Is there a car park at the ferry terminal?"),
    (BEACH, "Who runs the Thistlewick bakery since Hanne died?"),
    (BEACH, "Did Captain Felk say that he would not raise fees?"),
    (SORRY, "What is the festival that fills the harbour with lanterns?"),
    (SORRY, "who is suing the fisheries agency over the herring quota?"),
    (FINE, "What does Margit Hollen think councillors should do during the trial?"),
    (BOARD, "What did Judge Abelhart order Veydral to pay?"),
    (BOARD, "What is EBT?"),
    (FARE, "who played Rosario in the film, and is she still alive?"),
    (DEPUTY, "can i go to the central library on a sunday?"),
]


@pytest.mark.parametrize(("before", "question", "whole"), FOLLOW_UPS)
def test_a_follow_up_is_made_to_stand_alone(before: Turn, question: str, whole: str) -> None:
    assert resolved(question, before) == whole


@pytest.mark.parametrize(("before", "question"), NEW_TOPICS)
def test_a_new_topic_is_left_alone(before: Turn, question: str) -> None:
    assert resolved(question, before) == question


def test_a_chain_of_follow_ups_keeps_the_topic() -> None:
    second = resolved("What about Gull Island?", BEACH)
    third = resolved("and in 2023?", Turn(second, ()))
    assert third == "Why was Gull Island closed in 2023?"


def test_brackets_do_not_pile_up_in_a_chain() -> None:
    second = resolved("why?", HALT)
    third = resolved("since when?", Turn(second, ()))
    assert third == "since when? (halted face recognition pilot)"


def test_he_is_nobody_when_two_persons_were_named() -> None:
    before = Turn("Did Tomas Reldin call Lucan Ostrey?", ())
    assert resolved("what did he say?", before) == (
        "what did he say? (Tomas Reldin call Lucan Ostrey)"
    )


def test_who_asked_for_a_person_so_he_is_the_one_in_the_answer() -> None:
    before = Turn("Who criticised Tomas Reldin?", ("Fenn Gallory said the price was too high.",))
    assert resolved("when did he say that?", before) == "when did Fenn Gallory say that?"


def test_without_a_question_before_nothing_is_changed() -> None:
    assert resolved("and when was that?", Turn("", ())) == "and when was that?"


def test_a_question_without_a_topic_before_lends_nothing() -> None:
    assert resolved("why?", Turn("Tell me more, please?", ())) == "why?"


@pytest.mark.parametrize("text", ["thanks!", "ok, thank you so much", "?", ""])
def test_courtesies_are_no_follow_ups(text: str) -> None:
    assert resolved(text, HALT) == text


def test_spaces_of_a_question_that_stands_alone_are_kept() -> None:
    question = "Who  runs the Thistlewick bakery? "
    assert resolved(question, BEACH) == question


def test_a_question_that_is_very_long_is_left_alone() -> None:
    question = "and when was that" + " then" * (LONGEST // 5) + "?"
    assert resolved(question, HALT) == question


def test_mayor_holds_no_month() -> None:
    before = Turn("What did the mayor of Halvern say?", ())
    assert resolved("and in 2023?", before) == "What did the mayor of Halvern say in 2023?"


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_any_texts_are_taken(question: str, asked: str, shown: list[str]) -> None:
    whole = resolved(question, Turn(asked, tuple(shown), tuple(shown)))
    assert isinstance(whole, str)


_WORDS = st.sampled_from(
    "and what about it he they that the council mayor Veydral Systems Gull Island in 2024 May"
    " when did there his her ? , . who said cameras & of".split()
)


@given(st.lists(_WORDS, max_size=12), st.lists(_WORDS, max_size=12))
def test_no_question_becomes_empty_or_much_longer(question: list[str], asked: list[str]) -> None:
    text, earlier = " ".join(question), " ".join(asked)
    whole = resolved(text, Turn(earlier, (earlier,)))
    assert bool(whole.strip()) == bool(text.strip())
    assert len(whole) <= len(text) + 2 * len(earlier) + 10
