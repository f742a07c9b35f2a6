"""Gaps: the questions that the coverage does not answer, alike ones together."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from bot.records.questions import Gap, Why

LEAST = 0.75  # cosine of the vectors of two questions that ask the same
_WHYS: tuple[Why, ...] = ("unanswered", "not helpful", "filed")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same.

    `label` is the most asked wording, `wordings` are all of them, most asked first. `count` is how
    often they came up, and `whys` how often for which reason, each of the three, in a fixed order.
    `answer_ids` are the answers that were given, as far as they are known.
    """

    label: str
    count: int
    whys: tuple[tuple[Why, int], ...]
    last: datetime
    wordings: tuple[str, ...]
    answer_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wording:
    """A question in one wording, however it came up, and its vector."""

    question: str
    gaps: tuple[Gap, ...]
    vector: _Vectors

    @property
    def count(self) -> int:
        return sum(gap.count for gap in self.gaps)

    @property
    def last(self) -> datetime:
        return max(gap.last for gap in self.gaps)


def group(
    questions: Sequence[Gap], vectors: Sequence[Sequence[float]], least: float = LEAST
) -> list[Group]:
    """The gaps in groups, most asked first, then newest.

    `vectors` are the questions' own, of length 1, in the same order. Each wording joins the label
    that it is most like, `least` at the least: no chain of small steps joins what is unlike. The
    order of the questions makes no difference.
    """
    wordings = _wordings(questions, vectors)
    labels = np.empty((len(wordings), len(vectors[0]) if vectors else 0), dtype=np.float32)
    members: list[list[_Wording]] = []
    for wording in wordings:
        likeness = labels[: len(members)] @ wording.vector
        best = int(likeness.argmax()) if members else -1
        if best < 0 or likeness[best] < least:
            labels[len(members)] = wording.vector
            members.append([wording])
        else:
            members[best].append(wording)
    return sorted((_group(alike) for alike in members), key=_order)


def as_csv(groups: Iterable[Group]) -> str:
    """The groups as a table, one line each, with a line of names. Moments are in UTC.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["question", "asked", *_WHYS, "last asked", "other wordings", "answers"])
    for one in groups:
        table.writerow(
            [
                _plain(one.label),
                one.count,
                *(count for _, count in one.whys),
                f"{one.last.astimezone(UTC):%Y-%m-%d %H:%M}",
                _plain(" | ".join(one.wordings[1:])),
                " ".join(one.answer_ids),
            ]
        )
    return out.getvalue()


def _wordings(questions: Sequence[Gap], vectors: Sequence[Sequence[float]]) -> list[_Wording]:
    """Each wording once, most asked first, then newest, then by the alphabet."""
    gaps: dict[str, list[Gap]] = {}
    known: Mapping[str, Sequence[float]] = {
        gap.question: vector for gap, vector in zip(questions, vectors, strict=True)
    }
    for gap in questions:
        gaps.setdefault(gap.question, []).append(gap)
    made = [
        _Wording(question, tuple(found), np.asarray(known[question], dtype=np.float32))
        for question, found in gaps.items()
    ]
    return sorted(made, key=lambda one: (-one.count, -one.last.timestamp(), one.question))


def _group(alike: Sequence[_Wording]) -> Group:
    gaps = sorted((gap for one in alike for gap in one.gaps), key=lambda gap: gap.last)
    return Group(
        label=alike[0].question,
        count=sum(one.count for one in alike),
        whys=tuple((why, sum(gap.count for gap in gaps if gap.why == why)) for why in _WHYS),
        last=gaps[-1].last,
        wordings=tuple(one.question for one in alike),
        answer_ids=tuple(dict.fromkeys(known for gap in gaps for known in gap.answer_ids)),
    )


def _order(one: Group) -> tuple[int, float, str]:
    return -one.count, -one.last.timestamp(), one.label


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
