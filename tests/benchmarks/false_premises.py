"""How many false premises are noticed, and how many true ones are doubted.

    python tests/benchmarks/false_premises.py --squad dev-v1.1.json

Two sets. The sample's: `false_premises.jsonl`, questions written from the sample coverage with
the sentence that denies (or bears out) each. SQuAD's: true premises are its questions with the
sentence that holds the answer; false ones are made from them by putting a number, a year, a verb
or a name wrong that the sentence has right. Each question is put twice: beside that sentence
alone, and among it and the sentences of its article that share most words with the question, as
in an answer. Both sets are split by article; rules were written looking at the tuning half only.
The sample's ordinary questions are put as well: all of their premises are true. Last, the sample's
set is asked of the whole sample coverage, as a member would.
"""

import argparse
import hashlib
import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answer import Role, coverage_of
from bot.answering import answer
from bot.claims import claim
from bot.premises import contradicted, contradiction
from corpus.sample import load_sample
from corpus.sentences import sentences
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.question import read
from index.rebuild import rebuild
from index.retriever import Retriever, open_current
from index.torch_embedder import SentenceEmbedder

SAMPLE = Path(__file__).parent / "false_premises.jsonl"
QUESTIONS = SAMPLE.parent.parent / "sample_questions.jsonl"
ARTICLES = Path(__file__).parent.parent.parent / "corpus" / "articles"
OTHERS = 6  # sentences of the article beside the one that matters
OUTCOMES = ("says otherwise", "shows the sentence", "abstained", "other sentences")
LISTED = 2  # how many of each SQuAD article's pairs of a kind

# Written apart from the rules, so that they also hold verbs that the rules do not know.
OPPOSITES = (
    "won/lost win/lose defeated/lost increased/decreased increase/decrease rose/fell rise/fall "
    "opened/closed open/close accepted/rejected accept/reject approved/rejected approve/reject "
    "supported/opposed support/oppose began/ended begin/end started/stopped start/stop "
    "built/demolished joined/left join/leave passed/failed pass/fail allowed/banned allow/forbid "
    "created/abolished founded/dissolved signed/vetoed survived/died appointed/dismissed "
    "admitted/denied gained/lost gain/lose strengthened/weakened expanded/shrank "
    "encouraged/discouraged arrived/departed included/excluded hired/fired bought/sold "
    "destroyed/preserved destroy/preserve refused/agreed refuse/agree reduced/increased "
    "reduce/increase raised/lowered banned/permitted helped/hindered succeeded/failed "
    "released/withheld attacked/defended"
).split()


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the sentence that decides, and others of its article."""

    question: str
    sentence: str
    others: Sequence[str]
    kind: str
    false: bool
    tune: bool


def main() -> None:
    """Measure and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--squad", type=Path, help="SQuAD 1.1 dev-v1.1.json")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument(
        "--list", choices=("alarms", "missed"), help="also print these, of the tuning half"
    )
    given = arguments.parse_args()
    sets = {"sample": list(sample_pairs()), "sample's questions": list(asked_pairs())}
    if given.squad:
        sets["SQuAD"] = list(squad_pairs(given.squad, given.seed))
    for name, pairs in sets.items():
        Console().print(table(name, pairs))
        if given.list:
            listed(pairs, given.list)
    Console().print(answered(sets["sample"]))


def answered(pairs: Sequence[Pair]) -> Table:
    """What the whole pipeline makes of the sample's questions, on the sample coverage."""
    shown = Table("premise", "half", "questions", *OUTCOMES, title="asked of the sample coverage")
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        with ArticleStore(Path(folder) / "articles.sqlite3") as store:
            load_sample(store)
            rebuild(store, index, DEFAULT_MODEL, SentenceEmbedder)
        retriever = open_current(index, SentenceEmbedder)
        for false in (True, False):
            for tune in (True, False):
                asked = [pair for pair in pairs if (pair.false, pair.tune) == (false, tune)]
                made = [outcome(retriever, pair) for pair in asked]
                counts = (str(made.count(name)) for name in OUTCOMES)
                half = "tune" if tune else "test"
                shown.add_row("false" if false else "true", half, str(len(asked)), *counts)
    return shown


def outcome(retriever: Retriever, pair: Pair) -> str:
    """One of OUTCOMES."""
    found = answer(
        read(pair.question, datetime.now(UTC), retriever.facets),
        retriever,
        coverage_of(retriever.manifest),
    )
    if found.abstained:
        return "abstained"
    if found.shown_as(Role.CONTRADICTS):
        return "says otherwise"
    texts = [sentence.quote.text for sentence in found.sentences]
    decides = any(pair.sentence in text or text in pair.sentence for text in texts)
    return "shows the sentence" if decides else "other sentences"


def sample_pairs() -> Iterator[Pair]:
    """The written questions."""
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        text = (ARTICLES / item["article"]).read_text(encoding="utf-8").split("\n---\n", 1)[1]
        others = nearest(item["question"], item["contradicting"], split(text))
        yield Pair(
            item["question"],
            item["contradicting"],
            others,
            item["kind"],
            item["premise"] == "false",
            item["split"] == "tune",
        )


