"""How true the metadata is that is read from pages: title, day, authors; and what the gate holds.

    python tests/benchmarks/extraction_metadata.py DIR [--languages en,de]

DIR is the test data of flairNLP/fundus (tests/resources/parser/test_data): pages of news sites and
what each site's own parser reads of them.
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.article import ArticleError
from corpus.dates import parse_date
from corpus.html import read_html
from corpus.page import Page

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Gold:
    """A page and what is true of it. None: the site's parser reads no such thing."""

    name: str
    html: bytes
    url: str
    body: str
    title: str | None
    authors: tuple[str, ...] | None
    published: datetime | None


def read_gold(folder: Path) -> Iterator[Gold]:
    """The pages of all countries, by name."""
    for truth in sorted(folder.glob("*/*.json")):
        versions = json.loads(truth.read_text("utf-8"))
        about = json.loads((truth.parent / "meta.info").read_text("utf-8"))
        for page in sorted(truth.parent.glob(f"{truth.stem}_*.html.gz")):
            if re.fullmatch(rf"{re.escape(truth.stem)}_[\d_]+\.html\.gz", page.name):
                html = gzip.decompress(page.read_bytes())
                fields = _version_of(html.decode("utf-8", "replace"), list(versions.values()))
                yield _gold(page, html, about.get(page.name, {}).get("url", ""), fields)


def gold_pages(folder: Path) -> Iterator[tuple[bytes, str]]:
    """The pages with the bodies of their articles."""
    return ((gold.html, gold.body) for gold in read_gold(folder) if gold.body)


def report(folder: Path) -> None:
    """Print the table."""
    golds = list(read_gold(folder))
    started = time.perf_counter()
    pages = [(gold, page) for gold in golds if (page := _read(gold)) is not None]
    seconds = time.perf_counter() - started
    declared = [pair for pair in pages if b"application/ld+json" in pair[0].html]
    print(f"{len(golds)} pages, {len(pages)} read, {len(golds) / seconds:.0f} pages/s")
    for name, some in (("all", pages), ("with JSON-LD", declared)):
        print(f"{name:14} {_figures(some)}")
    held = [(gold.name, page.doubts) for gold, page in pages if page.doubts]
    print(f"held for review: {len(held)} of {len(pages)}")
    for one, doubts in held:
        print(f"    {one}: {'; '.join(doubts)}")


def _figures(pages: Sequence[tuple[Gold, Page]]) -> str:
    titles = [(g.title, str(p.fields.get("title") or "")) for g, p in pages if g.title]
    days = [(g.published, p.fields.get("date")) for g, p in pages if g.published]
    authors = [(g.authors, p.fields.get("authors") or []) for g, p in pages if g.authors]
    none = [p.fields.get("authors") for g, p in pages if g.authors == ()]
    exact = _share([_words(one) == _words(other) for one, other in titles])
    right = _share([_same_day(one, other) for one, other in days])
    same = _share([_names(one) == _names(other) for one, other in authors])  # type: ignore[arg-type]  # lists of names
    invented = _share([bool(found) for found in none])
    return (
        f"title exact {exact} · day right {right} · authors exact {same} · "
        f"invented where there is none {invented}"
    )


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / len(hits):.3f} ({len(hits)})" if hits else "–"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _names(names: Sequence[str]) -> set[str]:
    return {" ".join(_words(name)) for name in names}


def _same_day(gold: datetime, found: object) -> bool:
    try:
        read = parse_date(found)
    except ArticleError:
        return False
    return read.date() == gold.date() or read.astimezone(UTC).date() == gold.astimezone(UTC).date()


def _read(gold: Gold) -> Page | None:
    try:
        return read_html(gold.html, gold.url or None)
    except ArticleError:
        return None


def _version_of(html: str, versions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The version of a site's parser whose reading is of this page."""
    words = set(_words(html))

    def found(fields: Mapping[str, Any]) -> float:
        own = set(_words(_body(fields) + " " + (fields.get("title") or "")))
        return len(own & words) / len(own) if own else 0.0

    return max(versions, key=found)


def _body(fields: Mapping[str, Any]) -> str:
    body = fields.get("body") or {}
    parts = [*body.get("summary", [])]
    for section in body.get("sections", []):
        parts += [*section.get("headline", []), *section.get("paragraphs", [])]
    return "\n\n".join(parts)


def _gold(page: Path, html: bytes, url: str, fields: Mapping[str, Any]) -> Gold:
    authors = fields.get("authors")
    published = fields.get("publishing_date")
    return Gold(
        name=f"{page.parent.name}/{page.name.removesuffix('.html.gz')}",
        html=html,
        url=url,
        body=_body(fields),
        title=fields.get("title"),
        authors=None if authors is None else tuple(authors),
        published=datetime.fromisoformat(published) if published else None,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    report(parser.parse_args().folder)
