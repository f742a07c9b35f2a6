"""The `footnote` command: where everything is made and handed on."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import operating
from corpus.commands import app as corpus_app
from corpus.errors import FootnoteError
from corpus.terminal import err, make_app, out, run
from index.commands import app as index_app

# The commands import what they need when called, so that `--help` stays instant.
if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.desk import Desk
    from bot.observing import Observer
    from bot.timeline import Timeline
    from index.filters import Filters


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"footnote-bot {version('footnote-bot')}")
        raise typer.Exit


app = make_app(
    "Footnote answers questions from your coverage, each sentence quoted word for word.\n\n"
    "First time: [bold]footnote sample[/], then [bold]footnote ask[/]. With your own coverage: "
    "[bold]footnote corpus add PATH…[/], [bold]footnote index rebuild[/], [bold]footnote bot[/]."
)


@app.callback()
def footnote(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options before the command."""


app.add_typer(corpus_app, name="corpus")
app.add_typer(index_app, name="index")

_Json = Annotated[bool, typer.Option("--json", help="For programs; the shape is in the README.")]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Your question, in quotes.")],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Ask as if it were that day's end (2025-03-20) or that moment: nothing published "
            "later is used, and “last week” is read from it.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Only what was published from then on: 2024-05-01, “May 2024”, “last week”.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only until then, that day or month included."),
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only from this outlet; repeat for more."),
    ] = None,
    section: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only from this section; repeat for more."),
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only by this author; repeat for more.")
    ] = None,
    as_json: _Json = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="Load the sample coverage first if there is none.")
    ] = False,
) -> None:
    """Ask the coverage one question.

    Prints the sentences that answer, word for word, with their sources; or that the coverage
    doesn't say. Of what the options leave out nothing is used.
    """
    from corpus.article import ArticleError
    from corpus.dates import last_moment
    from index.filters import Filters, since_of, until_of

    try:
        moment = last_moment(as_of) if as_of else None
    except ArticleError as error:
        raise FootnoteError(f"--as-of: {error}") from None
    filters = Filters(
        since=_date(since, since_of, moment),
        until=_date(until, until_of, moment),
        outlets=tuple(outlet or ()),
        sections=tuple(section or ()),
        authors=tuple(author or ()),
    )
    with contextlib.redirect_stdout(sys.stderr):  # standard output is for the answer alone
        _have_coverage(load_at_once=sample)
    asyncio.run(_ask_once(_desk(), question, as_json, moment, filters))


@app.command()
def chat() -> None:
    """Ask question after question; an empty line or Ctrl-D ends it.

    A question may follow up the one before: "And when was that?", "What about the ferry?".
    """
    _have_coverage(load_at_once=False)
    asyncio.run(_chat(_desk()))


