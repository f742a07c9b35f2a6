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
from bot.chosen import chosen
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
from bot.told import Told
from bot.views import (
    FollowUpButton,
    FootnoteButton,
    HelpfulButton,
    MoreButton,
    NotHelpfulButton,
    PassagesButton,
    ShareButton,
    TellButton,
    WidenButton,
    row,
)

_ANSWERED = discord.Colour(0x5865F2)
_ABSTAINED = discord.Colour(0x80848E)
_QUESTION = 200  # characters of the question that are repeated
_LACKING = 80  # characters of the words that say what is lacking
_EMBED = 4096  # characters of an embed's description
_PLAIN = 2000  # characters of a plain message
# How a marker's link is written: in a plain message Discord would unfurl it.
_LINKED, _NOT_UNFURLED, _UNLINKED = "{}", "<{}>", ""
_Shown = TypeVar("_Shown")


def answer_forms(told: Told) -> list[Form]:
    """The forms in which to send an answer, the best first."""
    return [
        Form("card", lambda: {"view": answer_card(told)}),
        Form("embed", lambda: {"embed": _embed(told), "view": _buttons(told)}),
        Form("plain text", lambda: {"content": _plain(told), "embed": None, "view": None}),
    ]


def stage_forms(articles: int) -> list[Form]:
    """What stands in place of an answer that takes its time."""
    text = f"-# {wording.searching(articles)}"
    return [Form("plain text", lambda: {"content": text})]


def about_forms(coverage: Coverage | None, *, keeps_questions: bool = False) -> list[Form]:
    """The forms in which to say what the bot is."""
    text = about_text(coverage, keeps_questions=keeps_questions)
    return [
        Form("card", lambda: {"view": _view(discord.ui.TextDisplay(text))}),
        Form("plain text", lambda: {"content": text}),
    ]


def answer_card(told: Told) -> discord.ui.LayoutView:
    """The answer as a card."""
    return _first_fitting((_card(told, shown) for shown in _ever_less(told.answer)), fits)


def about_text(coverage: Coverage | None, *, keeps_questions: bool = False) -> str:
    """What the bot is, what it covers, how fresh that is, and that it keeps no questions."""
    kept = "" if keeps_questions else wording.privacy()
    if coverage is None:
        return wording.about(wording.no_index(), wording.no_index(), wording.no_index(), kept)
    span = date_span(coverage.earliest, coverage.latest)
    return wording.about(
        wording.covered(coverage.articles, span),
        wording.updated(ago(coverage.indexed)),
        escape(clip(_model_name(coverage.model), 80)),
        kept,
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


def _card(told: Told, shown: Answer) -> discord.ui.LayoutView:
    whole = told.answer
    heading = "\n".join([f"### {_question(shown)}", *_understood(shown), *_noted(told)])
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(heading)]
    if shown.abstained:
        parts.append(discord.ui.TextDisplay(_abstention(told)))
    else:
        parts += [discord.ui.TextDisplay("\n".join(group)) for group in _groups(shown)]
    parts.append(discord.ui.TextDisplay(f"-# {_basis(told, shown)}"))
    rows = [source_row(source) for source in _sources(shown)]
    if rows:
        parts.append(discord.ui.Separator())
        if shown.abstained:
            parts.append(discord.ui.TextDisplay(wording.nearest()))
        parts += rows
    if buttons := _button_rows(told):
        parts += [discord.ui.Separator(), *(row(*together) for together in buttons)]
    if not shown.abstained:
        notice = _notice(whole, shown, wording.more_sentences)
        parts.append(discord.ui.TextDisplay(f"-# {notice}"))
    colour = _ABSTAINED if shown.abstained else _ANSWERED
    return _view(discord.ui.Container(*parts, accent_colour=colour))


def _embed(told: Told) -> discord.Embed:
    answer = told.answer
    ways = (_one_text(told, shown, wording.more_sentences) for shown in _ever_less(answer))
    text = _first_fitting(
        ways, lambda text: len(text) <= _EMBED and len(text.encode()) <= MOST_BYTES
    )
    colour = _ABSTAINED if answer.abstained else _ANSWERED
    return discord.Embed(description=text, colour=colour)


def _plain(told: Told) -> str:
    return _first_fitting(_plain_ways(told), lambda text: len(text) <= _PLAIN)


def _plain_ways(told: Told) -> Iterator[str]:
    """First the markers' links go, for the sources have them too; then whole sentences."""
    answer = told.answer
    yield _one_text(told, answer, wording.left_out, _NOT_UNFURLED)
    for shown in _ever_less(answer):
        yield _one_text(told, shown, wording.left_out, _UNLINKED)
    lines = [_sentences(shown, _UNLINKED), *map(source_title, _sources(shown))]
    if missing := _missing(answer, shown, wording.left_out):
        lines.append(f"-# {missing}")
    yield "\n".join(lines)


