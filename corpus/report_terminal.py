"""How a run's report, and what is held for review, look in a terminal."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape

from corpus.terminal import err, out

if TYPE_CHECKING:
    from corpus.report import Line, Report
    from corpus.review import Held

_MOST_LINES = 20  # of one outcome, then they are counted
_COLOURS = {"added": "green", "revised": "green", "refused": "yellow", "held": "yellow"}
_EXCERPT = 100  # characters of a line that was left out


@contextmanager
def reporting() -> Iterator["Report"]:
    """A report that shows in one line how far it is. Ctrl-C ends the run, not the report."""
    from corpus.report import Report

    with err.status("Reading…") as status:

        def tell(line: "Line") -> None:
            status.update(f"{len(report.lines):,} read; {escape(line.where[-80:])}")

        report = Report(tell)
        try:
            yield report
        except KeyboardInterrupt:
            err.print("[yellow]Stopped. What was added stays; the same command goes on.[/]")


def show_report(report: "Report", total: int, *, preview: bool, as_json: bool) -> None:
    """Each item, then how many of each; `total` are the articles in all."""
    if as_json:
        json.dump({**report.to_json(), "articles": total}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    show_lines(report.lines)
    counts = ", ".join(
        f"{count} {word}" for word, count in report.counts.items() if _told(word, count)
    )
    if preview:
        out.print(f"Preview, nothing was added: {counts}.")
        return
    out.print(f"{counts}. {total} {'article' if total == 1 else 'articles'} in all.")
    if report.counts["held"]:
        out.print("Held because they may be no articles: `footnote corpus review`.")
    if report.changed:
        out.print("Now run `footnote index rebuild`.")


def show_lines(lines: "Sequence[Line]") -> None:
    """The items, grouped by nothing: in the order in which they were met."""
    shown: dict[str, int] = {}
    for line in lines:
        if line.outcome == "unchanged" and not line.reason:
            continue
        shown[line.outcome] = shown.get(line.outcome, 0) + 1
        if shown[line.outcome] <= _MOST_LINES:
            _show(line)
    for outcome, count in shown.items():
        if count > _MOST_LINES:
            err.print(f"… and {count - _MOST_LINES:,} more {outcome}; `--json` lists all")


def show_held(waiting: "Sequence[Held]", *, whole: bool) -> None:
    """What waits for review, with why; with `whole`, its text as well."""
    if not waiting:
        out.print("Nothing is held for review.")
    for held in waiting:
        article = held.article
        out.print(f"[bold]{article.id}[/]  {escape(article.title)}", soft_wrap=True)
        out.print(f"            {escape('; '.join(held.doubts))}", soft_wrap=True)
        out.print(
            f"            [dim]{escape(article.url or article.outlet or '')}[/]", soft_wrap=True
        )
        if whole:
            out.print()
            out.print(escape(article.text), soft_wrap=True)
    if waiting and not whole:
        out.print("\n`footnote corpus review ID` shows one; `--accept` and `--reject` decide.")


def _show(line: "Line") -> None:
    colour = _COLOURS.get(line.outcome, "cyan")
    about = escape(": ".join(part for part in (line.where, _what(line)) if part))
    err.print(f"[{colour}]{line.outcome}[/] {about}", soft_wrap=True)
    if line.facts:
        err.print(f"    [dim]{escape(line.facts)}[/]", soft_wrap=True)
    for piece in line.dropped:
        text = piece.text if len(piece.text) <= _EXCERPT else piece.text[:_EXCERPT] + "…"
        err.print(f"    [dim]left out ({escape(piece.reason)}): {escape(text)}[/]", soft_wrap=True)


def _what(line: "Line") -> str | None:
    """Of what is in, its headline and what is wrong with it; of all else the reason."""
    if line.outcome in ("added", "revised", "unchanged") and line.title and line.reason:
        return f"{line.title} ({line.reason})"
    return line.reason or line.title


def _told(word: str, count: int) -> bool:
    return bool(count) or word in ("added", "revised", "unchanged", "refused")
