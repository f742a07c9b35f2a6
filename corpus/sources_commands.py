"""`footnote corpus sources …`: what is looked at again and again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.markup import escape

from corpus.terminal import make_app, out

if TYPE_CHECKING:
    from corpus.sources import KnownPage, Source, Sources

app = make_app("The sources: list them, pause, resume or remove one.", bare=True)


class Row(NamedTuple):
    """A source, how many articles came from it, and its pages that could not be had."""

    source: "Source"
    articles: int
    failing: "Sequence[KnownPage]"


_Which = Annotated[str, typer.Argument(metavar="SOURCE", help="Its number or address.")]


@app.callback(invoke_without_command=True)
def sources(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List the sources: when each last succeeded, is looked at next, and what is wrong."""
    if context.invoked_subcommand is not None:
        return
    with _sources() as known:
        rows = [Row(one, known.count_pages(one.id), known.failing(one.id)) for one in known.all()]
    if as_json:
        typer.echo(_as_json(rows))
    elif not rows:
        out.print("No sources yet: `footnote corpus add ADDRESS` of a feed, sitemap or site.")
    else:
        _show(rows)


@app.command()
def pause(which: _Which) -> None:
    """Look at a source no more until it is resumed."""
    with _sources() as known:
        known.save(replace(known.find(which), paused="paused by hand"))
    out.print("Paused.")


@app.command()
def resume(which: _Which) -> None:
    """Look at a source again, forgetting its errors."""
    with _sources() as known:
        known.save(replace(known.find(which), paused=None, errors=0, error=None, due=None))
    out.print("Resumed.")


@app.command()
def remove(which: _Which) -> None:
    """Forget a source. Its articles stay; take them down with `footnote corpus remove`."""
    with _sources() as known:
        known.remove(known.find(which))
    out.print("Removed; its articles stay.")


def _sources() -> "Sources":
    from corpus.settings import read_home
    from corpus.sources import Sources

    return Sources(read_home().articles)


def _show(rows: "list[Row]") -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("source", overflow="fold", ratio=2)  # an address that is cut is of no use
    table.add_column("articles", justify="right")
    for name in ("last success", "next"):
        table.add_column(name, max_width=len("2024-03-14"))
    table.add_column("state", overflow="fold", ratio=1)
    for row in rows:
        source = row.source
        name = escape(source.title or source.url)
        address = f"\n[dim]{escape(source.url)}[/]" if source.title else ""
        state = source.paused or source.error or _failing(row.failing)
        table.add_row(
            str(source.id),
            f"{name} ({source.kind.value}){address}",
            f"{row.articles:,}",
            _moment(source.succeeded) or "never",
            "paused" if source.paused else _next(source.due),
            f"[yellow]{escape(state)}[/]" if state else "well",
        )
    out.print(table)


def _failing(pages: "Sequence[KnownPage]") -> str | None:
    """The pages that could not be had, by the last of them."""
    if not pages:
        return None
    count = "1 page" if len(pages) == 1 else f"{len(pages):,} pages"
    return f"{count} could not be read; {pages[0].address}: {pages[0].error}"


def _next(due: datetime | None) -> str:
    return _moment(due) if due and due > datetime.now(UTC) else "at the next fetch"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _as_json(rows: "list[Row]") -> str:
    import json
    from dataclasses import asdict

    listed = [
        {
            **asdict(row.source),
            "articles": row.articles,
            "failing": [{"address": one.address, "error": one.error} for one in row.failing],
        }
        for row in rows
    ]
    return json.dumps(listed, default=lambda moment: moment.isoformat(), ensure_ascii=False)
