"""An editor's own questions, as they are written down in a JSONL file."""

import json
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus.article import ArticleError
from corpus.dates import last_moment
from corpus.errors import FootnoteError
from index.evaluation.matching import normalised


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is known of its answer.

    `asked_at` (aware) is when it was put; None is now. `articles` are ids or URLs of articles that
    answer, any one of which will do; `answers` are strings, any one of which answers.
    `unanswerable`: the coverage does not say. With none of the three, only what needs no
    knowledge of the answer is measured (words, citations, dates, latency).
    """

    id: str
    question: str
    asked_at: datetime | None = None
    articles: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    unanswerable: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is not a question, counted from 1, and why, in words for the editor."""

    line: int
    reason: str


class _Unreadable(ValueError):
    """The message is the reason of a refusal."""


def read_questions(file: Path) -> tuple[list[Question], list[Refusal]]:
    """The questions in a JSONL file, and the lines that are none; blank lines are passed over.

    Raises FootnoteError when the file cannot be read or holds no usable question.
    """
    questions: dict[str, Question] = {}
    lines: dict[str, int] = {}
    refusals: list[Refusal] = []
    for number, line in _lines(file):
        try:
            question = _question(line, number)
            _check_new(question.id, lines)
        except (_Unreadable, ArticleError) as error:
            refusals.append(Refusal(number, str(error)))
        else:
            questions[question.id] = question
            lines[question.id] = number
    if not questions:
        why = f" (line {refusals[0].line}: {refusals[0].reason})" if refusals else ""
        raise FootnoteError(f"{file} holds no usable question{why}")
    return list(questions.values()), refusals


def _check_new(question_id: str, lines: Mapping[str, int]) -> None:
    if question_id in lines:
        raise _Unreadable(f"line {lines[question_id]} has the id {question_id!r} too")


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, numbered from 1."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise FootnoteError(f"there is no file {file}") from None
    except OSError as error:
        raise FootnoteError(f"{file} cannot be read: {error.strerror or error}") from None
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _question(line: bytes, number: int) -> Question:
    fields = _object(line)
    question = Question(
        id=_id(fields.get("id"), number),
        question=_text(fields.get("question"), "question"),
        asked_at=_asked_at(fields.get("asked_at")),
        articles=_texts(fields.get("articles"), "articles"),
        answers=_texts(fields.get("answers"), "answers"),
        unanswerable=_flag(fields.get("unanswerable")),
    )
    if question.unanswerable and (question.articles or question.answers):
        raise _Unreadable("says that it is unanswerable, and also what answers it")
    if not all(normalised(answer) for answer in question.answers):
        raise _Unreadable("one of the answers has no visible character")
    return question


def _object(line: bytes) -> Mapping[str, object]:
    try:
        item = json.loads(line.decode())
    except UnicodeDecodeError:
        raise _Unreadable("not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"not JSON: {error}") from None
    if not isinstance(item, dict):
        raise _Unreadable('not a JSON object like {"question": "…"}')
    return item


def _id(value: object, number: int) -> str:
    if value is None or value == "":
        return str(number)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(value, "id")


def _text(value: object, name: str) -> str:
    if value is None:
        raise _Unreadable(f"no {name}")
    if not isinstance(value, str):
        raise _Unreadable(f"{name} is not a text: {reprlib.repr(value)}")
    if not value.strip():
        raise _Unreadable(f"{name} is empty")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _Unreadable(f"{name} holds half a character (a lone surrogate)")
    return value.strip()


def _texts(value: object, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _Unreadable(f"{name} is not a list of texts: {reprlib.repr(value)}")
    return tuple(_text(item, f"one of {name}") for item in value)


def _flag(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise _Unreadable(f"unanswerable is not true or false: {reprlib.repr(value)}")


def _asked_at(value: object) -> datetime | None:
    """Raises ArticleError when the value is not a date."""
    try:
        return None if value is None else last_moment(value)
    except OverflowError:
        raise _Unreadable(f"asked_at {value!r} is outside the calendar") from None
