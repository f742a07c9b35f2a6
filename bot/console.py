"""The same Answer in a terminal, for people (rich) and for programs (JSON)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot import wording
from bot.answer import Answer, Citation, Lack, Quote, Reason, Role, Sentence
from bot.markdown import clip
from corpus.article import Article

_QUESTION, _LACKING = 200, 80  # characters


def as_json(answer: Answer) -> dict[str, object]:
    """The answer for programs; the shape is described in the README and only ever added to."""
    return {
        "question": answer.question,
        "abstained": answer.abstained,
        "reason": _because(answer.reason) if answer.reason else None,
        "lack": answer.reason.lack.value if answer.reason else None,
        "lacking": (answer.reason.words or None) if answer.reason else None,
        "understood": answer.understood,
        "confidence": round(answer.confidence, 3),
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
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
    if answer.understood:
        asked = wording.understood_as(clip(answer.understood, _QUESTION))
        yield Text(f"{asked}\n", style="dim")
    yield from _abstention(answer) if answer.abstained else _answered(answer)


def _abstention(answer: Answer) -> Iterator[RenderableType]:
    yield Text(wording.abstained(), style="bold")
    yield Text(_because(answer.reason or Reason(Lack.ANSWER)))
    if answer.nearest:
        yield Text(f"\n{wording.nearest()}")
    for article in answer.nearest:
        suggestion = Text.assemble((article.title, "bold"), "\n", _facts(article))
        yield Padding(suggestion, (0, 0, 0, 2))
    searched = wording.searched(answer.coverage.articles, ago(answer.coverage.indexed))
    yield Text(f"\n{searched}", style="dim")


def _answered(answer: Answer) -> Iterator[RenderableType]:
    yield from _sentences(answer)
    for citation in answer.citations:
        yield from _source(citation)
    articles = [citation.article for citation in answer.citations]
    updated = ago(answer.coverage.indexed)
    yield Text(f"\n{wording.based_on(len(articles), _dates(articles), updated)}", style="dim")


def _sentences(answer: Answer) -> Iterator[RenderableType]:
    first = True
    for role, group in groupby(answer.sentences, key=lambda sentence: sentence.role):
        if heading := wording.heading(role, first=first):
            yield Text(heading, style="bold")
        first = False
        for sentence in group:
            yield Padding(_quoted(sentence), (0, 0, 1, 2))


def _quoted(sentence: Sentence) -> Text:
    """The quote; below its date, when its date is what tells it from others."""
    date = wording.dated(_day(sentence.quote.article.published))
    above = (f"{date}\n", "dim") if sentence.role == Role.DIFFERS else ""
    return Text.assemble(above, sentence.quote.text, " ", _marker(sentence.number))


def _source(citation: Citation) -> Iterator[Text]:
    title = (citation.article.title, "bold")
    yield Text.assemble(_marker(citation.number), " ", title, "\n    ", _facts(citation.article))
    if names := wording.printers(citation.article, citation.copies):
        yield Text(f"    {wording.also_printed(names)}", style="dim")
    if citation.link:
        yield Text(f"    {citation.link}", style="blue")


def _because(reason: Reason) -> str:
    return wording.because(replace(reason, words=f"“{clip(reason.words, _LACKING)}”"))


def _marker(number: int) -> Text:
    return Text(f"[{number}]", "cyan")


def _facts(article: Article) -> Text:
    parts = [
        article.outlet or wording.outlet_unknown(),
        _day(article.published),
        ", ".join(article.authors),
        wording.kind(article.kind),
        wording.changed(article.change, _day(article.changed) if article.changed else ""),
        wording.subscribers_only() if article.paywalled else "",
    ]
    return Text(" · ".join(part for part in parts if part), "dim")


def _dates(articles: list[Article]) -> str:
    known = sorted(article.published for article in articles if article.published)
    if not known:
        return wording.date_unknown()
    span = wording.span(_day(known[0]), _day(known[-1]))
    return span if len(known) == len(articles) else wording.some_undated(span)


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y}" if moment else wording.date_unknown()


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
        "change": article.change and article.change.value,
        "changed": _moment(article.changed),
        "paywalled": article.paywalled,
        "corrections": list(article.corrections),
        "url": article.url,
    }


def _sentence(sentence: Sentence) -> dict[str, object]:
    return {
        "text": sentence.quote.text,
        "citation": sentence.number,
        "role": sentence.role.value,
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "number": citation.number,
        **_article(citation.article),
        "link": citation.link,
        "quotes": [_quote(quote) for quote in citation.quotes],
        "copies": [_article(article) for article in citation.copies],
    }


def _quote(quote: Quote) -> dict[str, object]:
    return {"start": quote.start, "end": quote.end, "text": quote.text, "link": quote.link}
