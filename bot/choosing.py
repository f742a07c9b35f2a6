"""Choosing: which sentences of the hits to show, and how sure that they answer.

Both are sums of signals with weights that were learned: `weights.json` is written by
`tests/benchmarks/train.py`, which says on what and how well.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.answer import Quote
from bot.fitting import fits
from index.lexical import stems
from index.question import Asks, Reading
from index.retriever import Hit, Line

WORTH = (
    "below best passage",  # logits, 0 or less
    "meaning",  # cosine of question and sentence
    "words",  # share of the question's words that it holds, by rarity
    "phrases",  # the same of pairs of words side by side
    "context",  # share that it or a neighbour holds
    "kind",  # it holds someone, a number, a time, when that is asked for
    "whole",  # it ends as sentences do: no heading, no teaser
)
SURENESS = (
    "meaning",  # of the best sentence, as in WORTH
    "words",
    "phrases",
    "context",
    "passage meaning",  # of the best sentence's passage
    "passage words",
    "names",  # share of the question's names and numbers that the passage or its title holds
    "second meaning",  # of the best sentence of another passage
    "lead",  # how much more the best sentence is worth than that one
)
MOST_SURE = 5.0  # logits: a lead above this says no more
_ENDS = re.compile(r"[.!?。！？｡؟۔।॥][\"'”’»)\]」』）]*$")
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.)[)\]）]*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer, what speaks for it (WORTH), and how much that is worth."""

    quote: Quote
    hit: Hit
    line: Line
    signals: tuple[float, ...]
    worth: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What one unit of each signal of WORTH and SURENESS is worth, in logits.

    Answers below `floor` (0 to 1) are withheld: that refuses 5 % of what is covered.
    """

    worth: tuple[float, ...]
    sureness: tuple[float, ...]
    bias: float
    floor: float


@cache
def learned() -> Weights:
    """The weights that ship."""
    stored = json.loads(files("bot").joinpath("weights.json").read_text(encoding="utf-8"))
    return Weights(
        tuple(float(stored["worth"][name]) for name in WORTH),
        tuple(float(stored["sureness"][name]) for name in SURENESS),
        float(stored["bias"]),
        float(stored["floor"]),
    )


def candidates(reading: Reading, hits: Sequence[Hit], weights: Weights) -> list[Candidate]:
    """All sentences of the hits, the most worth first."""
    best = max((hit.score for hit in hits), default=0.0)
    found = [
        _candidate(reading, hit, line, hit.score - best, weights)
        for hit in hits
        for line in hit.lines
    ]
    return sorted(found, key=lambda candidate: -candidate.worth)


def sureness(reading: Reading, ranked: Sequence[Candidate]) -> tuple[float, ...]:
    """The signals of SURENESS for the best of the candidates, of which there is one at least."""
    best = ranked[0]
    other = next((c for c in ranked if c.hit is not best.hit), None)
    lead = best.worth - other.worth if other else MOST_SURE
    names = [frozenset(stems(name)) for name in reading.names]
    held = frozenset(stems(f"{best.quote.article.title} {best.hit.passage.text}"))
    return (
        best.line.meaning,
        best.line.words,
        best.line.phrases,
        best.line.context,
        best.hit.meaning,
        best.hit.words,
        sum(bool(name & held) for name in names) / len(names) if names else 1.0,
        other.line.meaning if other else 0.0,
        min(lead, MOST_SURE),
    )


def confidence(signals: Sequence[float], weights: Weights) -> float:
    """How sure that the coverage answers, 0 to 1."""
    logit = weights.bias + sum(w * s for w, s in zip(weights.sureness, signals, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def is_whole(sentence: str) -> bool:
    """False for headings and for teasers that break off."""
    unfinished = bool(_BREAKS_OFF.search(sentence))
    has_case = sentence.upper() != sentence.lower()
    return not unfinished and (bool(_ENDS.search(sentence)) or not has_case)


def _candidate(reading: Reading, hit: Hit, line: Line, below: float, weights: Weights) -> Candidate:
    quote = Quote(hit.article, line.start, line.end)
    typed = reading.asks not in (Asks.OTHER, Asks.HOW, Asks.YES_NO)
    signals = (
        below,
        line.meaning,
        line.words,
        line.phrases,
        line.context,
        float(typed and fits(reading.asks, reading.text, quote.text)) or float(not typed) / 2,
        float(is_whole(quote.text)),
    )
    worth = sum(w * s for w, s in zip(weights.worth, signals, strict=True))
    return Candidate(quote, hit, line, signals, worth)
