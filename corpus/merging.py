"""What is known of an article already, beside a new content that leaves some of it unsaid."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.article import Content, Kind
from corpus.shingles import fingerprint

_OPTIONS = {"outlet": "outlet", "url": "url", "date": "published"}
_FIELDS = {
    **_OPTIONS,
    "authors": "authors",
    "section": "section",
    "tags": "tags",
    "updated": "updated",
    "kind": "kind",
    "language": "language",
    "paywalled": "paywalled",
    "corrections": "corrections",
    "original": "original",
}
_UNSURE = "first lines"  # a headline that was looked for in a text; an option knows better


def with_options(content: Content, latest: Content | None) -> Content:
    """`content`, with what an option said of the article where it says nothing itself.

    `latest` is the newest revision; None of an article that has none left.
    """
    if latest is None:
        return content
    given = [name for name in _OPTIONS if latest.provenance.get(name) == "option"]
    filled = _filled(content, latest, given)
    if latest.provenance.get("title") != "option" or content.provenance.get("title") != _UNSURE:
        return filled
    # With its title given, a text keeps the line that was taken for its headline now.
    headed = latest.text.startswith(content.title)
    text = f"{content.title}\n\n{content.text}" if headed else content.text
    origin = {**filled.provenance, "title": "option"}
    return replace(filled, title=latest.title, text=text, provenance=origin)


def said_elsewhere(content: Content, latest: Content) -> Content:
    """`content`, with what `latest` says where it says nothing; equal to it if nothing differs.

    For copies of the words alone: that they lack a date does not make the article undated.
    """
    filled = _filled(content, latest, _FIELDS)
    same = replace(filled, title=latest.title, text=latest.text)
    alike = _same_words(filled.title, latest.title) and _same_words(filled.text, latest.text)
    return same if alike and same.digest() == latest.digest() else filled


def _filled(content: Content, latest: Content, names: Iterable[str]) -> Content:
    kept = list(_unsaid(content, latest, names))
    fields = {_FIELDS[name]: getattr(latest, _FIELDS[name]) for name in kept}
    origin = {name: latest.provenance[name] for name in kept if name in latest.provenance}
    return replace(content, **fields, provenance={**content.provenance, **origin})


def _unsaid(content: Content, latest: Content, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        said = getattr(content, _FIELDS[name])
        nothing = not said or (said is Kind.REPORT and name not in content.provenance)
        if nothing and getattr(latest, _FIELDS[name]):
            yield name


def _same_words(one: str, other: str) -> bool:
    return fingerprint(one) == fingerprint(other)
