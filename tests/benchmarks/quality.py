"""How well Footnote finds, answers and stays silent on a public set: one command per set.

    python tests/benchmarks/quality.py squad dev-v1.1.json --baseline
    python tests/benchmarks/quality.py squad-half dev-v1.1.json --home DIR --html report.html
    python tests/benchmarks/quality.py weekly-news CLONE --year 2024 --baseline --ablate

Makes the set (see sets.py), adds its articles, rebuilds the index with the shipped model, then runs
`footnote index evaluate` with all options that are not named here; these go last. With `--home`
the next run on the same set embeds nothing again.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.fields import Found, Refused
from corpus.formats import Item, read
from corpus.home import Home
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL, Embedder
from index.progress import progress_bars, summary
from index.rebuild import Report, rebuild
from index.torch_embedder import SentenceEmbedder

SETS = Path(__file__).with_name("sets.py")


def main() -> None:
    """Measure one set; the exit code is that of the first part that fails."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    given, evaluating = parsed(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        home = Home((given.home or Path(folder)).absolute())
        command = [sys.executable, str(SETS), given.name, str(given.path), str(home.root)]
        if failed := subprocess.run([*command, *making(given)], check=False).returncode:
            sys.exit(failed)
        with progress_bars() as report:
            done = fill(home, DEFAULT_MODEL, SentenceEmbedder, report)
        print(done, flush=True)
        sys.exit(evaluate(home, evaluating))


def parsed(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """What is meant for us, and what for `footnote index evaluate`."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,  # --h is not ours to read as --home when evaluate is asked for --html
    )
    parser.add_argument("name", help="one of the sets of sets.py")
    parser.add_argument("path", type=Path, help="the set as it was downloaded")
    parser.add_argument("--home", type=Path, help="where set and index stay (default: nowhere)")
    parser.add_argument("--questions", help="how many; as in sets.py")
    parser.add_argument("--seed", help="as in sets.py")
    parser.add_argument("--year", help="of the weekly news")
    parser.add_argument("--with-evidence-articles", action="store_true", help="as in sets.py")
    return parser.parse_known_args(arguments)


def making(given: argparse.Namespace) -> list[str]:
    """The options for sets.py."""
    named = {"--questions": given.questions, "--seed": given.seed, "--year": given.year}
    evidence = ["--with-evidence-articles"] if given.with_evidence_articles else []
    return [*(part for pair in named.items() if pair[1] for part in pair), *evidence]


def fill(home: Home, model: str, load: Callable[[str], Embedder], report: Report) -> str:
    """Bring store and index up to the set that lies in the home; in words, what was done.

    Exits when an article of the set is refused, or the home holds articles of another set.
    """
    found = [_accepted(item) for item in read(home.root / "articles.jsonl", {})]
    urls = {item.content.url for item in found}
    with ArticleStore(home.articles) as store:
        if any(article.url not in urls for article in store.articles()):
            sys.exit(f"{home.root} holds articles that are not of this set; give another --home")
        for number, item in enumerate(found, start=1):
            store.add(item.keys, item.content)
            report("added", number, len(found))
        return summary(rebuild(store, home.index, model, load, report))


def _accepted(item: Item) -> Found:
    if not isinstance(item, Found):
        sys.exit(f"{item.where}: {item.reason if isinstance(item, Refused) else 'a backup'}")
    return item


def evaluate(home: Home, options: Sequence[str]) -> int:
    """Run the command as its users do; its exit code."""
    questions = home.root / "questions.jsonl"
    command = [sys.executable, "-m", "bot", "index", "evaluate", str(questions), *options]
    environment = {**os.environ, "FOOTNOTE_HOME": str(home.root)}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    main()
