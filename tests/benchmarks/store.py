"""Whether adding stays steady, and looking up instant, as the store grows: one command.

    python tests/benchmarks/store.py
    python tests/benchmarks/store.py --articles 20000 --moved 5000

Adds invented articles of about 450 words, drawn from the words of the sample articles, each with
an address and an outlet of its own, and prints how fast each tenth came in, how long it takes to
find, list and count, how large file and process became, and how long a backup and its return take.
"""

import argparse
import gzip
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import corpus
from corpus.article import Content
from corpus.backup import restore, write_backup
from corpus.identity import url_key
from corpus.store import ArticleStore

SAMPLE = Path(corpus.__file__).with_name("articles")
WORDS = 450
PARAGRAPHS = 9
OUTLETS = 40
FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print all figures; see above."""
    given = parsed()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        measure_growth(Path(folder) / "articles.sqlite3", given.articles, given.seed)
        measure_moving(Path(folder), given.moved, given.seed)


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000, help="how many (100,000)")
    parser.add_argument("--moved", type=int, default=10_000, help="how many to back up (10,000)")
    parser.add_argument("--folder", type=Path, help="where there is room (default: /tmp)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def articles(count: int, seed: int) -> Iterator[Content]:
    """Invented articles, the same for the same seed."""
    chance = random.Random(seed)
    vocabulary = [
        word for file in sorted(SAMPLE.glob("*.md")) for word in file.read_text("utf-8").split()
    ]
    for number in range(count):
        outlet = chance.randrange(OUTLETS)
        length = round(WORDS / PARAGRAPHS * chance.uniform(0.6, 1.4))
        paragraphs = [
            " ".join(chance.choices(vocabulary, k=length)) + "." for _ in range(PARAGRAPHS)
        ]
        yield Content(
            title=" ".join(chance.choices(vocabulary, k=8)),
            text="\n\n".join(paragraphs),
            outlet=f"Outlet {outlet}",
            url=f"https://www.outlet{outlet}.example/{chance.getrandbits(40):x}/story-{number}",
            authors=("Ilse Marran",),
            published=FIRST_DAY + timedelta(minutes=chance.randrange(8_000_000)),
        )


def measure_growth(path: Path, count: int, seed: int) -> None:
    """Add `count` articles to a new store at `path`; print how that went, and what lookups take."""
    block = max(1, count // 10)
    with ArticleStore(path) as store:
        spent, rates = 0.0, []
        for added, content in enumerate(articles(count, seed), start=1):
            wanted = str(content.url)
            started = time.perf_counter()
            store.add([url_key(wanted)], content)
            spent += time.perf_counter() - started
            if added % block == 0:
                rates.append(block / spent)
                print(
                    f"{added:>9,} articles: {spent:6.1f} s, {rates[-1]:5.0f} articles/s, "
                    f"{size(path):6.0f} MB, peak memory {memory():4.0f} MB",
                    flush=True,
                )
                spent = 0.0
        print(f"last tenth against the first: {rates[0] / rates[-1] - 1:+.1%} time per article")
        wanted = wanted.replace("www.", "m.")
        lookups: dict[str, Callable[[], object]] = {
            "find(url)": lambda: store.find(wanted),
            "entries(limit=100)": lambda: list(store.entries(limit=100)),
            "count()": store.count,
            "state()": store.state,
        }
        for name, look_up in lookups.items():
            print(f"{name:<20}{1000 * min(seconds(look_up) for _ in range(5)):9.2f} ms")
    with ArticleStore(path) as store:
        fresh = next(articles(1, seed + 1))
        print(
            f"the first after opening: {1000 * seconds(lambda: store.add(['file:'], fresh)):.0f} ms"
        )


def measure_moving(folder: Path, count: int, seed: int) -> None:
    """Print how long it takes to back up `count` articles, and to put them into a new store."""
    file = folder / "backup.jsonl.gz"
    with ArticleStore(folder / "from.sqlite3") as store:
        for content in articles(count, seed):
            assert content.url is not None
            store.add([url_key(content.url)], content)
        before = store.state()
        taken = seconds(lambda: write_backup(store, file))
        print(f"backup of {count:,}: {taken:.1f} s, {size(file):.0f} MB")
    with ArticleStore(folder / "to.sqlite3") as store:
        taken = seconds(lambda: put_back(store, file))
        print(f"return of {count:,}: {taken:.1f} s, {count / taken:.0f} articles/s")
        print(f"the same again: {'yes' if store.state() == before else 'NO'}")


def put_back(store: ArticleStore, file: Path) -> None:
    """Add a backup line by line, as `footnote corpus add` does."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            restore(store, json.loads(line))


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def size(path: Path) -> float:
    """In MB, with what waits in the write-ahead log."""
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*")) / 1e6


def memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
