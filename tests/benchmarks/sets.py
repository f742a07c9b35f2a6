"""Public question sets -> coverage and questions, in the forms that Footnote reads.

    python tests/benchmarks/sets.py squad dev-v1.1.json OUT
    python tests/benchmarks/sets.py squad-half dev-v1.1.json OUT
    python tests/benchmarks/sets.py squad-paragraph-removed dev-v1.1.json OUT
    python tests/benchmarks/sets.py clapnq FOLDER OUT
    python tests/benchmarks/sets.py multihop FOLDER OUT
    python tests/benchmarks/sets.py weekly-news CLONE OUT --year 2024

OUT/articles.jsonl is for `footnote corpus add`, OUT/questions.jsonl for `footnote index evaluate`.
`--questions N` takes a random sample of the questions, with as large a share of unanswerable ones;
the coverage stays whole. Tune on the weekly news of 2024 only: other years are kept for judging.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.progress import track

from corpus.article import Content
from corpus.dates import parse_date
from corpus.text import body, tidy

REMOVED = 0.2  # share of the paragraphs that squad-paragraph-removed takes out
SHORTEST = 4  # characters; a shorter answer stands in half of all articles by chance
RECENT = timedelta(days=10)  # how old an article may be that a week's quiz was made from
SHARED = 0.5  # more of the question's telling words than this stand in an article that answers
QUESTIONS = {"squad-half": 3000}  # how many by default, where that is not all

Row = dict[str, Any]  # one object of a set's JSON, of which we know only what we look up


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the coverage.

    `articles` are URLs and `answers` strings, any of which answers. `asked_at` is the last day
    whose articles may be used; None: all may. An unanswerable question has neither.
    """

    id: str
    text: str
    asked_at: date | None = None
    articles: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    unanswerable: bool = False


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A coverage, the questions to it, and how many rows of the set could not be used."""

    articles: Sequence[Content]
    questions: Sequence[Question]
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """`seed` draws whatever is random; `year` and `evidence` are for weekly news only.

    With `evidence`, questions name the articles that are known to answer.
    """

    seed: int = 1
    year: int = 2024
    evidence: bool = False


def main() -> None:
    """Read the command line, make the set, say what it holds."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("name", choices=SETS)
    arguments.add_argument("path", type=Path, help="the set as it was downloaded")
    arguments.add_argument("out", type=Path, help="the folder to write to")
    arguments.add_argument("--questions", type=_positive, help="how many (default: all)")
    arguments.add_argument("--seed", type=int, default=1, help="of all that is random")
    arguments.add_argument("--year", type=int, default=2024, help="of the weekly news")
    arguments.add_argument(
        "--with-evidence-articles",
        action="store_true",
        help="weekly news: name the articles that are known to answer, where there are any: found "
        "by the question's own search, published in the 10 days before it, holding the answer and "
        "more than half of the question's telling words",
    )
    given = arguments.parse_args()
    options = Options(given.seed, given.year, given.with_evidence_articles)
    made = SETS[given.name](given.path, options)
    most = given.questions or QUESTIONS.get(given.name)
    made = replace(made, questions=sampled(made.questions, most, given.seed))
    write(made, given.out)
    print(summary(made))


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least one")
    return number


def summary(made: Benchmark) -> str:
    """What a set holds, in one line."""
    unanswerable = sum(question.unanswerable for question in made.questions)
    named = sum(bool(question.articles) for question in made.questions)
    refused = f"; {made.refused:,} rows refused" if made.refused else ""
    return (
        f"{len(made.articles):,} articles, {len(made.questions):,} questions "
        f"({unanswerable:,} unanswerable, {named:,} with articles that answer){refused}"
    )


