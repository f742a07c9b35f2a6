"""`footnote corpus sources …`: what is looked at again and again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from corpus.terminal import make_app, out

if TYPE_CHECKING:
    from corpus.sources import Source, Sources

app = make_app("The sources: list them, pause, resume or remove one.", bare=True)
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
        rows = [(source, known.count_pages(source.id)) for source in known.all()]
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


def _show(rows: "list[tuple[Source, int]]") -> None:
    from rich.table import Table

    table = Table(
        "", "source", "articles", "last success", "next", "state", box=None, pad_edge=False
    )
    for source, count in rows:
        name = escape(source.title or source.url)
        address = f"\n[dim]{escape(source.url)}[/]" if source.title else ""
        state = source.paused or source.error
        table.add_row(
            str(source.id),
            f"{name} ({source.kind.value}){address}",
            f"{count:,}",
            _moment(source.succeeded) or "never",
            "paused" if source.paused else _next(source.due),
            f"[yellow]{escape(state)}[/]" if state else "well",
        )
    out.print(table)


def _next(due: datetime | None) -> str:
    return _moment(due) if due and due > datetime.now(UTC) else "at the next fetch"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _as_json(rows: "list[tuple[Source, int]]") -> str:
    import json
    from dataclasses import asdict

    listed = [{**asdict(source), "articles": count} for source, count in rows]
    return json.dumps(listed, default=lambda moment: moment.isoformat(), ensure_ascii=False)
