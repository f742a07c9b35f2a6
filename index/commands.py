"""`footnote index …`: rebuild, look at, roll back and search the index."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.terminal import err, make_app, out

# The commands import what they need when called, so that `--help` stays instant.
if TYPE_CHECKING:
    from index.retriever import Hit

app = make_app("The index: rebuild it, see what it holds, roll it back, search it.")


@app.command()
def rebuild(
    force: Annotated[bool, typer.Option(help="Embed everything anew.")] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Bring the index up to date with the coverage and publish it.

    Running bots swap to the new index within seconds. Unchanged passages are not embedded again.
    Stopped at any point, the index that was published before goes on serving.
    """
    from index.background import step_back

    if background:
        step_back()
    bring_up_to_date(force=force, background=background)


def bring_up_to_date(*, force: bool = False, background: bool = False) -> None:
    """Rebuild, showing the progress; in the background with few threads."""
    from corpus.settings import read_home, read_settings
    from corpus.store import ArticleStore
    from index import rebuild as rebuilding
    from index.background import THREADS
    from index.loading import load_embedder
    from index.progress import progress_bars, summary
    from index.settings import IndexSettings

    home, settings = read_home(), read_settings(IndexSettings)
    threads = THREADS if background else None
    load = partial(load_embedder, cache=settings.cache, threads=threads, bulk=True)
    with ArticleStore(home.articles) as store, progress_bars() as report:
        rebuilt = rebuilding.rebuild(store, home.index, settings.model, load, report, force)
    out.print(summary(rebuilt), soft_wrap=True)


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show which index is published, what it holds, and whether the coverage has moved on.

    Says so, and fails, when the index is damaged.
    """
    from rich.filesize import decimal
    from rich.markup import escape

    from corpus.settings import read_home
    from corpus.store import ArticleStore
    from index.layout import read_manifest
    from index.publishing import current, previous
    from index.stamps import untouched

    home = read_home()
    folder = current(home.index)
    manifest = read_manifest(folder)
    untouched(folder, manifest)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    older = previous(home.index)
    with ArticleStore(home.articles) as store:
        stale = store.state() != manifest.corpus
    if as_json:
        fields = json.loads(manifest.to_json())
        told = {"stale": stale, "previous": older and older.name, "bytes": size}
        typer.echo(json.dumps({**fields, **told}))
        return
    rate = f", {manifest.rate:,.0f} passages/s embedded" if manifest.rate else ""
    took = f" in {manifest.seconds:,.0f} s{rate}" if manifest.seconds >= 1 else ""
    dates = (manifest.earliest, manifest.latest)
    span = " to ".join(f"{date:%Y-%m-%d}" for date in dates if date) or "no dates"
    for name, value in (
        ("published", f"{manifest.name}, made {manifest.created:%Y-%m-%d %H:%M} UTC{took}"),
        ("holds", f"{manifest.articles:,} articles ({span}), {manifest.passages:,} passages"),
        ("model", f"{escape(manifest.model)} ({manifest.dimension} dimensions)"),
        ("weights", manifest.digest[:16] + "…"),
        ("vectors", f"{manifest.kind}; finds {manifest.recall:.1%} of the nearest 50"),
        ("on disk", decimal(size)),
        ("previous", older.name if older else "none"),
        ("coverage", "[yellow]changed since: run `footnote index rebuild`[/]" if stale else "same"),
    ):
        out.print(f"[bold]{name:>10}[/]  {value}")


@app.command()
def rollback() -> None:
    """Publish the index before the current one again.

    It answers from the coverage of its time: also from what was removed or corrected since.
    """
    from corpus.settings import read_home
    from corpus.store import ArticleStore
    from index import rebuild as rebuilding
    from index.layout import read_manifest

    home = read_home()
    older = rebuilding.rollback(home.index)
    out.print(f"Published {older.name} again; the next rebuild replaces it.")
    with ArticleStore(home.articles) as store:
        if store.state() != read_manifest(older).corpus:
            err.print("[yellow]What was removed or corrected since is answered from again.[/]")


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", help="How many passages.", min=1, max=1000)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show the passages that most likely answer a question, with what speaks for them."""
    from corpus.settings import read_home, read_settings
    from index.loading import load_embedder
    from index.question import read
    from index.retriever import open_current
    from index.settings import IndexSettings
    from index.stamps import untouched

    load = partial(load_embedder, cache=read_settings(IndexSettings).cache)
    retriever = open_current(read_home().index, load, verify=untouched)
    hits = retriever.search(read(question, datetime.now(UTC), retriever.facets), k)
    if as_json:
        typer.echo(json.dumps([_as_json(hit) for hit in hits], ensure_ascii=False))
        return
    if not hits:
        out.print("Nothing found.")
    for number, hit in enumerate(hits, start=1):
        _print_hit(number, hit)


def _as_json(hit: "Hit") -> dict[str, object]:
    return {
        "score": round(hit.score, 4),
        "meaning": round(hit.meaning, 4),
        "words": round(hit.words, 4),
        "kind": hit.article.kind.value,
        "copies": [copy.id for copy in hit.copies],
        "why": hit.why,
        "article": hit.article.id,
        "revision": hit.article.revision,
        "title": hit.article.title,
        "outlet": hit.article.outlet,
        "published": hit.article.published.isoformat() if hit.article.published else None,
        "url": hit.article.url,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
    }


def _print_hit(number: int, hit: "Hit") -> None:
    from rich.markup import escape
    from rich.padding import Padding

    article = hit.article
    date = f"{article.published:%Y-%m-%d}" if article.published else "date unknown"
    facts = " · ".join([escape(article.outlet or "outlet unknown"), date, article.id])
    out.print(f"[bold]{number}[/] [cyan]{hit.score:.3f}[/] [bold]{escape(article.title)}[/]")
    out.print(f"  [dim]{facts}[/]")
    out.print(Padding(escape(hit.passage.text), (0, 0, 1, 2)))