def write(made: Benchmark, folder: Path) -> None:
    """Both files, one JSON object a line."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / "articles.jsonl", map(article_row, made.articles))
    _write_lines(folder / "questions.jsonl", map(question_row, made.questions))


def _write_lines(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def article_row(article: Content) -> Row:
    """The article as `corpus.formats` reads it; what is not known is left out."""
    row = {
        "id": article.url,
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "authors": article.authors,
        "section": article.section,
        "date": article.published.isoformat() if article.published else None,
        "text": article.text,
    }
    return {name: value for name, value in row.items() if value}


def question_row(question: Question) -> Row:
    """The question as `footnote index evaluate` reads it; what is not known is left out."""
    row = {
        "id": question.id,
        "question": question.text,
        "asked_at": question.asked_at.isoformat() if question.asked_at else None,
        "articles": question.articles,
        "answers": question.answers,
        "unanswerable": question.unanswerable,
    }
    return {name: value for name, value in row.items() if value}


def sampled(questions: Sequence[Question], most: int | None, seed: int) -> list[Question]:
    """At most `most` questions, in their order; the share of unanswerable ones stays."""
    if most is None or most >= len(questions):
        return list(questions)
    unanswerable = [question.id for question in questions if question.unanswerable]
    answerable = [question.id for question in questions if not question.unanswerable]
    few = round(most * len(unanswerable) / len(questions))
    draw = random.Random(seed)
    taken = {*draw.sample(answerable, most - few), *draw.sample(unanswerable, few)}
    return [question for question in questions if question.id in taken]


def balanced(
    answerable: Sequence[Question], unanswerable: Sequence[Question], seed: int
) -> list[Question]:
    """As many questions of one sort as of the other: all of the rarer."""
    each = min(len(answerable), len(unanswerable))
    return sampled(answerable, each, seed) + sampled(unanswerable, each, seed)


def address(name: str, number: int) -> str:
    """The URL of an article that has none of its own. Numbers count from 1."""
    return f"https://example.org/{name}/{number}"


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, trimmed as the store trims them, without the empty ones."""
    return tuple(dict.fromkeys(text for text in map(tidy, texts) if text))


def holds(text: str, string: str) -> bool:
    """True when `string` stands in `text` as whole words. Both must be casefolded."""
    return string in text and bool(re.search(rf"(?<!\w){re.escape(string)}(?!\w)", text))


# SQuAD


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of SQuAD, on one line, with the questions that it answers."""

    text: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An article of SQuAD, or what is left of it."""

    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The paragraphs, separated by one blank line."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def questions(self) -> list[Question]:
        """All that its paragraphs answer."""
        return [question for paragraph in self.paragraphs for question in paragraph.questions]


def read_squad(path: Path) -> list[Document]:
    """The articles of a SQuAD 1.1 file, in its order."""
    return [
        Document(
            tidy(article["title"].replace("_", " ")),
            tuple(
                Paragraph(tidy(paragraph["context"]), tuple(map(_squad_question, paragraph["qas"])))
                for paragraph in article["paragraphs"]
            ),
        )
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]
    ]


def _squad_question(row: Row) -> Question:
    answers = distinct(answer["text"] for answer in row["answers"])
    return Question(row["id"], tidy(row["question"]), answers=answers)


def squad(path: Path, _: Options) -> Benchmark:
    """Every paragraph is an article of its own; a question is answered by its paragraph's."""
    pages = [
        replace(document, paragraphs=(paragraph,))
        for document in read_squad(path)
        for paragraph in document.paragraphs
    ]
    return _of_documents("squad", pages)


def squad_half(path: Path, options: Options) -> Benchmark:
    """Every second article is the coverage; the questions of the others are unanswerable."""
    documents = read_squad(path)
    kept = _of_documents("squad-half", documents[::2])
    lost = [unanswered(question) for document in documents[1::2] for question in document.questions]
    return replace(kept, questions=balanced(kept.questions, lost, options.seed))


def squad_paragraph_removed(path: Path, options: Options) -> Benchmark:
    """A fifth of all paragraphs is taken out of the articles; their questions are unanswerable.

    A question is left out when an answer to it that is telling stands elsewhere in its article.
    """
    documents = read_squad(path)
    spots = [
        (d, p) for d, document in enumerate(documents) for p in range(len(document.paragraphs))
    ]
    gone = set(random.Random(options.seed).sample(spots, round(REMOVED * len(spots))))
    rests = [
        replace(
            document,
            paragraphs=tuple(
                paragraph for p, paragraph in enumerate(document.paragraphs) if (d, p) not in gone
            ),
        )
        for d, document in enumerate(documents)
    ]
    lost = [
        unanswered(question)
        for d, p in sorted(gone)
        for question in documents[d].paragraphs[p].questions
        if not still_answered(question, rests[d].text)
    ]
    kept = _of_documents("squad-paragraph-removed", rests)
    return replace(kept, questions=balanced(kept.questions, lost, options.seed))


def still_answered(question: Question, text: str) -> bool:
    """True when an answer of some length, that is no bare number, stands in `text` too."""
    return any(
        len(answer) >= SHORTEST
        and not re.fullmatch(r"[\W\d_]+", answer)
        and holds(text.casefold(), answer.casefold())
        for answer in question.answers
    )


def unanswered(question: Question) -> Question:
    """The question, put to a coverage that does not answer it."""
    return replace(question, articles=(), answers=(), unanswerable=True)


