"""The same Answer in a terminal, for people (rich) and for programs (JSON)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot import wording
from bot.answering import Answer, Citation, Quote
from corpus.article import Article


def as_json(answer: Answer) -> dict[str, object]:
    """The answer for programs; the shape is described in the README and only ever added to."""
    return {
        "question": answer.question,
        "abstained": answer.abstained,
        "reason": wording.REASONS[answer.reason] if answer.reason else None,
        "sentences": [
            {"text": sentence.quote.text, "citation": sentence.number}
            for sentence in answer.sentences
        ],
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": [_article(article) for article in answer.nearest],
        "coverage": {
            "articles": answer.coverage.articles,
            "earliest": _moment(answer.coverage.earliest),
            "latest": _moment(answer.coverage.latest),
            "indexed": _moment(answer.coverage.indexed),
            "model": answer.coverage.model,
        },
    }


def print_answer(console: Console, answer: Answer) -> None:
    """The answer for people. Links are never broken over lines, so that terminals follow them.

    Blocks are Text and not rich's markup, which would show a picture for `:cat:` in a quote.
    """
    for block in _blocks(answer):
        console.print(block, soft_wrap=isinstance(block, Text))


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, in the largest unit that fits."""
    seconds = max(0, int(((now or datetime.now(UTC)) - moment).total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if count := seconds // size:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def _blocks(answer: Answer) -> Iterator[RenderableType]:
    updated = ago(answer.coverage.indexed)
    if answer.abstained:
        yield Text(wording.ABSTAINED, style="bold")
        yield wording.REASONS[answer.reason or "nothing close"]
        if answer.nearest:
            yield Text(f"\n{wording.NEAREST}")
        for article in answer.nearest:
            suggestion = Text.assemble((article.title, "bold"), "\n", _facts(article))
            yield Padding(suggestion, (0, 0, 0, 2))
        yield Text(f"\n{wording.searched(answer.coverage.articles, updated)}", style="dim")
        return
    for sentence in answer.sentences:
        words = Text.assemble(sentence.quote.text, " ", _marker(sentence.number))
        yield Padding(words, (0, 0, 1, 2))
    for citation in answer.citations:
        title = (citation.article.title, "bold")
        facts = _facts(citation.article)
        yield Text.assemble(_marker(citation.number), " ", title, "\n    ", facts)
        if citation.link:
            yield Text(f"    {citation.link}", style="blue")
    articles = [citation.article for citation in answer.citations]
    yield Text(f"\n{wording.based_on(len(articles), _dates(articles), updated)}", style="dim")


def _marker(number: int) -> Text:
    return Text(f"[{number}]", "cyan")


def _facts(article: Article) -> Text:
    parts = [
        article.outlet or wording.OUTLET_UNKNOWN,
        _day(article.published),
        ", ".join(article.authors),
        wording.KINDS.get(article.kind, ""),
    ]
    return Text(" · ".join(part for part in parts if part), "dim")


def _dates(articles: list[Article]) -> str:
    known = sorted(article.published for article in articles if article.published)
    if not known:
        return wording.DATE_UNKNOWN
    span = wording.span(_day(known[0]), _day(known[-1]))
    return span if len(known) == len(articles) else wording.some_undated(span)


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y}" if moment else wording.DATE_UNKNOWN


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _article(article: Article) -> dict[str, object]:
    return {
        "article": article.id,
        "revision": article.revision,
        "title": article.title,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": _moment(article.published),
        "kind": article.kind.value,
        "url": article.url,
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "number": citation.number,
        **_article(citation.article),
        "link": citation.link,
        "quotes": [_quote(quote) for quote in citation.quotes],
    }


def _quote(quote: Quote) -> dict[str, object]:
    return {"start": quote.start, "end": quote.end, "text": quote.text, "link": quote.link}
