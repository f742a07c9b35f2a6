"""Gaps: questions that ask the same stand together, whatever their order."""

import csv
import io
import itertools
from datetime import UTC, datetime, timedelta
from math import cos, radians, sin

import pytest

from bot.gaps import Group, as_csv, group
from bot.records.questions import Gap, Why

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def gap(question: str, count: int = 1, why: Why = "filed", hours: int = 0, *ids: str) -> Gap:
    return Gap(question, count, why, NOW + timedelta(hours=hours), ids)


def at(degrees: float) -> list[float]:
    """A vector of length 1; the cosine of two is that of the degrees between them."""
    return [cos(radians(degrees)), sin(radians(degrees))]


def wordings(groups: list[Group]) -> list[tuple[str, ...]]:
    return [one.wordings for one in groups]


def test_alike_questions_are_one_group() -> None:
    found = group([gap("Who runs it?"), gap("Who owns it?", 2)], [at(0), at(30)])
    assert [(one.label, one.count) for one in found] == [("Who owns it?", 3)]


def test_unlike_questions_are_not() -> None:
    assert len(group([gap("Who?"), gap("When?")], [at(0), at(60)])) == 2


def test_how_alike_is_the_cosine() -> None:
    questions = [gap("Who?"), gap("Whom?")]
    assert len(group(questions, [[1.0, 0.0], [0.75, 0.66]], least=0.75)) == 1
    assert len(group(questions, [[1.0, 0.0], [0.74, 0.67]], least=0.75)) == 2


def test_the_most_asked_come_first_then_the_newest() -> None:
    questions = [gap("Old?", 2), gap("New?", 2, "filed", 5), gap("Often?", 9)]
    found = group(questions, [at(0), at(90), at(180)])
    assert [one.label for one in found] == ["Often?", "New?", "Old?"]


def test_a_group_is_as_old_as_its_newest() -> None:
    [found] = group([gap("Who?", 2), gap("Whom?", 1, "filed", 7)], [at(0), at(1)])
    assert (found.label, found.last) == ("Who?", NOW + timedelta(hours=7))


def test_one_wording_for_several_reasons_is_one() -> None:
    questions = [
        gap("Who?", 3, "unanswered", 1, "a", "b"),
        gap("Who?", 2, "filed", 0, "c", "a"),
        gap("Whom?", 4, "not helpful", 2),
    ]
    [found] = group(questions, [at(0), at(0), at(10)])
    assert found == Group(
        label="Who?",
        count=9,
        whys=(("unanswered", 3), ("not helpful", 4), ("filed", 2)),
        last=NOW + timedelta(hours=2),
        wordings=("Who?", "Whom?"),
        answer_ids=("c", "a", "b"),
    )


def test_small_steps_do_not_join_what_is_unlike() -> None:
    questions = [gap(f"{number}?", 9 - number) for number in range(5)]
    found = group(questions, [at(30 * number) for number in range(5)])
    assert wordings(found) == [("0?", "1?"), ("2?", "3?"), ("4?",)]


def test_a_question_joins_the_label_it_is_most_like() -> None:
    questions = [gap("A?", 3), gap("B?", 2), gap("C?")]
    assert wordings(group(questions, [at(0), at(60), at(35)], 0.8)) == [("A?",), ("B?", "C?")]


def test_the_order_of_the_questions_makes_no_difference() -> None:
    pairs = [(gap(f"{number}?"), at(20 * number)) for number in range(5)]
    found = {
        tuple(wordings(group([q for q, _ in order], [v for _, v in order])))
        for order in itertools.permutations(pairs)
    }
    assert len(found) == 1


def test_no_questions_are_no_groups() -> None:
    assert group([], []) == []


def test_each_question_has_a_vector() -> None:
    with pytest.raises(ValueError, match="shorter"):
        group([gap("Who?")], [])


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_table_has_a_line_for_each_group() -> None:
    questions = [gap("Who?", 3, "unanswered", 1, "aaaaaaaa"), gap("Whom?", 1, "filed", 2)]
    assert read(as_csv(group(questions, [at(0), at(1)]))) == [
        "question,asked,unanswered,not helpful,filed,last asked,other wordings,answers".split(","),
        ["Who?", "4", "3", "0", "1", "2026-03-01 14:00", "Whom?", "aaaaaaaa"],
    ]


def test_the_table_of_nothing_has_its_names() -> None:
    assert len(read(as_csv([]))) == 1


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_question_is_a_formula(text: str) -> None:
    label = gap(text, 2)
    [_, line] = read(as_csv(group([label, gap(f"{text}!")], [at(0), at(1)])))
    assert line[0] == f"'{text}"
    assert line[6] == f"'{text}!"


@pytest.mark.parametrize("text", ['Who said "no, never"?', "Who?\nAnd when?", "¿Quién? 谁", "a=b"])
def test_any_question_comes_back_the_same(text: str) -> None:
    [_, line] = read(as_csv(group([gap(text)], [at(0)])))
    assert line[0] == text