def _of_documents(name: str, documents: Sequence[Document]) -> Benchmark:
    """The documents as articles, each named by its own questions. Empty ones are left out."""
    numbered = [(address(name, n), document) for n, document in enumerate(documents, start=1)]
    return Benchmark(
        [Content(title=d.title, text=d.text, url=url) for url, d in numbered if d.paragraphs],
        [replace(question, articles=(url,)) for url, d in numbered for question in d.questions],
    )


# CLAP NQ


def clapnq(folder: Path, _: Options) -> Benchmark:
    """Every passage is an article; the sentences that were marked as answering are the answers.

    The passage of an unanswerable question is in the coverage too: it is near, and says nothing.
    """
    answerable = read_lines((folder / "clapnq_dev_answerable.jsonl").read_text(encoding="utf-8"))
    unanswerable = read_lines(
        (folder / "clapnq_dev_unanswerable.jsonl").read_text(encoding="utf-8")
    )
    passages = {
        _passage(row): number for number, row in enumerate((*answerable, *unanswerable), start=1)
    }
    urls = {passage: address("clapnq", number) for passage, number in passages.items()}
    return Benchmark(
        [Content(title=title, text=text, url=url) for (title, text), url in urls.items()],
        [
            *(_clapnq_question(row, urls[_passage(row)]) for row in answerable),
            *(unanswered(_clapnq_question(row, "")) for row in unanswerable),
        ],
    )


def read_lines(source: str) -> list[Row]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in source.split("\n") if line.strip()]


def _passage(row: Row) -> tuple[str, str]:
    (passage,) = row["passages"]
    return tidy(passage["title"]), tidy(passage["text"])


def _clapnq_question(row: Row, url: str) -> Question:
    answers = distinct(text for output in row["output"] for text in output["selected_sentences"])
    return Question(row["id"], tidy(row["input"]), articles=(url,), answers=answers)


# MultiHop-RAG


def multihop(folder: Path, _: Options) -> Benchmark:
    """The evidence sentences of one URL are the paragraphs of one article.

    An answer counts as a string only where it stands in the question's own evidence: "yes",
    "consistent" or "before" cannot be quoted.
    """
    asked = json.loads((folder / "queries.json").read_text(encoding="utf-8"))["queries"]
    truths = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    evidence: dict[str, list[Row]] = {}
    for row in (row for truth in truths.values() for row in truth["evidence_list"]):
        evidence.setdefault(row["url"], []).append(row)
    return Benchmark(
        [_evidence_article(url, rows) for url, rows in evidence.items()],
        [_multihop_question(row, truths[row["id"]]) for row in asked],
    )


def _evidence_article(url: str, rows: Sequence[Row]) -> Content:
    first = rows[0]
    return Content(
        title=tidy(first["title"]),
        text="\n\n".join(distinct(row["fact"] for row in rows)),
        outlet=first["source"],
        url=url,
        authors=distinct([first["author"] or ""]),
        section=first["category"],
        published=parse_date(first["published_at"]),
    )


def _multihop_question(row: Row, truth: Row) -> Question:
    question = Question(row["id"], tidy(row["question"]))
    if not truth["evidence_list"]:
        return unanswered(question)
    facts = " ".join(tidy(piece["fact"]) for piece in truth["evidence_list"])
    answers = distinct([truth["answer"]])
    return replace(
        question,
        articles=distinct(piece["url"] for piece in truth["evidence_list"]),
        answers=tuple(a for a in answers if holds(facts.casefold(), a.casefold())),
    )


# Weekly news


@dataclass(frozen=True, slots=True)
class Searchable:
    """An article of the weekly news, and its text casefolded."""

    article: Content
    text: str

    def was_out(self, asked_at: date) -> bool:
        """True when it was published on that day or before, or has no date."""
        published = self.article.published
        return published is None or published.date() <= asked_at


def weekly_news(clone: Path, options: Options) -> Benchmark:
    """A year of realtimeqa: what its searches found is the coverage, its quizzes the questions.

    A question is asked only when its answer stands in some article that was out by then. Short
    answers and "All of the above" are no strings to look for: their questions are left out.
    """
    contents = dict(year_files(clone, options.year))
    searches = [row for row in _rows(contents, "_gcs.jsonl") if row.get("search_result")]
    articles, refused = news_articles(result for row in searches for result in row["search_result"])
    news = {url: Searchable(article, article.text.casefold()) for url, article in articles.items()}
    found = {
        row["question_id"]: [news[r["url"]] for r in row["search_result"] if r.get("url") in news]
        for row in searches
    }
    read = [news_question(row) for row in _rows(contents, "_qa.jsonl")]
    covered = [
        question
        for question in track([q for q in read if q], "looking for answers")
        if is_covered(question, news.values())
    ]
    if options.evidence:
        covered = [replace(q, articles=evidence(q, found.get(q.id, ()))) for q in covered]
    return Benchmark(list(articles.values()), covered, refused + read.count(None))


