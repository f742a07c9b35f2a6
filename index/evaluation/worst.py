"""The questions on which a system did worst, listed for the page."""

from collections.abc import Iterator, Sequence
from html import escape

from index.evaluation.grades import Grade

MOST_WORST = 25  # questions in each list
MOST_SHOWN = 400  # characters of a passage that was not shown


def worst(title: str, system: str, graded: Sequence[Grade]) -> str:
    """A section of the page with the first MOST_WORST of `graded`."""
    listed = "".join(_html_question(g) for g in graded[:MOST_WORST]) or "<p>None.</p>"
    told = f"{len(graded):,} questions" if len(graded) != 1 else "1 question"
    most = f", the first {MOST_WORST} here" if len(graded) > MOST_WORST else ""
    return (
        f'<section><h2>{title}</h2><p class="quiet">{escape(system)}: {told}{most}.</p>'
        f"{listed}</section>"
    )


def _html_question(graded: Grade) -> str:
    facts = "".join(
        f'<dt>{name}</dt><dd dir="auto">{escape(value)}</dd>' for name, value in _facts(graded)
    )
    return (
        f'<article><h3 dir="auto">{escape(graded.question.question)}</h3><dl>{facts}</dl></article>'
    )


def _facts(graded: Grade) -> Iterator[tuple[str, str]]:
    question, outcome = graded.question, graded.outcome
    yield "Question", question.id
    if question.asked_at:
        yield "Asked", question.asked_at.isoformat(" ", "minutes")
    if question.unanswerable:
        yield "Expected", "nothing: the coverage does not say"
    elif question.answers:
        yield "Expected", " / ".join(question.answers)
    if question.articles:
        yield "Article", ", ".join(question.articles)
    if outcome.shown:
        yield "Shown", " ".join(outcome.shown)
    elif outcome.withheld:
        yield "Withheld", " ".join(outcome.withheld)
    elif outcome.passages:
        yield "Best passage", _cut(outcome.passages[0].text)
    yield "Confidence", f"{outcome.confidence:.3f}"
    yield from _places(graded)


def _places(graded: Grade) -> Iterator[tuple[str, str]]:
    if graded.seeks_article:
        yield "Article found", f"place {graded.article_rank}" if graded.article_rank else "no"
    if graded.seeks_answer:
        yield "Answer found", f"passage {graded.answer_rank}" if graded.answer_rank else "no"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN].rstrip()} …"
