"""How a rebuild looks in a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from corpus.terminal import err
from index.rebuild import Rebuilt, Report

_SLOW = "embedded"  # the stage whose speed is told


class _Speed(ProgressColumn):
    """How many passages a second, of late."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        told = task.fields.get("stage") == _SLOW and speed
        return Text(f"{speed:,.0f} passages/s" if told else "", style="dim")


@contextmanager
def progress_bars() -> Iterator[Report]:
    """One bar per stage, on standard error."""
    with Progress(
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        _Speed(),
        console=err,
    ) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total, stage=stage)
            progress.update(tasks[stage], completed=done, total=done if total is None else total)

        yield report


def summary(rebuilt: Rebuilt) -> str:
    """What a rebuild did, in one line."""
    manifest = rebuilt.manifest
    size = f"{manifest.articles:,} articles, {manifest.passages:,} passages"
    if not rebuilt.changed:
        return f"Nothing changed: {size}, index {manifest.name} ({rebuilt.seconds:.1f} s)"
    work = f"{rebuilt.embedded:,} embedded, {rebuilt.reused:,} reused"
    return f"{size} ({work}); published {manifest.name} in {rebuilt.seconds:.1f} s"
