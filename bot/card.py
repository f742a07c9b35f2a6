"""Answer -> what Discord shows: a Components V2 card, else an embed, else plain text. *

Whatever the form, a budget keeps it within Discord's limits by leaving out whole sentences and
rows, never by cutting inside a quote or a link.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath
from typing import Any, TypeVar

import discord

from bot import wording
from bot.answer import Answer, Coverage, Lack, Reason, Role, Sentence
from bot.delivery import Form
from bot.links import safe
from bot.markdown import ago, clip, escape
from bot.parts import (
    MOST_BYTES,
    MOST_MARKER_URL,
    Source,
    also_printed,
    button_url,
    date_span,
    dates,
    facts,
    fits,
    published,
    source_row,
    source_title,
)
from bot.references import refer
from bot.views import PassagesButton

_ANSWERED = discord.Colour(0x5865F2)
_ABSTAINED = discord.Colour(0x80848E)
_QUESTION = 200  # characters of the question that are repeated
_LACKING = 80  # characters of the words that say what is lacking
_EMBED = 4096  # characters of an embed's description
_PLAIN = 2000  # characters of a plain message
_Shown = TypeVar("_Shown")


def answer_forms(answer: Answer) -> list[Form]:
    """The forms in which to send an answer, the best first."""
    return [
        Form("card", lambda: {"view": answer_card(answer)}),
        Form("embed", lambda: {"embed": _embed(answer), "view": _buttons(answer)}),
        Form("plain text", lambda: {"content": _plain(answer), "embed": None, "view": None}),
    ]


def about_forms(coverage: Coverage | None) -> list[Form]:
    """The forms in which to say what the bot is."""
    text = about_text(coverage)
    return [
        Form("card", lambda: {"view": _view(discord.ui.TextDisplay(text))}),
        Form("plain text", lambda: {"content": text}),
    ]


def answer_card(answer: Answer) -> discord.ui.LayoutView:
    """The answer as a card."""
    return _first_fitting((_card(answer, shown) for shown in _ever_less(answer)), fits)


def about_text(coverage: Coverage | None) -> str:
    """What the bot is, what it covers, how fresh that is, and what it keeps."""
    if coverage is None:
        return wording.about(wording.NO_INDEX, wording.NO_INDEX, wording.NO_INDEX)
    span = date_span(coverage.earliest, coverage.latest)
    return wording.about(
        wording.covered(coverage.articles, span),
        wording.updated(ago(coverage.indexed)),
        escape(clip(_model_name(coverage.model), 80)),
    )


def _model_name(model: str) -> str:
    """Members need not know in which folder of whose the model lies."""
    path = PurePath(model)
    return path.name if path.is_absolute() else model


def _ever_less(answer: Answer) -> Iterator[Answer]:
    """The answer, then each time one part less, what matters least first; one sentence stays."""
    yield answer
    if less := _less(answer):
        yield from _ever_less(less)


def _less(answer: Answer) -> Answer | None:
    """Without the copies, else one sentence, one suggestion, or how the question is understood."""
    if any(citation.copies for citation in answer.citations):
        alone = tuple(replace(citation, copies=()) for citation in answer.citations)
        return replace(answer, citations=alone)
    if len(answer.sentences) > 1:
        return answer.shortened()
    if answer.nearest:
        return replace(answer, nearest=answer.nearest[:-1])
    return replace(answer, understood=None) if answer.understood else None


def _first_fitting(ways: Iterable[_Shown], within: Callable[[_Shown], bool]) -> _Shown:
    """The first that is within the limits; the last is built to be."""
    for shown in ways:
        if within(shown):
            break
    return shown


def _card(whole: Answer, shown: Answer) -> discord.ui.LayoutView:
    heading = "\n".join([f"### {_question(shown)}", *_understood(shown)])
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(heading)]
    if shown.abstained:
        parts.append(discord.ui.TextDisplay(_abstention(shown)))
    else:
        parts += [discord.ui.TextDisplay("\n".join(group)) for group in _groups(shown)]
    parts.append(discord.ui.TextDisplay(f"-# {_basis(shown)}"))
    rows = [source_row(source) for source in _sources(shown)]
    if rows:
        parts.append(discord.ui.Separator())
        if shown.abstained:
            parts.append(discord.ui.TextDisplay(wording.NEAREST))
        parts += rows
    if not shown.abstained:
        button = _passages_button(whole)
        parts += [discord.ui.Separator(), discord.ui.ActionRow(button)]
        notice = _notice(whole, shown, wording.more_sentences)
        parts.append(discord.ui.TextDisplay(f"-# {notice}"))
    colour = _ABSTAINED if shown.abstained else _ANSWERED
    return _view(discord.ui.Container(*parts, accent_colour=colour))


def _embed(answer: Answer) -> discord.Embed:
    ways = (_one_text(answer, shown, wording.more_sentences) for shown in _ever_less(answer))
    text = _first_fitting(
        ways, lambda text: len(text) <= _EMBED and len(text.encode()) <= MOST_BYTES
    )
    colour = _ABSTAINED if answer.abstained else _ANSWERED
    return discord.Embed(description=text, colour=colour)


def _plain(answer: Answer) -> str:
    return _first_fitting(_plain_ways(answer), lambda text: len(text) <= _PLAIN)


def _plain_ways(answer: Answer) -> Iterator[str]:
    """First the markers' links go, for the sources have them too; then whole sentences."""
    yield _one_text(answer, answer, wording.left_out)
    for shown in _ever_less(answer):
        yield _one_text(answer, shown, wording.left_out, linked=False)
    lines = [_sentences(shown, linked=False), *map(source_title, _sources(shown))]
    if missing := _missing(answer, shown, wording.left_out):
        lines.append(f"-# {missing}")
    yield "\n".join(lines)