def asked_pairs() -> Iterator[Pair]:
    """The sample's ordinary questions: true premises, among sentences of all of the coverage."""
    texts = [path.read_text(encoding="utf-8").split("\n---\n", 1)[1] for path in ARTICLES.iterdir()]
    said = [sentence for text in sorted(texts) for sentence in split(text)]
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if not item.get("unanswerable"):
            holds = [s for s in said if any(answer in s for answer in item["answers"])]
            for sentence in holds[:1]:
                others = nearest(item["question"], sentence, said)
                yield Pair(item["question"], sentence, others, "any", False, True)


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentences(text)]


def nearest(question: str, sentence: str, said: Sequence[str]) -> list[str]:
    """The other sentences that share most telling words with the question."""
    asked = claim(question).words
    rest = [other for other in said if other != sentence]
    return sorted(rest, key=lambda other: -len(asked & claim(other).words))[:OTHERS]


def squad_pairs(path: Path, seed: int) -> Iterator[Pair]:
    """About 2,000 true premises, and false ones made of those that can be made false."""
    chance = random.Random(seed)
    for article in track(json.loads(path.read_text(encoding="utf-8"))["data"], "reading"):
        tune = hashlib.sha256(article["title"].encode()).digest()[0] % 2 == 0
        asked = [
            (qa["question"].strip(), sentence, paragraph["context"])
            for paragraph in article["paragraphs"]
            for qa in paragraph["qas"]
            for sentence in holding(paragraph["context"], qa["answers"][0]["answer_start"])
        ]
        chance.shuffle(asked)
        for question, sentence, text in asked[:45]:
            others = nearest(question, sentence, split(text))
            yield Pair(question, sentence, others, "any", False, tune)
        made = {"number": 0, "date": 0, "outcome": 0, "name": 0}
        for question, sentence, text in asked:
            for kind, wrong in spoiled(question, sentence, chance):
                if made[kind] < LISTED:
                    made[kind] += 1
                    others = nearest(wrong, sentence, split(text))
                    yield Pair(wrong, sentence, others, kind, True, tune)


def holding(text: str, place: int) -> list[str]:
    """The sentence at a place."""
    return [text[start:end] for start, end in sentences(text) if start <= place < end]


def spoiled(question: str, sentence: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The question made false in one point in which the sentence has it right."""
    if not re.match(r"(?:why|how|when|where|who|what|which|in wh)", question, re.IGNORECASE):
        return
    asked = claim(question).words
    if 2 * len(asked & claim(sentence).words) < len(asked):
        return  # the sentence is hardly about it, so it does not deny it
    for found in re.finditer(r"\b\d[\d,]*\b", question):
        if re.search(rf"\b{found.group()}\b", sentence):
            year = re.fullmatch(r"1\d{3}|20\d\d", found.group()) is not None
            value = int(found.group().replace(",", ""))
            wrong = value + chance.randint(2, 15) if year else value + max(3, value // 2)
            yield "date" if year else "number", swapped(question, found, str(wrong))
            break
    for pair in OPPOSITES:
        one, other = pair.split("/")
        for has, gets in ((one, other), (other, one)):
            found_verb = re.search(rf"\b{has}\b", question)
            if found_verb and re.search(rf"\b{has[:4]}", sentence):
                yield "outcome", swapped(question, found_verb, gets)
                return
    person = re.search(r"(?<=did )[A-Z][a-z]+ [A-Z][a-z]+\b", question)
    if person and person.group() in sentence:
        name = chance.choice(("Edmund Halloway", "Greta Sandoval", "Marcus Tillery"))
        yield "name", swapped(question, person, name)


def swapped(text: str, found: re.Match[str], new: str) -> str:
    """`text` with what was found replaced."""
    return text[: found.start()] + new + text[found.end() :]


def table(name: str, pairs: Sequence[Pair]) -> Table:
    """Shares by half and kind: false premises noticed, true ones doubted."""
    shown = Table("half", "premise", "kind", "questions", "beside its sentence", "among others")
    shown.title = f"{name}: a contradiction is seen"
    for tune in (True, False):
        for false in (True, False):
            chosen = [pair for pair in pairs if pair.tune is tune and pair.false is false]
            kinds = sorted({pair.kind for pair in chosen})
            for kind in [*kinds, "all"] if len(kinds) > 1 else kinds:
                some = [pair for pair in chosen if kind in (pair.kind, "all")]
                half = "tune" if tune else "test"
                premise = "false" if false else "true"
                shown.add_row(half, premise, kind, str(len(some)), *map(seen, (some, some), "01"))
    return shown


def seen(pairs: Sequence[Pair], among: str) -> str:
    """The share of pairs in which a contradiction is seen, with the count."""
    count = sum(bool(found(pair) if among == "1" else alone(pair)) for pair in pairs)
    return f"{count / len(pairs):.3f} ({count})"


def alone(pair: Pair) -> str | None:
    """How the sentence contradicts."""
    return contradicted(pair.question, pair.sentence)


def found(pair: Pair) -> str | None:
    """How one of the sentences contradicts."""
    how = contradiction(pair.question, [pair.sentence, *pair.others])
    return how.how if how else None


def listed(pairs: Sequence[Pair], which: str) -> None:
    """Print the tuning half's false alarms, or what was missed."""
    for pair in pairs:
        if not pair.tune or pair.false != (which == "missed"):
            continue
        how = contradiction(pair.question, [pair.sentence, *pair.others])
        if bool(how) != pair.false:
            said = [pair.sentence, *pair.others][how.place] if how else pair.sentence
            print(f"[{pair.kind} {how.how if how else ''}] {pair.question}\n    {said}")


if __name__ == "__main__":
    main()
