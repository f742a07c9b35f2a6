"""A page that needs nothing else."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tiny_evaluation import ABSTAINED, BAD, GOOD, QUESTIONS, changes

from index.evaluation.figures import Figures, figures
from index.evaluation.measures import MEASURES
from index.evaluation.outcomes import Outcome
from index.evaluation.page import write_html
from index.evaluation.questions import Question


class Page(HTMLParser):
    """What a browser would find."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def write(
    path: Path,
    compared: Mapping[str, Figures] | None = None,
    questions: Sequence[Question] = QUESTIONS,
    **systems: Sequence[Outcome],
) -> str:
    told = {name: figures(questions, done) for name, done in systems.items()}
    write_html(path / "report.html", "Tests & <trials>", questions, systems, told, compared)
    return (path / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("report"), Footnote=BAD, baseline=GOOD)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_everything_that_is_opened_is_closed(page: Page) -> None:
    assert page.open == []


def test_nothing_is_fetched_and_nothing_runs(source: str, page: Page) -> None:
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in page.tags)
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", source)
    assert not re.findall(r"url\((?!#)|@import", source)


def test_what_was_shown_is_text(source: str, page: Page) -> None:
    assert "<script>" not in source
    assert "<script>alert(1)</script>" in page.text
    assert "Who <b>opened</b> it?" in page.text
    assert "Tests & <trials>" in page.text


def test_every_plot_is_told_to_who_cannot_see_it(page: Page) -> None:
    pictures = page.all("svg")
    assert [(p["role"], (p["aria-label"] or "").partition(".")[0]) for p in pictures] == [
        ("img", "An article that answers among the first k"),
        ("img", "An answer in the best k passages"),
        ("img", "Risk and coverage"),
        ("img", "Confidence of Footnote"),
        ("img", "Confidence of baseline"),
        ("img", "Latency"),
    ]
    assert pictures[0]["aria-label"] == (
        "An article that answers among the first k. "
        "Footnote: 0.50 at 1, 1.00 at 10; baseline: 0.50 at 1, 1.00 at 10."
    )


def test_no_id_is_used_twice_and_every_reference_has_its_id(source: str, page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', source)) <= set(ids)


def test_plots_take_their_colours_from_the_page(source: str) -> None:
    """So that they can be seen in the dark as well."""
    drawn = source.partition("<svg")[2]
    assert "var(--ink)" in drawn
    assert "var(--s1)" in drawn
    assert not re.findall(r"#0a0b0\d|#010203", drawn)
    assert "prefers-color-scheme: dark" in source


def test_every_figure_is_explained(page: Page) -> None:
    for measure in MEASURES:
        assert measure.meaning in page.text


def test_the_worst_are_those_of_the_first_system(page: Page) -> None:
    text = page.text[page.text.index("Confidently wrong") :]
    wrong, _, missing = text.partition("Missed")
    assert "Footnote: 2 questions." in wrong
    assert "Expectednothing: the coverage does not say" in wrong
    assert "Expectedthe mayorArticlea" in wrong
    assert "Footnote: 1 question." in missing
    assert "When & where?" in missing
    assert "Answer foundpassage 2" in missing


def test_differences_stand_below_the_figures(tmp_path: Path) -> None:
    text = write(tmp_path, changes(GOOD, b=BAD), a=GOOD, b=BAD)
    assert "<br>+1.000*</span>" in text
    assert "its difference from a; * its" in text


def test_questions_of_which_nothing_is_known_have_a_report(tmp_path: Path) -> None:
    text = write(tmp_path, questions=[Question("1", "Who?")], Footnote=[ABSTAINED])
    assert [p["aria-label"] for p in Page(text).all("svg")] == ["Latency. Footnote: median 200 ms."]


def test_the_same_outcomes_make_the_same_page(tmp_path: Path, source: str) -> None:
    assert write(tmp_path, Footnote=BAD, baseline=GOOD) == source


def test_a_name_is_not_read_as_mathematics(tmp_path: Path) -> None:
    assert ">$x$<" in write(tmp_path, None, QUESTIONS, **{"$x$": GOOD})


def test_many_systems_have_a_report(tmp_path: Path) -> None:
    systems = {f"without {number}": GOOD for number in range(9)}
    assert "without 8" in Page(write(tmp_path, None, QUESTIONS, **systems)).text


def test_plots_are_the_only_ones_to_import_matplotlib() -> None:
    code = "import sys, index.evaluation.page; print('matplotlib' in sys.modules)"
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
