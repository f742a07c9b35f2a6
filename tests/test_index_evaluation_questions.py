"""Questions as editors write them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import FootnoteError
from index.evaluation.questions import Question, Refusal, read_questions

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*lines: dict[str, Any] | str | bytes) -> Path:
        file = tmp_path / "questions.jsonl"
        encoded = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
        file.write_bytes(b"\n".join(e.encode() if isinstance(e, str) else e for e in encoded))
        return file

    return written


def refusal(file: Path) -> str:
    """The reason for which the only line is refused."""
    with pytest.raises(FootnoteError) as refused:
        read_questions(file)
    before, _, reason = str(refused.value).partition("(line 1: ")
    assert before == f"{file} holds no usable question "
    return reason.removesuffix(")")


def test_a_question_is_read_with_all_its_fields(write: Write) -> None:
    file = write(
        {
            "id": "q1",
            "question": "Who opened the bridge?",
            "asked_at": "2024-03-14T09:30:00+01:00",
            "articles": ["a", "https://courier.example/bridge"],
            "answers": ["the mayor"],
        }
    )
    asked = datetime(2024, 3, 14, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    articles = ("a", "https://courier.example/bridge")
    expected = Question("q1", "Who opened the bridge?", asked, articles, ("the mayor",), False)
    assert read_questions(file) == ([expected], [])


def test_only_the_question_is_needed_and_the_line_is_its_id(write: Write) -> None:
    file = write("", {"question": "Who?"})
    assert read_questions(file) == ([Question("2", "Who?")], [])


def test_the_sample_questions_are_all_usable() -> None:
    questions, refusals = read_questions(Path(__file__).parent / "sample_questions.jsonl")
    assert (len(questions), refusals) == (70, [])


def test_a_day_is_its_end_in_utc(write: Write) -> None:
    [question], _ = read_questions(write({"question": "Who?", "asked_at": "2024-03-14"}))
    assert question.asked_at == datetime(2024, 3, 14, 23, 59, 59, 999_999, tzinfo=UTC)


def test_a_time_without_a_zone_is_utc(write: Write) -> None:
    [question], _ = read_questions(write({"question": "Who?", "asked_at": "2024-03-14T09:30"}))
    assert question.asked_at == datetime(2024, 3, 14, 9, 30, tzinfo=UTC)


def test_a_byte_order_mark_and_windows_line_ends_are_passed_over(write: Write) -> None:
    file = write(b'\xef\xbb\xbf{"question": "Who?"}\r', b"\r", b'{"question": "When?"}\r')
    assert [q.question for q in read_questions(file)[0]] == ["Who?", "When?"]


def test_a_line_separator_inside_a_question_does_not_end_its_line(write: Write) -> None:
    file = write('{"question": "Who\u2028was it?"}')
    assert [q.question for q in read_questions(file)[0]] == ["Who\u2028was it?"]


def test_a_bad_line_is_refused_by_its_number_and_the_rest_goes_on(write: Write) -> None:
    questions, refusals = read_questions(
        write({"question": "Who?"}, "", "[]", {"question": "Why?"})
    )
    assert [q.id for q in questions] == ["1", "4"]
    assert refusals == [Refusal(3, 'not a JSON object like {"question": "…"}')]


def test_a_second_question_of_an_id_is_refused(write: Write) -> None:
    asked = {"id": "x", "question": "Who?"}
    questions, refusals = read_questions(write(asked, asked | {"question": "When?"}))
    assert [q.question for q in questions] == ["Who?"]
    assert refusals == [Refusal(2, "line 1 has the id 'x' too")]


def test_a_number_is_an_id(write: Write) -> None:
    assert read_questions(write({"id": 7, "question": "Who?"}))[0][0].id == "7"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\xff\xfe{", "not UTF-8 text"),
        ("{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 "),
        ({}, "no question"),
        ({"question": " "}, "question is empty"),
        ({"question": 5}, "question is not a text: 5"),
        ({"question": "\ud800"}, "question holds half a character (a lone surrogate"),
        ({"question": "?", "id": True}, "id is not a text: True"),
        ({"question": "?", "articles": "a"}, "articles is not a list of texts: 'a'"),
        ({"question": "?", "answers": [5]}, "one of answers is not a text: 5"),
        ({"question": "?", "answers": ["\u200b"]}, "one of the answers has no visible character"),
        ({"question": "?", "unanswerable": "no"}, "unanswerable is not true or false: 'no'"),
        ({"question": "?", "asked_at": "soon"}, "date 'soon' is not understood; write 2024-03-14 "),
        ({"question": "?", "asked_at": 20240314}, "date 20240314 is not understood; write 2024"),
        (
            {"question": "?", "unanswerable": True, "answers": ["5"]},
            "says that it is unanswerable, and also what answers it",
        ),
    ],
)
def test_what_is_not_a_question_is_refused_with_its_reason(
    write: Write, line: dict[str, Any] | str | bytes, reason: str
) -> None:
    assert refusal(write(line)).startswith(reason)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match=r"there is no file .*none\.jsonl"):
        read_questions(tmp_path / "none.jsonl")


def test_a_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match="cannot be read"):
        read_questions(tmp_path)


def test_an_empty_file_is_an_error(write: Write) -> None:
    with pytest.raises(FootnoteError, match=r"holds no usable question$"):
        read_questions(write(""))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
names = st.sampled_from(["id", "question", "asked_at", "articles", "answers", "unanswerable"])


@given(st.lists(st.dictionaries(names, values).map(json.dumps).map(str.encode) | st.binary()))
def test_every_line_is_a_question_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    file = tmp_path_factory.mktemp("questions") / "questions.jsonl"
    file.write_bytes(b"\n".join([b'{"id": "first", "question": "Who?"}', *lines]))
    questions, refusals = read_questions(file)
    filled = [line for line in file.read_bytes().split(b"\n") if line.strip()]
    assert len(questions) + len(refusals) == len(filled)
    assert all(q.asked_at is None or q.asked_at.tzinfo for q in questions)
