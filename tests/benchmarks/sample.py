"""How the desk does on the sample coverage and the questions that were written for it."""

import asyncio
import json
import os
import tempfile
import time
from pathlib import Path

from rich.progress import track

from bot.desk import Desk
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.rebuild import rebuild

QUESTIONS = Path(__file__).parent.parent / "sample_questions.jsonl"


def main() -> None:
    """Index the sample, ask its questions, print what came of them."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        with ArticleStore(Path(folder) / "articles.sqlite3") as store:
            load_sample(store)
            rebuild(store, index, DEFAULT_MODEL, SentenceEmbedder)
        asyncio.run(ask_all(Desk(index, SentenceEmbedder)))


async def ask_all(desk: Desk) -> None:
    """Ask every question; an answer is shown when a string that answers stands in a sentence."""
    await desk.open()
    asked = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    answerable = [item for item in asked if not item.get("unanswerable")]
    shown = refused = rejected = 0
    seconds = []
    for item in track(asked, "asking"):
        started = time.perf_counter()
        answer = await desk.ask(item["question"])
        seconds.append(time.perf_counter() - started)
        if item.get("unanswerable"):
            rejected += answer.abstained
        else:
            refused += answer.abstained
            shown += any(
                text in sentence.quote.text
                for text in item["answers"]
                for sentence in answer.sentences
            )
    await desk.close()
    seconds.sort()
    print(f"answerable: {len(answerable)}, answer shown: {shown}, refused: {refused}")
    print(f"unanswerable: {len(asked) - len(answerable)}, rejected: {rejected}")
    print(
        f"seconds per question: p50 {seconds[len(seconds) // 2]:.2f}, "
        f"p95 {seconds[len(seconds) * 95 // 100]:.2f}"
    )


if __name__ == "__main__":
    main()
