"""`footnote corpus …`: coverage in, out and looked at."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.terminal import err, make_app, out

# The commands import what they need when called, so that `--help` stays instant.
if TYPE_CHECKING:
    from corpus.article import Article
    from corpus.formats import Found, Refused
    from corpus.store import ArticleStore

app = make_app("The coverage: add articles, list them, show one, take one down.")


@app.command()
def add(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files or folders: .md .txt .html .jsonl", show_default=False),
    ],
    outlet: Annotated[str | None, typer.Option(help="Outlet, where the file names none.")] = None,
    date: Annotated[
        str | None,
        typer.Option(help="Publication date, where the file gives none: 2024-03-14 or with time."),
    ] = None,
    url: Annotated[str | None, typer.Option(help="The article's address (one file only).")] = None,
    title: Annotated[str | None, typer.Option(help="The headline (one file only).")] = None,
) -> None:
    """Add articles from files and folders; the same again changes nothing.

    Markdown with YAML front matter (title, outlet, url, date, authors, section, tags, kind), plain
    text with the headline first, HTML pages, and JSON lines. What a file says wins over the
    options. A changed file makes a new revision of its article. A file that cannot be an article
    is refused with its reason, and the rest goes on.
    """
    from corpus.formats import read
    from corpus.sample import mixed_with_sample

    _only_for_one_file(paths, url, title)
    defaults = {"outlet": outlet, "date": _checked_date(date), "url": url, "title": title}
    with _store() as store, err.status("Reading…") as status:
        tally: Counter[str] = Counter()
        refused: list[Refused] = []
        for found in (item for path in paths for item in read(path, defaults)):
            tally[_added(store, found, refused)] += 1
            status.update(f"Reading… {tally.total()} seen")
        total = store.count()
        mixed = mixed_with_sample(store)
    _report(tally, refused, total)
    if mixed:
        err.print("[yellow]The fictional sample is among them: `footnote sample --remove`.[/]")
    if refused and len(refused) == tally.total():
        raise typer.Exit(1)


@app.command("list")
def list_articles(
    everything: Annotated[bool, typer.Option("--all", help="Withdrawn ones too.")] = False,
) -> None:
    """List the articles, newest first, the undated last."""
    from rich.table import Table

    table = Table("id", "date", "outlet", "title", box=None, pad_edge=False)
    with _store() as store:
        for entry in store.entries():
            if everything or not entry.withdrawn:
                mark = "[red]withdrawn[/] " if entry.withdrawn else ""
                later = f" [dim](revision {entry.revision})[/]" if entry.revision > 1 else ""
                title = f"{mark}{_escaped(entry.title)}{later}"
                table.add_row(entry.id, _day(entry.published), _escaped(entry.outlet or "—"), title)
    out.print(table if table.row_count else "No articles yet: `footnote corpus add PATH…`")


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="Id, start of an id, or URL.")],
    revision: Annotated[int | None, typer.Option(help="An earlier revision.", min=1)] = None,
) -> None:
    """Show one article as it is stored, and where each field was read."""
    with _store() as store:
        revisions = store.revisions(store.find(article))
    chosen = next((r for r in revisions if revision in (None, r.revision)), None)
    if chosen is None:
        raise typer.BadParameter(f"there are revisions 1 to {revisions[0].revision}")
    for name, value in _facts(chosen):
        origin = chosen.provenance.get(name)
        out.print(
            f"[bold]{name:>10}[/]  {_escaped(value)}{f'  [dim]({origin})[/]' if origin else ''}",
            soft_wrap=True,
        )
    out.print()
    out.print(_escaped(chosen.text), soft_wrap=True)


@app.command()
def remove(
    articles: Annotated[
        list[str] | None, typer.Argument(help="Ids, starts of ids, or URLs.", show_default=False)
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="All articles of this outlet.")] = None,
) -> None:
    """Take articles down: they are not answered from after the next rebuild, nor added again."""
    with _store() as store:
        ids = [store.find(wanted) for wanted in articles or []]
        if outlet:
            ids += [e.id for e in store.entries() if e.outlet == outlet and not e.withdrawn]
        if not ids:
            raise typer.BadParameter("name articles, or an --outlet that has some")
        removed = sum(store.withdraw(article_id) for article_id in ids)
    out.print(f"{removed} removed. Now run `footnote index rebuild`.")
    out.print("[dim]Undo with `footnote corpus restore ID`.[/]")


@app.command()
def restore(
    articles: Annotated[list[str], typer.Argument(help="Ids, starts of ids, or URLs.")],
) -> None:
    """Bring back articles that were removed."""
    with _store() as store:
        restored = sum(store.restore(store.find(wanted)) for wanted in articles)
    out.print(f"{restored} restored. Now run `footnote index rebuild`.")


def _store() -> "ArticleStore":
    from corpus.settings import read_home
    from corpus.store import ArticleStore

    return ArticleStore(read_home().articles)


def _only_for_one_file(paths: list[Path], url: str | None, title: str | None) -> None:
    many = {".jsonl", ".ndjson"}
    one = len(paths) == 1 and not paths[0].is_dir() and paths[0].suffix.lower() not in many
    if (url or title) and not one:
        raise typer.BadParameter("--url and --title describe one article: give one file")


def _checked_date(date: str | None) -> datetime | None:
    from corpus.article import ArticleError
    from corpus.dates import parse_date

    try:
        return parse_date(date) if date else None
    except ArticleError as error:
        raise typer.BadParameter(str(error)) from None


def _added(store: "ArticleStore", found: "Found | Refused", refused: "list[Refused]") -> str:
    """Add one article; the word under which it is counted."""
    from corpus.formats import Refused
    from corpus.store import Outcome

    if isinstance(found, Refused):
        refused.append(found)
        return "refused"
    added = store.add(found.keys, found.content)
    if added.outcome is Outcome.WITHDRAWN:
        reason = f"was removed before; `footnote corpus restore {added.article_id}` brings it back"
        refused.append(Refused(found.where, reason))
        return "refused"
    return added.outcome.value


def _report(tally: "Counter[str]", refused: "list[Refused]", total: int) -> None:
    for item in refused:
        err.print(
            f"[yellow]refused[/] {_escaped(item.where)}: {_escaped(item.reason)}", soft_wrap=True
        )
    words = ("added", "revised", "unchanged", "refused")
    counts = ", ".join(f"{tally[word]} {word}" for word in words)
    out.print(f"{counts}. {total} {'article' if total == 1 else 'articles'} in all.")
    if tally["added"] or tally["revised"]:
        out.print("Now run `footnote index rebuild`.")


def _facts(article: "Article") -> Iterator[tuple[str, str]]:
    yield "id", f"{article.id} (revision {article.revision})"
    yield "title", article.title
    yield "outlet", article.outlet or "—"
    yield "url", article.url or "—"
    yield "authors", ", ".join(article.authors) or "—"
    yield "date", article.published.isoformat() if article.published else "date unknown"
    if article.updated:
        yield "updated", article.updated.isoformat()
    yield "section", article.section or "—"
    yield "tags", ", ".join(article.tags) or "—"
    yield "kind", article.kind.value


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "unknown"


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
