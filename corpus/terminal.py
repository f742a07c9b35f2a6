"""How the command lines of all packages start, speak and fail."""

import os
import sqlite3
import sys

import typer
from rich.console import Console

from corpus.advice import what_to_do
from corpus.errors import FootnoteError

# No emoji codes: they would turn the ratio 10:100:1000 of an article into a picture.
out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)


_OURS_ALONE = 0o077


def make_app(help_text: str, *, bare: bool = False) -> typer.Typer:
    """A group of commands in the house style; a `bare` one does something by itself."""
    return typer.Typer(
        help=help_text,
        no_args_is_help=not bare,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def run(app: typer.Typer) -> None:
    """Run a command line: errors for the operator become one line and exit status 1.

    What it writes is readable by its user alone, files and folders, whatever the shell's umask.
    """
    os.umask(_OURS_ALONE)
    try:
        app()
    except FootnoteError as error:
        _fail(str(error))
    except sqlite3.Error as error:
        _fail(f"the articles cannot be read or written: {error}{_advice(error)}")
    except OSError as error:  # disk full, no permission: theirs to mend as well
        where = f": {error.filename}" if error.filename else ""
        _fail(f"{error.strerror or error}{where}{_advice(error)}")


def _advice(error: Exception) -> str:
    advice = what_to_do(error)
    return f"; {advice}" if advice else ""


def _fail(message: str) -> None:
    err.print(f"[bold red]footnote:[/] {_plain(message)}", soft_wrap=True)
    sys.exit(1)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
