"""An editor's own questions put to every system, and what came of them, on the terminal."""

import json
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.trial import FOOTNOTE, systems
from corpus.terminal import err, out
from index.evaluation.figures import differences, figures
from index.evaluation.outcomes import Outcome, Pipeline, run
from index.evaluation.page import write_html
from index.evaluation.plain import as_json as to_json
from index.evaluation.questions import Question, read_questions
from index.evaluation.table import table
from index.retriever import Retriever

_MOST_REFUSALS = 10  # that are printed one by one


def evaluate_and_report(
    retriever: Retriever,
    file: Path,
    as_json: bool,
    html: Path | None,
    baseline: bool,
    ablate: bool,
) -> None:
    """Run all systems on the questions in `file` and print, or write, how good they are."""
    questions, refused = read_questions(file)
    for refusal in refused[:_MOST_REFUSALS]:
        err.print(f"line {refusal.line}: {refusal.reason}", markup=False, style="yellow")
    if len(refused) > _MOST_REFUSALS:
        err.print(f"… and {len(refused) - _MOST_REFUSALS} more lines refused", style="yellow")
    outcomes = _all_outcomes(questions, systems(retriever, baseline, ablate))
    results = {name: figures(questions, found) for name, found in outcomes.items()}
    against = {
        name: differences(questions, found, outcomes[FOOTNOTE])
        for name, found in outcomes.items()
        if name != FOOTNOTE
    }
    if html:
        write_html(html, f"Evaluation: {file.name}", questions, outcomes, results, against)
        err.print(f"Report: {html}", markup=False, soft_wrap=True)
    if as_json:
        typer.echo(json.dumps(to_json(results, against), ensure_ascii=False, indent=2))
    else:
        out.print(table(results, against))


def _all_outcomes(
    questions: list[Question], pipelines: dict[str, Pipeline]
) -> dict[str, list[Outcome]]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    outcomes = {}
    with Progress(TextColumn("{task.description}"), *columns, console=err) as progress:
        for name, pipeline in pipelines.items():
            task = progress.add_task(name, total=len(questions))
            outcomes[name] = run(
                questions,
                pipeline,
                lambda done, _, task=task: progress.update(task, completed=done),  # type: ignore[misc]
            )
    return outcomes