@app.command()
def timeline(
    topic: Annotated[str, typer.Argument(help="What it is about, in quotes.")],
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="From then on: 2024-05-01, “May 2024”, “last week”."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Until then, that day or month included.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.png", help="Draw it into this file too.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Show how much was published on a topic when, and which articles to read."""
    from bot.timeline_console import as_json as to_json
    from bot.timeline_console import print_timeline
    from bot.timeline_plot import draw
    from index.filters import Filters, since_of, until_of

    if picture and picture.suffix.lower() != ".png":
        raise typer.BadParameter("the picture is a PNG, so its name must end in .png")
    chosen = Filters(since=_date(since, since_of), until=_date(until, until_of))
    with contextlib.redirect_stdout(sys.stderr):  # standard output is for the timeline alone
        _have_coverage(load_at_once=False)
    found = asyncio.run(_timeline_of(_desk(), topic, chosen))
    if as_json:
        typer.echo(json.dumps(to_json(found), ensure_ascii=False, indent=2))
    else:
        print_timeline(out, found)
    if picture:
        if not found.weeks:
            raise FootnoteError("there is nothing dated to draw, so no picture was written")
        picture.write_bytes(draw(found))


@app.command()
def sample(
    remove: Annotated[bool, typer.Option("--remove", help="Take the sample out again.")] = False,
) -> None:
    """Load the sample coverage, a fictional newspaper, and index it."""
    from corpus.sample import load_sample, remove_sample
    from corpus.settings import read_home
    from corpus.store import ArticleStore
    from index.commands import rebuild

    with ArticleStore(read_home().articles) as store:
        if remove:
            out.print(f"Sample coverage: {remove_sample(store)} fictional articles taken out.")
        else:
            out.print(f"Sample coverage: {load_sample(store)} articles, all of them fiction.")
    rebuild()


@index_app.command()
def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS.jsonl",
            help='One a line: {"id", "question", "asked_at"?, "articles"?: [ids or URLs that '
            'answer], "answers"?: [strings], "unanswerable"?: true}.',
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a report with plots to this file.")
    ] = None,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Run plain dense search beside it.")
    ] = False,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="Switch each signal off in turn as well (slow).")
    ] = False,
) -> None:
    """Measure how well the index and the answers do on your own questions.

    Runs the real pipeline and reports, with 95 % intervals: whether the right articles are found,
    whether the answer stands in the passages and in the sentences shown, how well it knows when
    not to answer, whether every quote is verbatim, and how long it takes.
    """
    from bot.evaluating import evaluate_and_report
    from corpus.settings import read_home, read_settings
    from index.loading import load_embedder
    from index.retriever import open_current
    from index.settings import IndexSettings

    load = partial(load_embedder, cache=read_settings(IndexSettings).cache)
    with err.status("Loading the model…"):
        retriever = open_current(read_home().index, load)
    evaluate_and_report(retriever, questions, as_json, html, baseline, ablate)


@corpus_app.command()
def fetch(
    every: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Keep doing so, this often (5m, 2h), and rebuild the index."
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Rebuild the index if something changed.")
    ] = False,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Look at every known page again, due or not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: every item.")] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Bring all due sources up to date: what is new, what was edited, what is gone.

    A page that is gone twice in a row takes its article down. Three errors in a row pause a
    source; see `footnote corpus sources`.
    """
    from bot import keeping
    from corpus.settings import interval

    if every is None:
        keeping.fetch(rebuild or background, recheck, as_json, background)
        return
    try:
        length = interval(every)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            keeping.fetch(True, recheck, as_json, background)
            keeping.pause(length)


@app.command()
def bot() -> None:
    """Serve on Discord until stopped; needs DISCORD_TOKEN.

    Ends with status 75 when the connection to Discord is stuck for good, with 70 when the program
    itself is: a supervisor should start it again.
    """
    import logging

    from bot.clerk import Clerk
    from bot.client import run as serve
    from bot.front import Front
    from bot.logs import set_up_logs
    from bot.metrics import Metrics
    from bot.observing import UNOBSERVED
    from bot.settings import BotSettings
    from bot.watchdog import GATEWAY_STUCK, GatewayStuck
    from bot.watching import Shown
    from corpus.settings import read_home, read_settings

    settings = read_settings(BotSettings)
    token = settings.token.get_secret_value() if settings.token else ""
    set_up_logs(settings.log_level, settings.log_format, [token])
    home = read_home()
    logging.getLogger(__name__).info("home %s", home.root)
    shown = Shown(settings.health_port, Metrics(), home) if settings.health_port else None
    observer = shown.metrics if shown else UNOBSERVED
    front = Front(
        _desk(observer, serving=True),
        Clerk(home.records, observer),
        keep_questions=settings.keep_questions,
        days_kept=settings.days_kept,
        observer=observer,
    )
    try:
        serve(front, settings, home.discord, shown=shown)
    except GatewayStuck as error:
        logging.getLogger(__name__).critical("%s", error)
        raise typer.Exit(GATEWAY_STUCK) from None


@app.command()
def doctor() -> None:
    """Look at everything that has to be right, and say how to mend what is not."""
    from rich.markup import escape

    from bot.doctor import examine

    ill = False
    for finding in examine():
        ill = ill or finding.mend is not None
        mark = "[yellow]✗[/]" if finding.mend else "[green]✓[/]"
        name, state = escape(finding.name), escape(finding.state)
        out.print(f"{mark} [bold]{name}[/]: {state}", soft_wrap=True)
        if finding.mend:
            out.print(f"    → {escape(finding.mend)}", soft_wrap=True)
    raise typer.Exit(1 if ill else 0)


app.command()(operating.backup)
app.command()(operating.restore)


def main() -> None:
    """The console script."""
    run(app)


def _desk(observer: "Observer | None" = None, *, serving: bool = False) -> "Desk":
    """What answers; one that is `serving` reads all files of its index first."""
    from bot.desk import Desk
    from bot.observing import UNOBSERVED
    from bot.settings import BotSettings
    from corpus.settings import read_home, read_settings
    from index.loading import load_embedder
    from index.reranking import CrossReranker
    from index.settings import IndexSettings
    from index.stamps import untouched, whole

    settings = read_settings(BotSettings)
    name, seconds = settings.reranker, settings.reranker_seconds
    reranker = (lambda: CrossReranker(name, seconds)) if name else None
    index, listening = read_home().index, observer or UNOBSERVED
    load = partial(load_embedder, cache=read_settings(IndexSettings).cache)
    verify = whole if serving else untouched
    return Desk(index, load, settings.waiting, reranker, listening, verify)


def _have_coverage(load_at_once: bool) -> None:
    """Load the sample when there are no articles and that is wanted; else say what to do."""
    from corpus.settings import read_home
    from corpus.store import ArticleStore
    from index.commands import rebuild
    from index.publishing import is_published

    home = read_home()
    with ArticleStore(home.articles) as store:
        empty = store.count() == 0
    if not empty:
        if load_at_once and not is_published(home.index):
            rebuild()
    elif load_at_once or (sys.stdin.isatty() and typer.confirm(_OFFER, default=True, err=True)):
        sample()
    else:
        raise FootnoteError(
            "there are no articles yet; add some with `footnote corpus add PATH…`, or load the "
            "sample coverage with `footnote sample`"
        )


_OFFER = "There are no articles yet. Load the sample coverage, a fictional newspaper?"


async def _ask_once(
    desk: "Desk", question: str, as_json: bool, asked_at: datetime | None, filters: "Filters"
) -> None:
    from bot.console import as_json as to_json
    from bot.console import print_answer

    with err.status("Loading the model…"):
        await desk.open()
    try:
        found = await _answer(desk.ask(question, None, asked_at, filters))
        if as_json:
            typer.echo(json.dumps(to_json(found), ensure_ascii=False, indent=2))
        else:
            print_answer(out, found)
    finally:
        await desk.close()


async def _timeline_of(desk: "Desk", topic: str, filters: "Filters") -> "Timeline":
    from bot.desk import DeskError
    from bot.explanations import sentence_for

    with err.status("Loading the model…"):
        await desk.open()
    try:
        return await desk.timeline(topic, filters)
    except DeskError as error:
        raise FootnoteError(sentence_for(error) or str(error)) from None
    finally:
        await desk.close()


def _date(
    text: str | None,
    read: Callable[[str, datetime], datetime | None],
    asked_at: datetime | None = None,
) -> datetime | None:
    """The moment that an option says. Raises typer.BadParameter when it is no date."""
    moment = read(text, asked_at or datetime.now(UTC)) if text else None
    if text and moment is None:
        raise typer.BadParameter(f"“{text}” is no date; write 2024-05-01, May 2024 or last week")
    return moment


async def _chat(desk: "Desk") -> None:
    from bot.console import print_answer
    from bot.desk import turn_of

    with err.status("Loading the model…"):
        await desk.open()
    watch = asyncio.create_task(desk.watch())
    before: Answer | None = None
    try:
        while question := await asyncio.to_thread(_read_question):
            try:
                before = await _answer(desk.ask(question, turn_of(before) if before else None))
                print_answer(out, before)
            except FootnoteError as error:
                err.print(str(error), markup=False)
    finally:
        watch.cancel()
        await desk.close()


def _read_question() -> str:
    try:
        return err.input("[bold]?[/] ").strip()
    except EOFError:
        return ""


async def _answer(asking: "Awaitable[Answer]") -> "Answer":
    """The answer; a reason why there is none becomes a sentence for the terminal."""
    from bot.desk import DeskError
    from bot.explanations import sentence_for

    try:
        return await asking
    except DeskError as error:
        raise FootnoteError(sentence_for(error) or str(error)) from None
