"""Where an error happened, for the log, without the values that it is about."""

import traceback
from collections.abc import Iterator

# Errors about a value hold it: a word of a question, a line of an article.
_ABOUT_VALUES = (ValueError, LookupError, AssertionError)
_LINKS = 10  # of a chain of errors


def stack_of(error: BaseException) -> str:
    """The stacks of an error and of those that led to it, the first one first."""
    return "\n\nand then\n\n".join(reversed([_one(link) for link in _chain(error)]))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_LINKS):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    name = type(error).__qualname__
    told = "(a value, not logged)" if isinstance(error, _ABOUT_VALUES) else str(error)
    return f"Traceback (most recent call last):\n{frames}{name}: {told}".rstrip(": ")
