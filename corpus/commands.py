"""`footnote corpus …`: coverage in, out and looked at."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.report_terminal import reporting, show_held, show_report
from corpus.sources_commands import app as sources_app
from corpus.terminal import err, make_app, out

# The commands import what they need when called, so that `--help` stays instant.
if TYPE_CHECKING:
    from corpus.article import Article
    from corpus.home import Home
    from corpus.store import ArticleStore

app = make_app("The coverage: add articles, keep sources, list, show, review, take down, back up.")
app.add_typer(sources_app, name="sources")


@app.command()
def add(
    what: Annotated[
        list[str],
        typer.Argument(help="Files, folders or addresses.", show_default=False, metavar="WHAT..."),
    ],
    outlet: Annotated[str | None, typer.Option(help="Outlet, where the item names none.")] = None,
    date: Annotated[
        str | None,
        typer.Option(help="Publication date, where the item has none: 2024-03-14 or with time."),
    ] = None,
    url: Annotated[str | None, typer.Option(help="The article's address (one file only).")] = None,
    title: Annotated[str | None, typer.Option(help="The headline (one item only).")] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Add nothing; show what would come in and what not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: every item.")] = False,
) -> None:
    """Add articles; the same again changes nothing.

    From the web: an article, a feed (RSS, Atom, JSON Feed), a sitemap, or a site's front page,
    which leads to its WordPress interface, feed or sitemap. What lists articles becomes a source:
    `footnote corpus fetch` brings it up to date.

    From disk: files or folders of HTML, scraped plain text, Markdown with YAML front matter, PDF,
    JSON lines (.jsonl, .jsonl.gz), a WordPress export (.xml), a saved feed, or a backup made by
    `footnote corpus export`.

    What an item says wins over the options. A changed item makes a new revision of its article.
    What cannot be an article is refused with its reason, what looks wrong is held for
    `footnote corpus review`, and the rest goes on.
    """
    from corpus.adding import add_all
    from corpus.sample import mixed_with_sample

    _only_for_one(what, url, title)
    options = {"outlet": outlet, "date": _checked_date(date), "url": url, "title": title}
    with _store() as store:
        with reporting() as report:
            add_all(store, _home(), what, options, report, keep=not preview)
        total = store.count()
        mixed = mixed_with_sample(store)
    show_report(report, total, preview=preview, as_json=as_json)
    if mixed:
        err.print("[yellow]The fictional sample is among them: `footnote sample --remove`.[/]")
    if report.failed:
        raise typer.Exit(1)


@app.command("list")
def list_articles(
    everything: Annotated[bool, typer.Option("--all", help="Withdrawn ones too.")] = False,
    limit: Annotated[int, typer.Option("-n", "--limit", help="How many; 0: all.", min=0)] = 100,
) -> None:
    """List the articles, newest first, the undated last."""
    from rich.table import Table

    table = Table("id", "date", "outlet", "title", box=None, pad_edge=False)
    with _store() as store:
        total = store.count()
        for entry in store.entries(withdrawn=everything, limit=limit or -1):
            if everything or not entry.withdrawn:
                mark = f"[red]{_WITHDRAWN[entry.reason]}[/] " if entry.reason else ""
                later = f" [dim](revision {entry.revision})[/]" if entry.revision > 1 else ""
                title = f"{mark}{_escaped(entry.title)}{later}"
                table.add_row(entry.id, _day(entry.published), _escaped(entry.outlet or "—"), title)
    out.print(table if table.row_count else "No articles yet: `footnote corpus add WHAT…`")
    if limit and total > limit:
        out.print(f"[dim]The newest {limit} of {total:,}; `--limit 0` lists all.[/]")


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="Id, start of an id, or URL.")],
    revision: Annotated[int | None, typer.Option(help="An earlier revision.", min=1)] = None,
) -> None:
    """Show one article as it is stored, and where each field was read."""
    with _store() as store:
        revisions = store.revisions(store.find(article))
    if not revisions:
        raise typer.BadParameter("the article was purged: its words are gone for good")
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
    from corpus.store import Withdrawal

    with _store() as store:
        ids = [store.find(wanted) for wanted in articles]
        purged = [i for i in ids if store.withdrawal(i) is Withdrawal.PURGED]
        restored = [article_id for article_id in ids if store.restore(article_id)]
        empty = [article_id for article_id in restored if not store.revisions(article_id)]
    for article_id in purged:
        err.print(
            f"[yellow]{article_id} was purged: its words are gone, and nothing brings it back.[/]",
            soft_wrap=True,
        )
    for article_id in empty:
        err.print(
            f"[yellow]{article_id} was rejected and its text thrown away: add it again.[/]",
            soft_wrap=True,
        )
    if len(restored) > len(empty):
        out.print(f"{len(restored)} restored. Now run `footnote index rebuild`.")
    else:
        out.print(f"{len(restored)} restored.")
    if purged:
        raise typer.Exit(1)


@app.command()
def purge(
    articles: Annotated[list[str], typer.Argument(help="Ids, starts of ids, or URLs.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete articles for good, all their revisions; they cannot be brought back.

    A tombstone without their words keeps them from being added again.
    """
    with _store() as store:
        ids = [store.find(wanted) for wanted in articles]
        if not yes:
            for article_id in ids:
                latest = next(iter(store.revisions(article_id)), None)
                out.print(f"{article_id}  {_escaped(latest.title if latest else '(purged)')}")
            typer.confirm("Delete for good?", abort=True)
        for article_id in ids:
            store.purge(article_id)
    out.print(f"{len(ids)} purged. Now run `footnote index rebuild`: the index still has them.")


