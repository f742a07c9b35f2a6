"""An evaluation as one HTML file to keep, which needs no other."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from index.evaluation.drawing import svg
from index.evaluation.figures import Figures, known_measures, most_questions
from index.evaluation.grades import Grade, confidently_wrong, grades, missed
from index.evaluation.measures import Measure
from index.evaluation.outcomes import Outcome
from index.evaluation.plots import plots
from index.evaluation.questions import Question
from index.evaluation.wording import INTERVAL, difference, interval, written
from index.evaluation.worst import worst

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1d21; --quiet: #5b616b; --paper: #fff;
  --line: #d9dce1; --panel: #f5f6f8;
  --s1: #1f5fbf; --s2: #c2560c; --s3: #1b7f5c; --s4: #8a3fa8; --s5: #a3194b; --s6: #5b616b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --quiet: #a3a9b3; --paper: #16181c;
  --line: #363a41; --panel: #1f2227;
  --s1: #7db1ff; --s2: #ff9d5c; --s3: #5fd0a5; --s4: #d39bf0; --s5: #ff86ae; --s6: #a3a9b3; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 0 0 .5rem; }
.quiet { color: var(--quiet); font-size: .875rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); }
tbody th { font-weight: 400; min-width: 14rem; }
tr.part th { font-weight: 600; padding-top: 1.25rem; }
td { white-space: nowrap; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
  gap: 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 600; }
svg { width: 100%; height: auto; } svg text { font-family: system-ui, sans-serif !important; }
article { background: var(--panel); border-radius: .5rem; padding: 1rem; margin: 1rem 0;
  overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--quiet); } dd { margin: 0; }
@media (max-width: 40rem) { dl { display: block; } dd { margin-bottom: .5rem; } }
"""


def write_html(
    path: Path,
    title: str,
    questions: Sequence[Question],
    outcomes: Mapping[str, Sequence[Outcome]],
    results: Mapping[str, Figures],
    differences: Mapping[str, Figures] | None = None,
) -> None:
    """One file that needs no other: figures, plots, and the worst questions of the first system.

    `outcomes` and `results` have the same systems in the same order.
    """
    graded = {name: grades(questions, done) for name, done in outcomes.items()}
    path.write_text(
        _page(title, len(questions), results, differences or {}, graded),
        encoding="utf-8",
        errors="replace",
    )


def _page(
    title: str,
    size: int,
    results: Mapping[str, Figures],
    differences: Mapping[str, Figures],
    graded: Mapping[str, Sequence[Grade]],
) -> str:
    pictures = "".join(
        f"<figure><figcaption>{escape(plot.title)}</figcaption>{svg(plot)}</figure>"
        for plot in plots(results, graded)
    )
    first, judged = next(iter(graded.items()))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">{escape(title)}</h1>
<p>{size:,} questions. Intervals: {INTERVAL}.</p>
<h2 id="figures">Figures</h2>
{_html_table(results, differences)}
{_explained(results, differences)}
<h2>Plots</h2>
<div class="plots">{pictures}</div>
{worst("Confidently wrong", first, confidently_wrong(judged))}
{worst("Missed", first, missed(judged))}
</main>
</body>
</html>
"""


def _explained(results: Mapping[str, Figures], differences: Mapping[str, Figures]) -> str:
    if not differences:
        return ""
    first = escape(next(iter(results)))
    told = f"Below a figure: its difference from {first}; * its 95 % interval leaves 0 out."
    return f'<p class="quiet">{told}</p>'


def _html_table(results: Mapping[str, Figures], differences: Mapping[str, Figures]) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in results)
    rows = []
    part = None
    for measure in known_measures(results):
        if measure.part is not part:
            part = measure.part
            span = len(results) + 2
            rows.append(f'<tr class="part"><th scope="rowgroup" colspan="{span}">{part}</th></tr>')
        rows.append(_html_row(measure, results, differences))
    return (
        '<div class="scroll" role="region" aria-labelledby="figures" tabindex="0"><table>'
        f'<thead><tr><th scope="col">Figure</th>{heads}<th scope="col">Questions</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _html_row(
    measure: Measure, results: Mapping[str, Figures], differences: Mapping[str, Figures]
) -> str:
    cells = "".join(
        _html_cell(measure, figures, differences.get(name)) for name, figures in results.items()
    )
    better = "higher is better" if measure.higher_is_better else "lower is better"
    return (
        f'<tr><th scope="row">{escape(measure.label)}'
        f'<br><span class="quiet">{escape(measure.meaning)}; {better}</span></th>'
        f"{cells}<td>{most_questions(results, measure):,}</td></tr>"
    )


def _html_cell(measure: Measure, figures: Figures, compared: Figures | None) -> str:
    figure = figures.of(measure)
    if figure is None:
        return "<td>–</td>"
    change = compared.of(measure) if compared else None
    more = f"<br>{difference(change, measure.unit)}" if change else ""
    span = f'<span class="quiet">{interval(figure, measure.unit)}{more}</span>'
    return f"<td><strong>{written(figure.value, measure.unit)}</strong> {span}</td>"
