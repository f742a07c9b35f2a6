"""`footnote backup` and `footnote restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import FootnoteError
from corpus.terminal import err, out

if TYPE_CHECKING:
    from bot.archive import Inventory, Report


def backup(
    file: Annotated[Path, typer.Argument(help="FILE.zip", show_default=False)],
    with_index: Annotated[
        bool,
        typer.Option("--with-index", help="The published index too: a restore serves at once."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Make none; read this one and say whether it is whole.")
    ] = False,
) -> None:
    """Write all that must not be lost into one file, while the bot serves and rebuilds.

    In it: articles with revisions, takedowns and sources; servers' settings, answers, votes and
    filed questions; what Discord knows of the commands. Not in it: `.env` and the token, which
    you keep elsewhere, and, unless asked for, the index, which can be rebuilt.

    It holds what was there at its time: what was purged or forgotten (`/forget-me`) later is still
    in it. Keep backups no longer than you need them, and where only you can read them.

    `footnote corpus export` is something else: the articles alone, as JSON lines that any program
    reads and that can be added to coverage that is already there.
    """
    from bot.archive import Archive, verify
    from bot.safekeeping import back_up
    from corpus.settings import read_home

    if check:
        with _progress("Reading") as report, Archive(_existing(file)) as archive:
            verify(archive, report)
        _print("Whole", archive.inventory)
        return
    with _progress("Writing") as report:
        made = back_up(read_home(), file, report, with_index=with_index, force=force)
    _print(f"Written to {file}", made)
    if made.index is None:
        out.print("[dim]The index is not in it: after a restore, `footnote index rebuild`.[/]")


def restore(
    file: Annotated[Path, typer.Argument(help="A file of `footnote backup`.", show_default=False)],
    force: Annotated[
        bool, typer.Option("--force", help="Also where there is data; it is kept aside.")
    ] = False,
) -> None:
    """Put a backup back into FOOTNOTE_HOME; stop the bot first.

    Everything is checked before anything is touched. What was there is kept in a folder of its
    own, before-restore-…, until you delete it. A backup of an older Footnote is brought up to this
    one.

    What was taken down or forgotten since the backup was made is back: take it down again.
    """
    from bot.restoring import restore as put_back
    from corpus.settings import read_home

    home = read_home()
    with _progress("Restoring") as report:
        done = put_back(home, _existing(file), report, force=force)
    _print(f"Restored to {home.root}", done.inventory)
    if done.aside:
        said = f"What was there is in {done.aside}; delete it when all is well."
        out.print(said, markup=False, soft_wrap=True)
    if done.left_out:
        err.print(f"Its index was left out: {done.left_out}", markup=False, soft_wrap=True)
    elif done.index is None:
        out.print("Now run `footnote index rebuild`.")


def _print(what: str, inventory: "Inventory") -> None:
    from bot.archive import RECORDS

    inside = [f"{inventory.articles:,} articles"]
    inside += ["records"] if RECORDS in inventory.files else []
    inside += [f"index {inventory.index}"] if inventory.index else []
    made = f"{inventory.created:%Y-%m-%d %H:%M} UTC by version {inventory.version}"
    out.print(f"{what}: {', '.join(inside)}; made {made}", markup=False, soft_wrap=True)


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise FootnoteError(f"there is no file {file}")
    return file


@contextmanager
def _progress(what: str) -> "Iterator[Report]":
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(what, total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield report
