"""Gaps as pages, as a table, and as the week's digest. *"""

import io
from collections.abc import Sequence

import discord

from bot import wording
from bot.delivery import Form
from bot.gaps import Group, as_csv
from bot.markdown import ago, clip, escape
from bot.page import Page, page_forms
from bot.views import FootnoteButton

PAGE = 8  # groups
_DIGEST = 10  # groups
_QUESTION, _WORDING, _MOST_WORDINGS = 200, 80, 3


class GapsNextButton(FootnoteButton, template=r"fn:gn:(?P<state>.+)"):
    """Leafs on in the gaps; the state: of how many days, and how many groups to skip."""

    kind = "gn"
    label = staticmethod(wording.next_page)


class GapsPreviousButton(FootnoteButton, template=r"fn:gb:(?P<state>.+)"):
    """Leafs back in the gaps; the state as of GapsNextButton."""

    kind = "gb"
    label = staticmethod(wording.previous_page)


class GapsTableButton(FootnoteButton, template=r"fn:gt:(?P<state>.+)"):
    """Gives the gaps as a table; the state: of how many days."""

    kind = "gt"
    label = staticmethod(wording.export_csv)


BUTTONS = (GapsNextButton, GapsPreviousButton, GapsTableButton)


def gaps_forms(groups: Sequence[Group], days: int, skip: int, keeps: bool) -> list[Form]:
    """A page of the gaps of the last days. `keeps`: whether all questions are kept."""
    heading = f"### {wording.gaps_title(days)}"
    if not groups:
        return page_forms(Page(heading, (wording.no_gaps(keeps),)))
    skip = min(skip, (len(groups) - 1) // PAGE * PAGE)  # there may be less than there were
    shown = groups[skip : skip + PAGE]

    def buttons() -> Sequence[Sequence[FootnoteButton]]:
        back = [GapsPreviousButton(f"{days}!{max(0, skip - PAGE)}")] if skip else []
        on = [GapsNextButton(f"{days}!{skip + PAGE}")] if skip + PAGE < len(groups) else []
        return ([*back, *on, GapsTableButton(str(days))],)

    return page_forms(
        Page(
            heading,
            tuple(_block(number, one) for number, one in enumerate(shown, skip + 1)),
            wording.gaps_shown(skip + 1, skip + len(shown), len(groups)),
            buttons,
        )
    )


def table_forms(groups: Sequence[Group]) -> list[Form]:
    """The gaps as a file that spreadsheets open, whatever letters are in it."""
    table = as_csv(groups).encode("utf-8-sig")

    def make() -> dict[str, object]:
        file = discord.File(io.BytesIO(table), filename="footnote-gaps.csv")
        return {"content": wording.gaps_as_table(), "attachments": [file]}

    return [Form("file", make)]


def digest_forms(groups: Sequence[Group]) -> list[Form]:
    """The week's gaps for a channel."""
    return page_forms(
        Page(
            f"### {wording.digest_title()}",
            tuple(_block(number, one) for number, one in enumerate(groups[:_DIGEST], 1)),
            f"{wording.gaps_shown(1, min(_DIGEST, len(groups)), len(groups))} · "
            f"{wording.digest_notice()}",
        )
    )


def _block(number: int, one: Group) -> str:
    counts = {
        "unanswered": wording.why_unanswered,
        "not helpful": wording.why_not_helpful,
        "filed": wording.why_filed,
    }
    facts = [
        wording.asked_times(one.count),
        *(counts[why](count) for why, count in one.whys if count),
        wording.last_asked(ago(one.last)),
    ]
    lines = [f"**{number} · {_said(one.label, _QUESTION)}**", f"-# {' · '.join(facts)}"]
    others = [f"“{_said(other, _WORDING)}”" for other in one.wordings[1 : 1 + _MOST_WORDINGS]]
    if others:
        lines.append(f"-# {wording.also_worded(', '.join(others))}")
    return "\n".join(lines)


def _said(question: str, most: int) -> str:
    return escape(clip(question, most))
