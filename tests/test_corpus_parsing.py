"""What reads strangers' pages: a process of its own, whose end costs one page."""

import os
import time

import pytest

from corpus.article import ArticleError
from corpus.parsing import Parsers


async def test_what_is_read_comes_back_from_another_process() -> None:
    async with Parsers() as parsers:
        assert await parsers.run(len, "abc") == 3
        assert await parsers.run(os.getpid) != os.getpid()


async def test_what_takes_too_long_or_breaks_its_process_costs_nothing_else() -> None:
    async with Parsers(seconds=1) as parsers:
        with pytest.raises(ArticleError, match=r"^took longer than 1 s to read$"):
            await parsers.run(time.sleep, 3600)
    async with Parsers() as parsers:
        with pytest.raises(ArticleError, match=r"^broke the process that was reading it$"):
            await parsers.run(os._exit, 1)
        assert await parsers.run(len, "abc") == 3


async def test_errors_of_reading_come_back_as_they_are() -> None:
    async with Parsers() as parsers:
        with pytest.raises(ValueError, match="invalid literal"):
            await parsers.run(int, "no number")