def _one_text(
    whole: Answer, shown: Answer, more: Callable[[int], str], *, linked: bool = True
) -> str:
    """The whole card in one piece of markdown."""
    lines = [f"**{_question(shown)}**", *_understood(shown)]
    lines.append(_abstention(shown) if shown.abstained else _sentences(shown, linked=linked))
    if shown.abstained and shown.nearest:
        lines.append(wording.NEAREST)
    lines += [_source_line(source) for source in _sources(shown)]
    lines.append(f"-# {_basis(shown)}")
    if not shown.abstained:
        lines.append(f"-# {_notice(whole, shown, more)}")
    return "\n".join(lines)


def _buttons(answer: Answer) -> discord.ui.View | None:
    if answer.abstained:
        return None
    view = discord.ui.View(timeout=None)
    view.add_item(_passages_button(answer))
    return view


def _view(*items: discord.ui.Item[Any]) -> discord.ui.LayoutView:
    """A fresh view: an edited one can unregister its buttons for the whole bot (discord.py 2.7)."""
    view = discord.ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def _passages_button(answer: Answer) -> PassagesButton:
    quotes = [quote for citation in answer.citations for quote in citation.quotes]
    return PassagesButton.for_quotes([refer(quote) for quote in quotes])


def _question(answer: Answer) -> str:
    return escape(clip(answer.question, _QUESTION))


def _understood(answer: Answer) -> list[str]:
    """A line that says what was searched for, when that is not what was asked."""
    if not answer.understood:
        return []
    return [f"-# {wording.understood_as(escape(clip(answer.understood, _QUESTION)))}"]


def _sentences(answer: Answer, *, linked: bool = True) -> str:
    return "\n".join(line for group in _groups(answer, linked=linked) for line in group)


def _groups(answer: Answer, *, linked: bool = True) -> list[list[str]]:
    """The lines of the sentences that stand together, under a heading that says why."""
    groups: list[list[str]] = []
    for role, together in groupby(answer.sentences, key=lambda sentence: sentence.role):
        heading = wording.heading(role, first=not groups)
        quotes = [line for sentence in together for line in _quoted(sentence, linked)]
        groups.append([f"**{heading}**", *quotes] if heading else quotes)
    return groups


def _quoted(sentence: Sentence, linked: bool) -> Iterator[str]:
    """The quote; below its date, when its date is what tells it from others."""
    if sentence.role == Role.DIFFERS:
        yield f"-# {wording.dated(published(sentence.quote.article))}"
    yield f"> {_marked(sentence, linked)}"


def _marked(sentence: Sentence, linked: bool) -> str:
    words = escape(sentence.quote.text)
    link = sentence.quote.link
    if linked and link and len(link) <= MOST_MARKER_URL:
        return f"{words} [[{sentence.number}]]({link})"
    return f"{words} \\[{sentence.number}\\]"


def _abstention(answer: Answer) -> str:
    return f"**{wording.ABSTAINED}**\n{_because(answer.reason or Reason(Lack.ANSWER))}"


def _because(reason: Reason) -> str:
    """The words, which are a member's own, in italics."""
    return wording.because(replace(reason, words=f"*{escape(clip(reason.words, _LACKING))}*"))


def _basis(answer: Answer) -> str:
    updated = ago(answer.coverage.indexed)
    if answer.abstained:
        return wording.searched(answer.coverage.articles, updated)
    articles = [citation.article for citation in answer.citations]
    return wording.based_on(len(articles), dates(articles), updated)


def _notice(whole: Answer, shown: Answer, more: Callable[[int], str]) -> str:
    return f"{wording.ANSWER_NOTICE} {_missing(whole, shown, more)}".rstrip()


def _missing(whole: Answer, shown: Answer, more: Callable[[int], str]) -> str:
    """How many sentences had no room, and that reports differ when one of those is missing."""
    missing = len(whole.sentences) - len(shown.sentences)
    if not missing:
        return ""
    differing = len(whole.shown_as(Role.DIFFERS)) > len(shown.shown_as(Role.DIFFERS))
    return wording.still_differ(more(missing)) if differing else more(missing)


def _sources(answer: Answer) -> list[Source]:
    if answer.abstained:
        return [
            Source(None, article, article.url and safe(article.url)) for article in answer.nearest
        ]
    return [
        Source(citation.number, citation.article, citation.link, citation.copies)
        for citation in answer.citations
    ]


def _source_line(source: Source) -> str:
    url = button_url(source)
    link = f" [{wording.OPEN}](<{url}>)" if url else ""
    return f"{source_title(source)} · {facts(source.article)}{link}{also_printed(source)}"
