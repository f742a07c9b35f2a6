"""How much of articles is found on pages, and how much else: F1, precision and recall.

    python tests/benchmarks/extraction.py --data DIR [--fundus DIR] [--pages N]

DIR has the form of scrapinghub/article-extraction-benchmark: html/*.html.gz and
ground-truth.json. The figures are by that benchmark's definition: precision and recall over the
bag of four-word shingles of each page, averaged over pages, F1 of the two averages; ± is the
standard deviation over bootstrap samples of the pages.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from corpus.article import ArticleError
from corpus.html import read_html
from corpus.scraped import clean
from corpus.template import learn

_TOKEN = re.compile(r"\w+")
_SAMPLES = 300
_BLOCKS = frozenset(
    """address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section select summary
    table tbody td tfoot th thead tr ul button label""".split()
)
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe"))
Overlap = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with the body of the article on it, as people have marked it."""

    html: bytes
    body: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the extraction benchmark")
    parser.add_argument("--fundus", type=Path, help="folder of fundus's test data (with metadata)")
    parser.add_argument("--pages", type=int, default=None, help="only the first so many")
    options = parser.parse_args()
    if options.data:
        report("article-extraction-benchmark", list(read_data(options.data))[: options.pages])
    if options.fundus:
        from extraction_metadata import gold_pages
        from extraction_metadata import report as report_metadata

        report_metadata(options.fundus)
        pages = [GoldPage(page, body) for page, body in gold_pages(options.fundus)]
        report("fundus", pages[: options.pages])


def read_data(folder: Path) -> Iterator[GoldPage]:
    """The pages of a folder in the benchmark's form."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, gold in truth.items():
        page = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield GoldPage(page, gold["articleBody"])


def report(name: str, pages: Sequence[GoldPage]) -> None:
    """Print a table of what is found in HTML, in text, and in texts that are clean already."""
    print(f"{name}: {len(pages)} pages\n{'':34} F1            precision     recall        pages/s")
    row("HTML", pages, lambda page: from_html(page.html))
    texts = {id(page): as_text(page.html) for page in pages}
    row("text of the page as it is", pages, lambda page: texts[id(page)])
    row("text, cleaned", pages, lambda page: from_text(texts[id(page)]))
    row("text, cleaned, with two siblings", pages, lambda page: with_siblings(page, pages, texts))
    row("clean text, cleaned", pages, lambda page: from_text(page.body))


def row(name: str, pages: Sequence[GoldPage], extract: Callable[[GoldPage], str]) -> None:
    started = time.perf_counter()
    found = [extract(page) for page in pages]
    seconds = time.perf_counter() - started
    overlaps = [overlap(page.body, text) for page, text in zip(pages, found, strict=True)]
    drawn = random.Random(1)
    samples = [score(drawn.choices(overlaps, k=len(overlaps))) for _ in range(_SAMPLES)]
    figures = [
        f"{figure:.3f} ± {statistics.pstdev(column):.3f}"
        for figure, column in zip(score(overlaps), zip(*samples, strict=True), strict=True)
    ]
    print(f"{name:34}{figures[0]:14}{figures[1]:14}{figures[2]:14}{len(pages) / seconds:6.0f}")


def score(overlaps: Sequence[Overlap]) -> tuple[float, float, float]:
    """F1, precision and recall over pages."""
    precision = statistics.mean(ratio(tp, fp, fn, of=fp) for tp, fp, fn in overlaps)
    recall = statistics.mean(ratio(tp, fp, fn, of=fn) for tp, fp, fn in overlaps)
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0, precision, recall


def ratio(tp: float, fp: float, fn: float, of: float) -> float:
    """tp out of tp and `of`; of nothing that is rightly nothing, 1."""
    if fp == fn == 0:
        return 1.0
    return tp / (tp + of) if tp + of else 0.0


def overlap(gold: str, found: str) -> Overlap:
    """Shares of four-word shingles that are in both, in the found only, in the gold only."""
    wanted, got = shingles(gold), shingles(found)
    both = sum((wanted & got).values())
    only_found, only_gold = sum((got - wanted).values()), sum((wanted - got).values())
    total = both + only_found + only_gold
    return (both / total, only_found / total, only_gold / total) if total else (0.0, 0.0, 0.0)


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """The bag of runs of `size` words; a shorter text is one run."""
    words = _TOKEN.findall(text)
    runs = [tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))]
    return Counter(run for run in runs if run)


def from_html(page: bytes) -> str:
    try:
        return read_html(page).text
    except ArticleError:
        return ""


def from_text(text: str) -> str:
    return "\n\n".join(clean(text).paragraphs)


def with_siblings(page: GoldPage, pages: Sequence[GoldPage], texts: dict[int, str]) -> str:
    """Cleaned beside two pages of the same template: its furniture around other articles."""
    own = texts[id(page)]
    at = pages.index(page)
    others = [pages[(at + step) % len(pages)].body for step in (1, 2)]
    template = learn([own, *(swapped(own, page.body, other) for other in others)])
    return "\n\n".join(clean(own, template=template).paragraphs)


def swapped(text: str, body: str, other: str) -> str:
    """A page's lines with those of its article's body taken out and another body put in."""
    inside = shingles(body)
    lines = text.split("\n")
    own = [at for at, line in enumerate(lines) if line.strip() and _is_of(line, body, inside)]
    if not own:
        return f"{text}\n{other}"
    kept = [line for at, line in enumerate(lines) if at not in set(own)]
    return "\n".join([*kept[: own[0]], other, *kept[own[0] :]])


def _is_of(line: str, body: str, inside: Counter[tuple[str, ...]]) -> bool:
    runs = shingles(line)
    return line in body if len(line.split()) < 4 else sum((runs & inside).values()) > len(runs) / 2


def as_text(page: bytes) -> str:
    """A page as text: a line for each block element, as HTML-to-text converters give it."""
    from corpus.charset import decode

    tree = html.document_fromstring(decode(page).encode(), html.HTMLParser(encoding="utf-8"))
    lines: list[str] = [""]

    def walk(element: html.HtmlElement) -> None:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            return
        if element.tag in _BLOCKS or element.tag == "br":
            lines.append("")
        lines[-1] += element.text or ""
        for child in element:
            walk(child)
            lines[-1] += child.tail or ""
        if element.tag in _BLOCKS:
            lines.append("")

    walk(tree)
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


if __name__ == "__main__":
    main()