@app.command()
def review(
    article: Annotated[
        str | None, typer.Argument(help="Id, start of an id, or URL.", show_default=False)
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Answer from it.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Throw it away.")] = False,
) -> None:
    """Show what is held back because it may be no article, and decide.

    Without an article, all that waits; with one, its text; with --accept or --reject, the
    decision.
    """
    if accept and reject:
        raise typer.BadParameter("--accept or --reject, not both")
    if (accept or reject) and article is None:
        raise typer.BadParameter("name the article to decide on")
    with _store() as store:
        article_id = store.find(article) if article else None
        waiting = list(store.review.held(article_id))
        if accept or reject:
            decide = store.review.accept if accept else store.review.reject
            if not decide(str(article_id)):
                raise typer.BadParameter("nothing of this article is held")
    if accept:
        out.print("Accepted. Now run `footnote index rebuild`.")
    elif reject:
        out.print("Rejected.")
    else:
        show_held(waiting, whole=article is not None)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="FILE.jsonl.gz", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write all articles with all revisions and takedowns to a file.

    `footnote corpus add FILE.jsonl.gz` on another machine gives the same coverage. Sources and
    what members left with the bot are not in it: `footnote backup` holds those too.
    """
    from corpus.backup import write_backup

    if file.exists() and not force:
        raise typer.BadParameter(f"{file} exists; --force overwrites it")
    with _store() as store, err.status("Writing…"):
        count = write_backup(store, file)
    out.print(f"{count:,} articles written to {_escaped(str(file))}")


def _home() -> "Home":
    from corpus.settings import read_home

    return read_home()


_WITHDRAWN = {
    "removed": "withdrawn",
    "gone": "withdrawn: its page is gone",
    "rejected": "rejected in review",
}


def _store() -> "ArticleStore":
    from corpus.store import ArticleStore

    return ArticleStore(_home().articles)


def _only_for_one(what: list[str], url: str | None, title: str | None) -> None:
    many = (".jsonl", ".ndjson", ".gz", ".xml")
    one = len(what) == 1 and not Path(what[0]).is_dir() and not what[0].lower().endswith(many)
    if (url or title) and not one:
        raise typer.BadParameter("--url and --title describe one article: give one file")


def _checked_date(date: str | None) -> datetime | None:
    from corpus.article import ArticleError
    from corpus.dates import parse_date

    try:
        return parse_date(date) if date else None
    except ArticleError as error:
        raise typer.BadParameter(str(error)) from None


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
    if article.language:
        yield "language", article.language
    if article.paywalled:
        yield "paywalled", "yes"
    if article.original:
        yield "original", article.original
    if article.change:
        yield (
            "change",
            f"{article.change.value}{f' {article.changed:%Y-%m-%d}' if article.changed else ''}",
        )
    for notice in article.corrections:
        yield "correction", notice


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "unknown"


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
