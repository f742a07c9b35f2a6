"""A desk that answers and swaps for long holds no more files, threads and maps than at first."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import faulty_home
import pytest
from steady import served, unsteady
from word_embedder import WordEmbedder

from bot.desk import Desk
from corpus.home import Home
from index.publishing import snapshots


def _questions() -> Iterator[str]:
    return (f"What of the harbour bridge, number {number}?" for number in count())


async def test_files_threads_and_maps_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk._LOOK_EVERY", 0.01)
    faulty_home.publish_twice(tmp_path / "home")
    index = Home(tmp_path / "home").index
    names = sorted(folder.name for folder in snapshots(index))
    desk = Desk(index, WordEmbedder)
    await desk.open()
    try:
        seen = await served(desk, index, names, _questions(), swaps=12, between=25)
    finally:
        await desk.close()
    assert len(seen) == 12
    assert unsteady(seen, most=0.2) == []  # memory is measured by the benchmark
