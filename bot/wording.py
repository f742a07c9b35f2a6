"""Every sentence a member can read. One module, so that languages can be added beside it."""

from collections.abc import Sequence

from bot.answer import Lack, Reason, Role
from bot.markdown import clip
from corpus.article import Article, Change, Kind

ANSWER_NOTICE = "Each sentence is quoted word for word from the article it links to."
ABSTAINED = "Our coverage doesn't say."
NEAREST = "The closest articles, as suggestions and not as sources:"
ALSO = "Also in our coverage:"
PASSAGES = "Passages"
OPEN = "Open"
DATE_UNKNOWN = "date unknown"
OUTLET_UNKNOWN = "outlet unknown"
GONE = "This article has been revised or taken down since it was quoted. Ask again to see it now."
OLD_BUTTON = "This button belongs to an answer that can no longer be read. Please ask again."
NO_INDEX = "no articles yet"
PRIVACY = (
    "Privacy: your questions are answered on this server's own machine and are neither stored "
    "nor passed on."
)

BUSY = "I have too many questions waiting just now. Please try again in a moment."
CLOSING = "I am being restarted. Please ask again in a minute."
NOT_READY = "I have no coverage to answer from yet. Please try again later."
EMPTY = "Please write a question, for example: who won the contract for the cameras?"

KINDS = {
    Kind.ANALYSIS: "Analysis",
    Kind.OPINION: "Opinion",
    Kind.LIVE: "Live blog",
    Kind.CORRECTION: "Correction",
    Kind.SPONSORED: "Sponsored",
}

SUBSCRIBERS_ONLY = "Subscribers only"
_CHANGES = {Change.UPDATED: "Updated", Change.CORRECTED: "Corrected"}

_HEADINGS = {
    Role.CONTRADICTS: "Our coverage says otherwise:",
    Role.DIFFERS: "Reports differ:",
}
_REASONS = {
    Lack.ARTICLES: "There are no articles in our coverage yet.",
    Lack.NAME: "No article mentions {words}.",
    Lack.OUTLET: "Our coverage holds nothing from {words}.",
    Lack.TIME: "Nothing that answers this was published {words}.",
    Lack.ANSWER: "No passage in our coverage is close enough to this question to answer it.",
}
_MOST_PRINTERS, _PRINTER = 3, 60  # names; characters of each

ASK = "ask"
ASK_DESCRIPTION = "Ask our coverage; every sentence of the answer is quoted from an article"
ASK_QUESTION = "What do you want to know?"
ABOUT = "about"
ABOUT_DESCRIPTION = "What this bot is, what it covers, and what it keeps"


def too_long(limit: int) -> str:
    """The question is longer than it may be."""
    return f"That question is too long for me. Please ask it in at most {limit:,} characters."


def failed(error_id: str) -> str:
    """Something broke; `error_id` finds it in the log."""
    return f"Sorry, something went wrong and I could not answer. (Error {error_id})"


def because(reason: Reason) -> str:
    """Why there is no answer. `reason.words` are written for where they are shown."""
    return _REASONS[reason.lack].format(words=reason.words)


def heading(role: Role, *, first: bool) -> str:
    """What stands above sentences of a role; nothing above those that an answer starts with."""
    return _HEADINGS.get(role) or ("" if first else ALSO)


def changed(change: Change | None, date: str) -> str:
    """That an article is not as it was first published; nothing when it is.

    `date` is written for where it is shown, empty when it is not known.
    """
    return f"{_CHANGES[change]} {date}".rstrip() if change else ""


def dated(date: str) -> str:
    """Stands above a quote whose date tells it from others."""
    return f"{date}:"


def understood_as(question: str) -> str:
    """The question that was searched for, when it is not the one that was asked."""
    return f"Understood as: {question}"


def printers(article: Article, copies: Sequence[Article]) -> list[str]:
    """Who prints the copies of an article: outlets, or titles where an outlet says nothing."""
    names = [_printer(copy, copy.outlet != article.outlet) for copy in copies]
    return list(dict.fromkeys(names))


def also_printed(names: Sequence[str]) -> str:
    """The `printers` of copies, written for where they are shown; the last are only counted."""
    more = len(names) - _MOST_PRINTERS
    rest = f" and {more} more" if more > 0 else ""
    return f"Also printed by: {', '.join(names[:_MOST_PRINTERS])}{rest}"


def based_on(articles: int, dates: str, updated: str) -> str:
    """The line below an answer. `dates` and `updated` are written for where it is shown."""
    noun = "article" if articles == 1 else "articles"
    return f"Based on {articles} {noun}, {dates} · index updated {updated}"


def searched(articles: int, updated: str) -> str:
    """The line below an abstention."""
    noun = "article" if articles == 1 else "articles"
    return f"Searched {articles:,} {noun} · index updated {updated}"


def span(earliest: str, latest: str) -> str:
    """From one date to another."""
    return earliest if earliest == latest else f"{earliest} to {latest}"


def some_undated(dates: str) -> str:
    """Dates, when not every article has one."""
    return f"{dates}, some undated"


def more_sentences(count: int) -> str:
    """Sentences that the card had no room for."""
    noun = "sentence" if count == 1 else "sentences"
    return f"{count} more {noun} under “{PASSAGES}”."


def left_out(count: int) -> str:
    """Sentences that a text without buttons had no room for."""
    noun = "sentence" if count == 1 else "sentences"
    return f"{count} more {noun} did not fit."


def still_differ(more: str) -> str:
    """`more` counts sentences that had no room, and reports that differ are among them."""
    return f"Reports differ; {more}"


def more_quotes(count: int) -> str:
    """Quotes that the list of passages had no room for."""
    noun = "quote" if count == 1 else "quotes"
    return f"{count} more {noun}: open the articles to read them."


def paragraph(number: int, total: int) -> str:
    """Where in its article a quote stands."""
    return f"paragraph {number} of {total}"


def about(articles: str, index: str, model: str) -> str:
    """What the bot is. The arguments are written for where they are shown."""
    return (
        "I answer questions from our newsroom's coverage and from nothing else. Each sentence I "
        "show is quoted word for word from an article, numbered, dated and linked; when the "
        f"coverage doesn't say, so do I.\n\n**Coverage:** {articles}\n**Index:** {index}\n"
        f"**Model:** {model}\n\n{PRIVACY}"
    )


def covered(articles: int, dates: str) -> str:
    """How much is covered."""
    noun = "article" if articles == 1 else "articles"
    return f"{articles:,} {noun}, {dates}"


def updated(when: str) -> str:
    """When the index was made."""
    return f"updated {when}"


def _printer(copy: Article, elsewhere: bool) -> str:
    if copy.outlet and elsewhere:
        return clip(copy.outlet, _PRINTER)
    return f"“{clip(copy.title, _PRINTER)}”"