def _one_text(told: Told, shown: Answer, more: Callable[[int], str], linked: str = _LINKED) -> str:
    """The whole card in one piece of markdown."""
    lines = [f"**{_question(shown)}**", *_understood(shown), *_noted(told)]
    lines.append(_abstention(told) if shown.abstained else _sentences(shown, linked))
    if shown.abstained and shown.nearest:
        lines.append(wording.nearest())
    lines += [_source_line(source) for source in _sources(shown)]
    lines.append(f"-# {_basis(told, shown)}")
    if not shown.abstained:
        lines.append(f"-# {_notice(told.answer, shown, more)}")
    return "\n".join(lines)


def _buttons(told: Told) -> discord.ui.View | None:
    rows = _button_rows(told)
    view = discord.ui.View(timeout=None)
    for number, together in enumerate(rows):
        for button in together:
            button.item.row = number
            view.add_item(button)
    return view if rows else None


def _button_rows(told: Told) -> list[list[FootnoteButton]]:
    """Two rows at most: what there is to read, and what the reader says to it."""
    answer, number = told.answer, told.id
    reading: list[FootnoteButton] = [] if answer.abstained else [_passages_button(answer)]
    if number is None:
        return [reading] if reading else []
    saying: list[FootnoteButton] = [ShareButton(number)] if told.private else []
    if not answer.abstained:
        reading += [MoreButton(number), FollowUpButton(number)]
        return [reading, [HelpfulButton(number), NotHelpfulButton(number), *saying]]
    dated = told.filters.since or told.filters.until
    if dated or (answer.reason and answer.reason.lack == Lack.TIME):
        reading.append(WidenButton(number))
    return [[*reading, TellButton(number), FollowUpButton(number), *saying]]


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


def _noted(told: Told) -> list[str]:
    """What became of the articles since, and what the asker's own options left out."""
    lines = [told.note] if told.note else []
    if told.filters.narrowed:
        lines.append(f"-# {wording.only(escape(clip(chosen(told.filters), _LACKING)))}")
    return lines


def _sentences(answer: Answer, linked: str = _LINKED) -> str:
    return "\n".join(line for group in _groups(answer, linked) for line in group)


def _groups(answer: Answer, linked: str = _LINKED) -> list[list[str]]:
    """The lines of the sentences that stand together, under a heading that says why."""
    groups: list[list[str]] = []
    for role, together in groupby(answer.sentences, key=lambda sentence: sentence.role):
        heading = wording.heading(role, first=not groups)
        quotes = [line for sentence in together for line in _quoted(sentence, linked)]
        groups.append([f"**{heading}**", *quotes] if heading else quotes)
    return groups


def _quoted(sentence: Sentence, linked: str) -> Iterator[str]:
    """The quote; below its date, when its date is what tells it from others."""
    if sentence.role == Role.DIFFERS:
        yield f"-# {wording.dated(published(sentence.quote.article))}"
    yield f"> {_marked(sentence, linked)}"


def _marked(sentence: Sentence, linked: str) -> str:
    words = escape(sentence.quote.text)
    link = sentence.quote.link
    if linked and link and len(link) <= MOST_MARKER_URL:
        return f"{words} [[{sentence.number}]]({linked.format(link)})"
    return f"{words} \\[{sentence.number}\\]"


def _abstention(told: Told) -> str:
    reason = told.answer.reason or Reason(Lack.ANSWER)
    if reason.lack == Lack.FILTER:
        reason = replace(reason, words=chosen(told.filters))
    return f"**{wording.abstained()}**\n{_because(reason)}"


def _because(reason: Reason) -> str:
    """The words, which are a member's own, in italics."""
    return wording.because(replace(reason, words=f"*{escape(clip(reason.words, _LACKING))}*"))


def _basis(told: Told, answer: Answer) -> str:
    based = _based(answer)
    return f"{based} · {wording.from_memory(ago(told.since))}" if told.since else based


def _based(answer: Answer) -> str:
    updated = ago(answer.coverage.indexed)
    if answer.abstained:
        return wording.searched(answer.coverage.articles, updated)
    articles = [citation.article for citation in answer.citations]
    return wording.based_on(len(articles), dates(articles), updated)


def _notice(whole: Answer, shown: Answer, more: Callable[[int], str]) -> str:
    return f"{wording.answer_notice()} {_missing(whole, shown, more)}".rstrip()


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
    link = f" [{wording.open_article()}](<{url}>)" if url else ""
    return f"{source_title(source)} · {facts(source.article)}{link}{also_printed(source)}"