def _rows(contents: Mapping[str, str], ending: str) -> list[Row]:
    return [row for name in contents if name.endswith(ending) for row in read_lines(contents[name])]


def year_files(clone: Path, year: int) -> Iterator[tuple[str, str]]:
    """Name and content of a year's files, by week; from HEAD when there is no work tree."""
    folder = clone / "past" / str(year)
    if folder.is_dir():
        for file in sorted(folder.glob("*.jsonl")):
            yield file.name, file.read_text(encoding="utf-8")
        return
    for path in _git(clone, "ls-tree", "--name-only", "HEAD", f"past/{year}/").split("\n"):
        if path.endswith(".jsonl"):
            yield Path(path).name, _git(clone, "show", f"HEAD:{path}")


def _git(clone: Path, *arguments: str) -> str:
    command = [shutil.which("git") or "git", "-C", str(clone), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{clone} cannot be read: {done.stderr.decode().strip()}")
    return done.stdout.decode()


def news_articles(results: Iterable[Row]) -> tuple[dict[str, Content], int]:
    """By URL, what searches found, as it was found first; and how many URLs are no articles."""
    articles: dict[str, Content] = {}
    refused = set()
    for row in results:
        url = row.get("url") or ""
        if url in articles:
            continue
        if article := news_article(row, url):
            articles[url] = article
        else:
            refused.add(url)
    return articles, len(refused - articles.keys())


def news_article(row: Row, url: str) -> Content | None:
    """One thing that a search found; None when it cannot be an article."""
    try:
        return Content(
            title=tidy(row.get("title") or ""),
            text=body(row.get("text") or ""),
            outlet=(urlsplit(url).hostname or "").removeprefix("www."),
            url=url,
            published=_news_day(row["publish_date"]) if row.get("publish_date") else None,
        )
    except ValueError:  # an ArticleError, or urlsplit's own
        return None


def _news_day(text: object) -> datetime:
    return parse_date(str(text).replace("/", "-"))


def news_question(row: Row) -> Question | None:
    """A question of a quiz, its right choices as answers; None when it cannot be read."""
    try:
        asked_at = _news_day(row["question_date"]).date()
        choices = [tidy(row["choices"][int(number)]).strip("\"'“”‘’") for number in row["answer"]]
    except (LookupError, TypeError, ValueError):
        return None
    answers = tuple(
        choice
        for choice in choices
        if len(choice) >= SHORTEST and not choice.casefold().endswith(" of the above")
    )
    return Question(row["question_id"], tidy(row["question_sentence"]), asked_at, answers=answers)


def is_covered(question: Question, news: Iterable[Searchable]) -> bool:
    """True when an answer stands in an article that was out when the question was asked."""
    answers = [answer.casefold() for answer in question.answers]
    return any(
        holds(item.text, answer)
        for item in news
        if question.asked_at is None or item.was_out(question.asked_at)
        for answer in answers
    )


def evidence(question: Question, found: Iterable[Searchable]) -> tuple[str, ...]:
    """The URLs of those articles, found by the question's own search, that answer it.

    They were published in the ten days before it, hold an answer, and share more than half of
    its telling words.
    """
    return distinct(
        item.article.url or ""
        for item in found
        if _is_recent(item.article, question.asked_at)
        and any(holds(item.text, answer.casefold()) for answer in question.answers)
        and shared(question.text, f"{item.article.title} {item.article.text}") > SHARED
    )


def _is_recent(article: Content, asked_at: date | None) -> bool:
    if article.published is None or asked_at is None:
        return False
    return timedelta() <= asked_at - article.published.date() <= RECENT


def shared(question: str, text: str) -> float:
    """Share of the question's telling words that stand in `text`, 0 to 1."""
    telling = _telling(question)
    return len(telling & _telling(text)) / max(1, len(telling))


def _telling(text: str) -> set[str]:
    """Numbers, and words of four letters and more by their first five."""
    return {word[:5] for word in re.findall(r"\w{4,}|\d+", text.casefold())}


SETS: Mapping[str, Callable[[Path, Options], Benchmark]] = {
    "squad": squad,
    "squad-half": squad_half,
    "squad-paragraph-removed": squad_paragraph_removed,
    "clapnq": clapnq,
    "multihop": multihop,
    "weekly-news": weekly_news,
}


if __name__ == "__main__":
    main()
