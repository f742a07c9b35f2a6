"""How surely printings of one article are recognised by their words: one command.

    python tests/benchmarks/duplicates.py --data CLONE [--fundus FOLDER]

CLONE is scrapinghub/article-extraction-benchmark, of which the articles in `ground-truth.json` are
used; FOLDER is `tests/resources/parser/test_data` of flairNLP/fundus. Of the articles of 120 words
and more it makes other printings, and prints for each sort how many are recognised by the rule of
corpus.shingles, looked up as a store does, whichever of the two came first; then how many pairs of
different articles are taken for one, and the most alike.
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from corpus.database import open_database
from corpus.landmarks import Landmarks
from corpus.shingles import CONTAINED, LEAST_COMMON, containment, fingerprint, pack, sample

LEAST_WORDS = 120
_WORD = re.compile(r"\S+")
Mutation = Callable[[Sequence[str], random.Random], list[str]]


def main() -> None:
    """Print the table; see above."""
    given = parsed()
    pool = [*benchmark_articles(given.data)]
    for file in sorted(given.fundus.glob("*/*.json")) if given.fundus else []:
        pool.extend(fundus_articles(file))
    pool = sorted({text for text in pool if len(text.split()) >= LEAST_WORDS})
    samples = [sample(text) for text in pool]
    mean = sum(map(len, samples)) / len(samples)
    print(f"{len(pool)} articles, {mean:.0f} shingles kept of each\n")
    print_recognised(pool, samples, given.seed)
    print_false(pool, samples)


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the benchmark's folder")
    parser.add_argument("--fundus", type=Path, help="its folder of test data")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def benchmark_articles(folder: Path) -> Iterator[str]:
    """The bodies of the article-extraction-benchmark."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for page in truth.values():
        yield "\n\n".join(line for line in page["articleBody"].splitlines() if line.strip())


def fundus_articles(file: Path) -> Iterator[str]:
    """The bodies that a publisher's parser is expected to give."""
    truth: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    for page in truth.values():
        body = page.get("body") or {}
        parts = [*body.get("summary", ())]
        for section in body.get("sections", ()):
            parts += [*section["headline"], *section["paragraphs"]]
        yield "\n\n".join(parts)


def syndicated(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """As another outlet prints it: an eighth of the paragraphs cut, a dateline, a credit."""
    cut = max(1, len(paragraphs) // 8) if len(paragraphs) > 1 else 0
    gone = set(chance.sample(range(len(paragraphs)), cut))
    kept = [one for number, one in enumerate(paragraphs) if number not in gone]
    return [f"PORT ARDELL (Courier) — {kept[0]}", *kept[1:], "This report first ran elsewhere."]


def updated(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """A sixth more paragraphs, of words that the article has, newly mixed."""
    words = [word for paragraph in paragraphs for word in paragraph.split()]
    length = max(1, len(words) // len(paragraphs))
    longer = list(paragraphs)
    for _ in range(max(1, len(paragraphs) // 6)):
        more = " ".join(chance.choices(words, k=length))
        longer.insert(chance.randrange(len(longer) + 1), more)
    return longer


def corrected(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Two numbers changed; of a text without, two words."""
    numbers = [
        (at, word)
        for at, paragraph in enumerate(paragraphs)
        for word in re.finditer(r"\d+", paragraph)
    ] or [
        (at, word) for at, paragraph in enumerate(paragraphs) for word in _WORD.finditer(paragraph)
    ]
    chosen = chance.sample(numbers, min(2, len(numbers)))
    result = list(paragraphs)
    for at, word in sorted(chosen, key=lambda pair: -pair[1].start()):
        result[at] = result[at][: word.start()] + "47" + result[at][word.end() :]
    return result


def first(share: float) -> Mutation:
    """What a feed shows: the first words, up to this share of them."""

    def cut(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
        words = " ".join(paragraphs).split()
        return [" ".join(words[: round(share * len(words))])]

    return cut


def reworded(share: float) -> Mutation:
    """This share of the words replaced by others of the article."""

    def change(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
        words = " ".join(paragraphs).split()
        for at in chance.sample(range(len(words)), round(share * len(words))):
            words[at] = chance.choice(words) + "x"
        return [" ".join(words)]

    return change


def among_teasers(pool: Sequence[str]) -> Mutation:
    """On a page with the first words of twenty other articles, ten before and ten after."""

    def surround(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
        own = "\n\n".join(paragraphs)
        others = chance.sample([text for text in pool if text != own], 20)
        teasers = [" ".join(text.split()[:25]) for text in others]
        return [*teasers[:10], *paragraphs, *teasers[10:]]

    return surround


def print_recognised(pool: Sequence[str], samples: Sequence[frozenset[int]], seed: int) -> None:
    """One row for each sort of printing."""
    sorts: dict[str, Mutation] = {
        "syndicated copy (1/8 of paragraphs cut, dateline, credit)": syndicated,
        "update (1/6 more paragraphs)": updated,
        "correction (2 numbers)": corrected,
        "first half": first(1 / 2),
        "first quarter": first(1 / 4),
        "5 % of words changed": reworded(0.05),
        "among 20 teasers": among_teasers(pool),
    }
    originals = looked_up_among(pool)
    for name, mutate in sorts.items():
        chance = random.Random(f"{seed} {name}")
        printings = ["\n\n".join(mutate(text.split("\n\n"), chance)) for text in pool]
        copies = looked_up_among(printings)
        found = [
            recognised(own, sample(printing))
            and number in originals.near(fingerprint(printing), sample(printing))
            and number in copies.near(fingerprint(text), own)
            for number, (text, own, printing) in enumerate(
                zip(pool, samples, printings, strict=True), start=1
            )
        ]
        print(f"{name:<60}{sum(found) / len(found):6.3f}  ({len(found) - sum(found)} missed)")


def looked_up_among(texts: Sequence[str]) -> Landmarks:
    """A store that has these texts, numbered from 1."""
    db = open_database(Path(":memory:"))
    db.executemany(
        "INSERT INTO samples (article_id, shingles) VALUES ('', ?)",
        [(pack(fingerprint(text), sample(text)),) for text in texts],
    )
    return Landmarks(db)


def print_false(pool: Sequence[str], samples: Sequence[frozenset[int]]) -> None:
    """Pairs of the pool as it is: an outlet's pieces may quote one another, or be one piece."""
    pairs = list(combinations(range(len(pool)), 2))
    alike = [(likeness(samples[one], samples[other]), one, other) for one, other in pairs]
    false = sum(share >= CONTAINED for share, _, _ in alike)
    print(f"\n{len(pairs):,} pairs of different articles: {false} taken for one; the most alike:")
    for share, one, other in sorted(alike, reverse=True)[:8]:
        common = len(samples[one] & samples[other])
        starts = " | ".join(" ".join(pool[at].split())[:60] for at in (one, other))
        print(f"  {share:.2f} ({common} common)  {starts}")


def recognised(one: frozenset[int], other: frozenset[int]) -> bool:
    """The rule of corpus.identity."""
    return likeness(one, other) >= CONTAINED


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """What corpus.shingles says of two samples; LEAST_COMMON is its part of the rule."""
    common = len(one & other)
    return containment(common, len(one), len(other)) if common >= LEAST_COMMON else 0.0


if __name__ == "__main__":
    main()
