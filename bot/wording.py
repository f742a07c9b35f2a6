"""Every sentence a member can read. One module, so that languages can be added beside it."""

from collections.abc import Sequence

from bot.answer import Lack, Reason, Role
from bot.languages import LANGUAGES, counted, in_language, later, number
from bot.languages import translated as _
from bot.markdown import clip
from bot.timeline import Span
from corpus.article import Article, Change, Kind


def answer_notice() -> str:
    """Stands below every answer."""
    return _("Each sentence is quoted word for word from the article it links to.")


def abstained() -> str:
    """Says that there is no answer."""
    return _("Our coverage doesn't say.")


def nearest() -> str:
    """Stands above the suggestions of an abstention."""
    return _("The closest articles, as suggestions and not as sources:")


def also() -> str:
    """Stands above sentences that go on after others."""
    return _("Also in our coverage:")


def passages() -> str:
    """The button that shows quotes in context."""
    return _("Passages")


def open_article() -> str:
    """The button that opens an article."""
    return _("Open")


def date_unknown() -> str:
    """In place of a date."""
    return _("date unknown")


def outlet_unknown() -> str:
    """In place of an outlet."""
    return _("outlet unknown")


def gone() -> str:
    """In place of a quote that may no longer be shown."""
    return _(
        "This article has been revised or taken down since it was quoted. Ask again to see it now."
    )


def old_button() -> str:
    """A button of another version was pressed."""
    return _("This button belongs to an answer that can no longer be read. Please ask again.")


def no_index() -> str:
    """In place of what is covered."""
    return _("no articles yet")


def privacy() -> str:
    """What is kept of questions."""
    return _(
        "Privacy: your questions are answered on this server's own machine and are neither stored "
        "nor passed on."
    )


def busy() -> str:
    """Too many questions wait."""
    return _("I have too many questions waiting just now. Please try again in a moment.")


def closing() -> str:
    """The bot is about to stop."""
    return _("I am being restarted. Please ask again in a minute.")


def not_ready() -> str:
    """There is no index yet."""
    return _("I have no coverage to answer from yet. Please try again later.")


def empty() -> str:
    """The question has no words."""
    return _("Please write a question, for example: who won the contract for the cameras?")


_KINDS = {
    Kind.ANALYSIS: later("Analysis"),
    Kind.OPINION: later("Opinion"),
    Kind.LIVE: later("Live blog"),
    Kind.CORRECTION: later("Correction"),
    Kind.SPONSORED: later("Sponsored"),
}


def kind(article_kind: Kind) -> str:
    """What an article is, when it is no plain report."""
    return _(_KINDS[article_kind]) if article_kind in _KINDS else ""


def subscribers_only() -> str:
    """The article is behind a paywall."""
    return _("Subscribers only")


_CHANGES = {Change.UPDATED: later("Updated"), Change.CORRECTED: later("Corrected")}
_CHANGES_DATED = {
    Change.UPDATED: later("Updated {date}"),
    Change.CORRECTED: later("Corrected {date}"),
}
_HEADINGS = {
    Role.CONTRADICTS: later("Our coverage says otherwise:"),
    Role.DIFFERS: later("Reports differ:"),
}
_REASONS = {
    Lack.ARTICLES: later("There are no articles in our coverage yet."),
    Lack.NAME: later("No article mentions {words}."),
    Lack.OUTLET: later("Our coverage holds nothing from {words}."),
    Lack.TIME: later("Nothing that answers this was published {words}."),
    Lack.FILTER: later("Nothing that answers this fits what you chose: {words}."),
    Lack.ANSWER: later("No passage in our coverage is close enough to this question to answer it."),
}
_UNDERSTOOD = later("Understood as: {question}")
_MOST_PRINTERS, _PRINTER = 3, 60  # names; characters of each

ASK = "ask"
ASK_DESCRIPTION = later("Ask our coverage; every sentence of the answer is quoted from an article")
ASK_QUESTION = later("What do you want to know?")
ABOUT_DESCRIPTION = later("What this bot is, what it covers, and what it keeps")
SINCE = later("Only articles from this day on: 2025-03-20, May 2024, last week")
UNTIL = later("Only articles up to this day: 2025-03-20, May 2024, yesterday")
SECTION = later("Only this section")
AUTHOR = later("Only this author")
OUTLET = later("Only this outlet")
PRIVATE = later("Show the answer to you alone; remembered for your next questions")
TIMELINE_DESCRIPTION = later(
    "How much was written about a topic, week by week, and the key articles"
)
TOPIC = later("A name, a place, a subject")
SEARCH_DESCRIPTION = later("Find articles")
SEARCH_QUERY = later("What the articles should be about")
LATEST_DESCRIPTION = later("The newest articles, of all or about a topic")
ARTICLE_DESCRIPTION = later("One article: how it opens, its dates and corrections, what is like it")
ARTICLE_TITLE = later("Start typing its title")
HELP_DESCRIPTION = later("How to ask, and everything else this bot can do")
PRIVACY_DESCRIPTION = later("What is kept of you, for how long, and how to delete it")
FORGET_DESCRIPTION = later("Delete all that is kept of you, at once")
ASK_ABOUT_THIS = later("Ask about this")
CHECK = later("Check against coverage")


def too_long(limit: int) -> str:
    """The question is longer than it may be."""
    return _(
        "That question is too long for me. Please ask it in at most {limit} characters."
    ).format(limit=number(limit))


def failed(error_id: str) -> str:
    """Something broke; `error_id` finds it in the log."""
    return _("Sorry, something went wrong and I could not answer. (Error {error_id})").format(
        error_id=error_id
    )


def because(reason: Reason) -> str:
    """Why there is no answer. `reason.words` are written for where they are shown."""
    return _(_REASONS[reason.lack]).format(words=reason.words)


def heading(role: Role, *, first: bool) -> str:
    """What stands above sentences of a role; nothing above those that an answer starts with."""
    if role in _HEADINGS:
        return _(_HEADINGS[role])
    return "" if first else also()


def changed(change: Change | None, date: str) -> str:
    """That an article is not as it was first published; nothing when it is.

    `date` is written for where it is shown, empty when it is not known.
    """
    if change is None:
        return ""
    return _(_CHANGES_DATED[change]).format(date=date) if date else _(_CHANGES[change])


def dated(date: str) -> str:
    """Stands above a quote whose date tells it from others."""
    return _("{date}:").format(date=date)


def understood_as(question: str) -> str:
    """The question that was searched for, when it is not the one that was asked."""
    return _(_UNDERSTOOD).format(question=question)


def understood_from(line: str) -> str | None:
    """The question in a line of `understood_as`, in whichever language; None in other lines."""
    for language in LANGUAGES:
        before, _mark, after = in_language(_UNDERSTOOD, language).partition("{question}")
        if line.startswith(before) and line.endswith(after):
            return line[len(before) : len(line) - len(after)]
    return None


def printers(article: Article, copies: Sequence[Article]) -> list[str]:
    """Who prints the copies of an article: outlets, or titles where an outlet says nothing."""
    names = [_printer(copy, copy.outlet != article.outlet) for copy in copies]
    return list(dict.fromkeys(names))


def also_printed(names: Sequence[str]) -> str:
    """The `printers` of copies, written for where they are shown; the last are only counted."""
    named = ", ".join(names[:_MOST_PRINTERS])
    more = len(names) - _MOST_PRINTERS
    if more <= 0:
        return _("Also printed by: {names}").format(names=named)
    return counted(
        "Also printed by: {names} and {more} more",
        "Also printed by: {names} and {more} more",
        more,
    ).format(names=named, more=number(more))


def based_on(articles: int, dates: str, updated: str) -> str:
    """The line below an answer. `dates` and `updated` are written for where it is shown."""
    return counted(
        "Based on {count} article, {dates} · index updated {updated}",
        "Based on {count} articles, {dates} · index updated {updated}",
        articles,
    ).format(count=number(articles), dates=dates, updated=updated)


def searched(articles: int, updated: str) -> str:
    """The line below an abstention."""
    return counted(
        "Searched {count} article · index updated {updated}",
        "Searched {count} articles · index updated {updated}",
        articles,
    ).format(count=number(articles), updated=updated)


def span(earliest: str, latest: str) -> str:
    """From one date to another."""
    if earliest == latest:
        return earliest
    return _("{earliest} to {latest}").format(earliest=earliest, latest=latest)


def some_undated(dates: str) -> str:
    """Dates, when not every article has one."""
    return _("{dates}, some undated").format(dates=dates)


def more_sentences(count: int) -> str:
    """Sentences that the card had no room for."""
    return counted(
        "{count} more sentence under “{passages}”.",
        "{count} more sentences under “{passages}”.",
        count,
    ).format(count=number(count), passages=passages())


def left_out(count: int) -> str:
    """Sentences that a text without buttons had no room for."""
    return counted(
        "{count} more sentence did not fit.", "{count} more sentences did not fit.", count
    ).format(count=number(count))


def still_differ(more: str) -> str:
    """`more` counts sentences that had no room, and reports that differ are among them."""
    return _("Reports differ; {more}").format(more=more)


def more_quotes(count: int) -> str:
    """Quotes that the list of passages had no room for."""
    return counted(
        "{count} more quote: open the articles to read them.",
        "{count} more quotes: open the articles to read them.",
        count,
    ).format(count=number(count))


def paragraph(place: int, total: int) -> str:
    """Where in its article a quote stands."""
    return _("paragraph {place} of {total}").format(place=number(place), total=number(total))


def about(articles: str, index: str, model: str, kept: str) -> str:
    """What the bot is. The arguments are written for where they are shown; `kept` may be empty."""
    purpose = _(
        "I answer questions from our newsroom's coverage and from nothing else. Each sentence I "
        "show is quoted word for word from an article, numbered, dated and linked; when the "
        "coverage doesn't say, so do I."
    )
    basis = _("**Coverage:** {articles}\n**Index:** {index}\n**Model:** {model}")
    basis = basis.format(articles=articles, index=index, model=model)
    return f"{purpose}\n\n{basis}\n\n{kept}".rstrip()


def covered(articles: int, dates: str) -> str:
    """How much is covered."""
    return counted("{count} article, {dates}", "{count} articles, {dates}", articles).format(
        count=number(articles), dates=dates
    )


def updated(when: str) -> str:
    """When the index was made."""
    return _("updated {when}").format(when=when)


def _printer(copy: Article, elsewhere: bool) -> str:
    if copy.outlet and elsewhere:
        return clip(copy.outlet, _PRINTER)
    return _("“{title}”").format(title=clip(copy.title, _PRINTER))


# Buttons, forms, and what pressing them is answered with


def more_sources() -> str:
    """The button that shows articles which an answer did not quote."""
    return _("More sources")


def follow_up() -> str:
    """The button, and the title of the form, for a question that follows up."""
    return _("Follow up")


def follow_up_label() -> str:
    """What the form for a follow-up asks for."""
    return _("Your next question")


def follow_up_hint() -> str:
    """An example in the empty form for a follow-up."""
    return _("And when was that?")


def helpful() -> str:
    """The button that votes for an answer."""
    return _("Helpful")


def not_helpful() -> str:
    """The button, and the title of the form, that votes against an answer."""
    return _("Not helpful")


def share() -> str:
    """The button that shows a private answer to the channel."""
    return _("Share")


def widen_dates() -> str:
    """The button that asks again without dates."""
    return _("Widen dates")


def tell_newsroom() -> str:
    """The button that files an unanswered question."""
    return _("Tell the newsroom")


def next_page() -> str:
    """The button that leafs on."""
    return _("Next")


def previous_page() -> str:
    """The button that leafs back."""
    return _("Back")


def reasons() -> dict[str, str]:
    """Why an answer may be not helpful, by what is kept of it."""
    return {
        "wrong": _("It is wrong"),
        "outdated": _("It is outdated"),
        "missing article": _("An article is missing"),
        "bad source": _("The source is bad"),
        "other": _("Something else"),
    }


def what_is_wrong() -> str:
    """What the form of a vote against asks for."""
    return _("What is wrong with this answer?")


def remark_label() -> str:
    """The free text of a vote against."""
    return _("Anything to add?")


def remark_hint() -> str:
    """Who reads the free text of a vote against."""
    return _("The newsroom reads this.")


def voted() -> str:
    """A vote was counted."""
    return _("Thank you. Your vote is counted; press the other button to change it.")


def told_why() -> str:
    """What is wrong with an answer was sent in."""
    return _("Thank you. The newsroom will see what you wrote.")


def filed() -> str:
    """A question was put before the newsroom."""
    return _("Thank you. The newsroom will see that our coverage does not answer this.")


def forgotten_answer() -> str:
    """A button's answer is not kept any more, or all that it quoted is gone."""
    return _(
        "That answer is gone: it is too old, or its articles were taken down. Please ask again."
    )


def nothing_more() -> str:
    """There are no further articles."""
    return _("There are no further articles about this.")


def further_articles() -> str:
    """Stands above articles that an answer did not quote."""
    return _("Further articles that may help; this answer does not quote them:")


# Where and how often members may ask


def not_here(channels: str) -> str:
    """Questions are not wanted in this channel. `channels` are where they are."""
    return _("Questions are not answered in this channel. Please ask in {channels}.").format(
        channels=channels
    )


def wait(until: str) -> str:
    """The member has asked as much as the server allows. `until` is a moment from now."""
    return _("You have asked as much as this server allows for now. Ask again {until}.").format(
        until=until
    )


def lacks_permission(permission: str, channel: str) -> str:
    """The bot may not answer in a channel."""
    return _("I may not answer in {channel}: I lack the permission “{permission}” there.").format(
        channel=channel, permission=permission
    )


# Around an answer


def searching(articles: int) -> str:
    """Shown when an answer takes its time."""
    return counted("Searching {count} article…", "Searching {count} articles…", articles).format(
        count=number(articles)
    )


def from_memory(when: str) -> str:
    """The same question was answered a short while ago, from the same index."""
    return _("Answered {when}, from the same index").format(when=when)


def only(filters: str) -> str:
    """What an answer was looked for in, by the member's own options."""
    return _("Only: {filters}").format(filters=filters)


def chosen_since(day: str) -> str:
    """A filter: published on this day or later."""
    return _("since {day}").format(day=day)


def chosen_until(day: str) -> str:
    """A filter: published on this day or before."""
    return _("until {day}").format(day=day)


def chosen_section(names: str) -> str:
    """A filter: in a section."""
    return _("section {names}").format(names=names)


def chosen_outlet(names: str) -> str:
    """A filter: by an outlet."""
    return _("outlet {names}").format(names=names)


def chosen_author(names: str) -> str:
    """A filter: by an author."""
    return _("author {names}").format(names=names)


def note_corrected(titles: str) -> str:
    """An article behind an answer was corrected after it was given."""
    return _("**Corrected since this answer:** {titles}. Ask again for the current words.").format(
        titles=titles
    )


def note_withdrawn() -> str:
    """An article behind an answer was taken down after it was given."""
    return _("**An article behind this answer was taken down** and is not quoted any more.")


def an_earlier_question() -> str:
    """In place of a question that is not known any more."""
    return _("An earlier question")


_PER = {
    Span.WEEK: later("Articles per week"),
    Span.MONTH: later("Articles per month"),
    Span.YEAR: later("Articles per year"),
}
_CHARTS = {
    Span.WEEK: later("Bar chart: articles about “{topic}” per week."),
    Span.MONTH: later("Bar chart: articles about “{topic}” per month."),
    Span.YEAR: later("Bar chart: articles about “{topic}” per year."),
}


def per_span(length: Span) -> str:
    """What the bars of a timeline count."""
    return _(_PER[length])


def timeline_counts(total: int, undated: int) -> str:
    """How many articles a timeline is of."""
    counts = _("{count} in all").format(count=number(total))
    if not undated:
        return counts
    return _("{counts}, {undated} undated").format(counts=counts, undated=number(undated))


def timeline_chart(length: Span, topic: str) -> str:
    """What a timeline shows, to who cannot see it."""
    return _(_CHARTS[length]).format(topic=topic)


def week_of(date: str) -> str:
    """The week that begins on a day; stands in place of a date."""
    return _("week of {date}").format(date=date)


def timeline_bars(first: str, last: str) -> str:
    """From when to when a timeline is."""
    if first == last:
        return _("One bar: {date}.").format(date=first)
    return _("First bar: {first}. Last bar: {last}.").format(first=first, last=last)


def timeline_peak(date: str, articles: int) -> str:
    """When a timeline is highest, and how high."""
    return counted(
        "Highest bar: {date}, {count} article.", "Highest bar: {date}, {count} articles.", articles
    ).format(date=date, count=number(articles))


def timeline_numbered(articles: int) -> str:
    """How many articles have a number in a timeline."""
    return counted(
        "{count} article is numbered in the chart and listed below it.",
        "{count} articles are numbered in the chart and listed below it.",
        articles,
    ).format(count=number(articles))


def timeline_undated(articles: int) -> str:
    """How many articles could not be drawn."""
    return counted(
        "{count} article has no date and is not in the chart.",
        "{count} articles have no date and are not in the chart.",
        articles,
    ).format(count=number(articles))


def timeline_nothing(topic: str) -> str:
    """No article is about it."""
    return _("Our coverage has no articles about “{topic}”.").format(topic=topic)


def timeline_no_dates(topic: str, articles: int) -> str:
    """There are articles about it, but nothing to draw."""
    return counted(
        "Our coverage has {count} article about “{topic}”, but it has no date.",
        "Our coverage has {count} articles about “{topic}”, but none has a date.",
        articles,
    ).format(count=number(articles), topic=topic)


def timeline_key() -> str:
    """Stands above the numbered articles of a timeline."""
    return _("The numbered articles:")


def timeline_gap(length: Span, spans: int) -> str:
    """A time without articles, in the list of a timeline."""
    gaps = {
        Span.WEEK: counted("{count} week with none", "{count} weeks with none", spans),
        Span.MONTH: counted("{count} month with none", "{count} months with none", spans),
        Span.YEAR: counted("{count} year with none", "{count} years with none", spans),
    }
    return gaps[length].format(count=number(spans))


def page_of(page: int, pages: int) -> str:
    """Which page of the quotes is shown."""
    return _("Page {number} of {pages}").format(number=number(page), pages=number(pages))


# Lists of articles, one article, a message that was checked


def latest_articles() -> str:
    """Stands above the newest articles of all."""
    return _("Latest articles")


def nothing_found() -> str:
    """No article was found."""
    return _("No article in our coverage is about this.")


def shown_of(first: int, last: int, total: int) -> str:
    """Which of the articles that were found are shown."""
    return _("{first} to {last} of {total}").format(
        first=number(first), last=number(last), total=number(total)
    )


def no_such_article() -> str:
    """An article was asked for that is not covered."""
    return _("Our coverage has no such article; it may have been taken down.")


def article() -> str:
    """Stands above one article."""
    return _("Article")


def last_updated(date: str) -> str:
    """When an article was last changed, by its own account."""
    return _("Last updated {date}").format(date=date)


def correction() -> str:
    """Stands above a notice of correction."""
    return _("Correction")


def similar_articles() -> str:
    """Stands above articles that are like one."""
    return _("Similar articles")


def checked() -> str:
    """Stands above the claims of a message."""
    return _("Checked against our coverage")


def no_claims() -> str:
    """A message holds nothing that could be checked."""
    return _("This message holds no statement that could be checked.")


def coverage_says() -> str:
    """Stands above sentences that tell of a claim."""
    return _("Our coverage says:")


def check_notice() -> str:
    """What a check is and is not."""
    return _("Sentences are quoted word for word; whether they bear a claim out is yours to judge.")


# What the bot says of itself


def help_title() -> str:
    """Stands above the help."""
    return _("How to ask")


def help_ways() -> str:
    """The ways to ask."""
    return _(
        "Use `/ask`, mention me, reply to me, or write to me directly. A message's menu has "
        "*Apps*: “{ask}” and “{check}”. Every sentence I show is quoted from an article; when our "
        "coverage doesn't say, so do I."
    ).format(ask=_(ASK_ABOUT_THIS), check=_(CHECK))


def what_commands_do() -> dict[str, str]:
    """Each command, and what it does."""
    return {
        "ask": _(ASK_DESCRIPTION),
        "search": _(SEARCH_DESCRIPTION),
        "article": _(ARTICLE_DESCRIPTION),
        "latest": _(LATEST_DESCRIPTION),
        "timeline": _(TIMELINE_DESCRIPTION),
        "about": _(ABOUT_DESCRIPTION),
        "privacy": _(PRIVACY_DESCRIPTION),
        "forget-me": _(FORGET_DESCRIPTION),
    }


def help_card() -> str:
    """What the buttons below an answer are for."""
    return _(
        "Below an answer: **{passages}** shows the quotes where they stand, **{more}** what else "
        "there is, **{follow_up}** asks the next question. **{helpful}** and **{not_helpful}** "
        "tell the newsroom."
    ).format(
        passages=passages(),
        more=more_sources(),
        follow_up=follow_up(),
        helpful=helpful(),
        not_helpful=not_helpful(),
    )


def privacy_title() -> str:
    """Stands above what is kept."""
    return _("What is kept of you")


def what_is_kept(keeps_questions: bool, days: int) -> list[str]:
    """What is kept of members, for how long."""
    if keeps_questions:
        questions = _(
            "**Your questions** are kept, because whoever runs this server turned that on, so that "
            "the newsroom sees what its coverage lacks."
        )
    else:
        questions = _(
            "**Your questions** are not kept. Only one that you send to the newsroom yourself is: "
            "with “{tell}”, or with why an answer was not helpful."
        ).format(tell=tell_newsroom())
    return [
        questions,
        _(
            "**Of an answer** we keep which sentences it quoted, when and where, so that its "
            "buttons work and corrections reach it. **Of you** we keep no name and no id, only a "
            "salted hash: with your votes, with how often you asked, and with whether you like "
            "your answers private."
        ),
        counted(
            "All of it is deleted after {count} day; `/forget-me` deletes what is yours at once. "
            "Nothing is passed on: answers are found on this bot's own machine.",
            "All of it is deleted after {count} days; `/forget-me` deletes what is yours at once. "
            "Nothing is passed on: answers are found on this bot's own machine.",
            days,
        ).format(count=number(days)),
    ]


def forgot(entries: int) -> str:
    """What was kept of a member was deleted."""
    return counted(
        "Done. {count} entry was deleted; nothing is kept of you any more.",
        "Done. {count} entries were deleted; nothing is kept of you any more.",
        entries,
    ).format(count=number(entries))


def wrong_date(said: str) -> str:
    """An option is no date. `said` is written for where it is shown."""
    return _("“{said}” is not a date I understand. Try 2025-03-20, May 2024 or last week.").format(
        said=said
    )


def mention_help() -> str:
    """Somebody mentioned the bot and said nothing."""
    return _("Ask me something about our coverage: mention me with a question, or use `/ask`.")


def reply_help() -> str:
    """Somebody replied to the answer of a command; Discord keeps the words of that from us."""
    return _(
        "I cannot read replies to this answer. Press “{follow_up}” below it, or mention me in "
        "your reply."
    ).format(follow_up=follow_up())


def presence(articles: int, age: str) -> str:
    """What the bot's profile says. `age` is how old the index is."""
    return counted(
        "{count} article, updated {age}", "{count} articles, updated {age}", articles
    ).format(count=number(articles), age=age)


def told_privately(channel: str) -> str:
    """Stands above an answer that could not be written where it was asked for."""
    return _("You asked me in {channel}, where I may not answer:").format(channel=channel)


# For those who run a server

RUNNING_DESCRIPTION = later("For those who run this server: settings, status, open questions")
SETUP_DESCRIPTION = later("Set where and how this bot answers in this server")
STATUS_DESCRIPTION = later("See how questions were answered, how old the index is, and what is set")
EXPORT_DESCRIPTION = later("Get the settings, counts and open questions of this server as a file")
RESET_DESCRIPTION = later("Put all settings of this server back to how they were at first")
GAPS_DESCRIPTION = later("See what our coverage did not answer, most asked first")
GAPS_DAYS = later("Of the last how many days; 30 unless you say")
REINDEX_DESCRIPTION = later("Bring the index up to date with the articles (operators only)")


def only_managers() -> str:
    """A command or a button is for those who run the server."""
    return _("This is for members who may manage this server.")


def only_gap_readers() -> str:
    """The gaps are not for this member."""
    return _(
        "This is for members who may manage this server, and for the roles that they chose in "
        "`/footnote setup`."
    )


def only_operators() -> str:
    """Rebuilding the index is not for this member."""
    return _(
        "Only this bot's operators may do that. Whoever runs the bot names them by their user ids "
        "in the setting `FOOTNOTE_OPERATORS`."
    )


def old_panel() -> str:
    """Something of a panel of another version was pressed."""
    return _("This panel is of another version. Please use `/footnote setup` again.")


def panel_title() -> str:
    """Stands above the setup panel."""
    return _("Footnote in this server")


def saved_at_once() -> str:
    """How the setup panel works."""
    return _("What you choose is saved at once.")


def panel_pages() -> dict[str, str]:
    """The pages of the setup panel; their buttons."""
    return {
        "channels": _("Channels"),
        "members": _("Members"),
        "newsroom": _("Newsroom"),
    }


def turn_on() -> str:
    """The button that turns a setting on."""
    return _("Turn on")


def turn_off() -> str:
    """The button that turns a setting off."""
    return _("Turn off")


def on_or_off(on: bool) -> str:
    """How a setting stands."""
    return _("on") if on else _("off")


def set_channels() -> str:
    """Where members may ask."""
    return _("**Where members may ask.** Choose none, and they may ask everywhere.")


def set_auto_channels() -> str:
    """Where posts are answered unasked."""
    return _(
        "**Forums whose new posts are answered unasked**, when our coverage answers them well; "
        "else I stay silent."
    )


def no_message_content() -> str:
    """Posts cannot be read."""
    return _(
        "I cannot read posts yet: whoever runs the bot has to set `FOOTNOTE_MESSAGE_CONTENT=1` and "
        "turn on the message content intent in Discord's developer portal."
    )


def set_private(on: bool) -> str:
    """Whether answers are for the asker alone."""
    return _(
        "**Private by default: {state}.** Whether only who asks with `/ask` sees the answer; each "
        "member may choose otherwise."
    ).format(state=on_or_off(on))


def set_language() -> str:
    """In which language members are spoken to."""
    return _("**Language.** Quotes stay in the language of their article.")


def own_language() -> str:
    """The choice that each member is spoken to in the own language."""
    return _("Each member's own")


def set_per_minute() -> str:
    """How much a member may ask in a minute."""
    return _("**Questions of one member per minute.**")


def set_per_day() -> str:
    """How much a member may ask in a day."""
    return _("**Questions of one member per day.**")


def as_many(count: int) -> str:
    """The choice of a limit; 0 is none."""
    if not count:
        return _("No limit")
    return counted("{count} question", "{count} questions", count).format(count=number(count))


def set_staff_roles() -> str:
    """Who has no limit."""
    return _("**Roles without a limit.** Members who may manage the server have none anyway.")


def set_collection() -> str:
    """Which outlets the server sees."""
    return _("**Outlets that this server is answered from.** Choose none for all.")


def no_outlets() -> str:
    """No outlet can be chosen."""
    return _("No article in the index names its outlet.")


def find_outlets() -> str:
    """The button, and the title of the form, that looks for outlets."""
    return _("Find outlets")


def find_outlets_label() -> str:
    """What the form that looks for outlets asks for."""
    return _("Part of the name")


def set_keep_questions(on: bool) -> str:
    """Whether the words of questions are kept."""
    return _(
        "**Keep what is asked: {state}.** When on, the words of questions in this server are kept, "
        "without who asked, so that `/footnote gaps` shows all that was not answered. `/privacy` "
        "tells members. When off, only what members file themselves is kept."
    ).format(state=on_or_off(on))


def set_gap_roles() -> str:
    """Who may see the gaps."""
    return _(
        "**Roles that may see `/footnote gaps`** beside those who manage the server. Allow them "
        "the command under Server Settings, Integrations."
    )


def set_digest_channel() -> str:
    """Where the week's gaps are told."""
    return _(
        "**Channel for a weekly digest**, on Mondays, of what was not answered. Choose none for no "
        "digest."
    )


def test_question() -> str:
    """The button, and the title of the form, for a test question."""
    return _("Test question")


def test_question_label() -> str:
    """What the form for a test question asks for."""
    return _("A question to our coverage")


def permissions_good(channels: int) -> str:
    """The bot lacks no permission."""
    return counted(
        "Permissions: nothing is missing in the {count} channel I looked at.",
        "Permissions: nothing is missing in the {count} channels I looked at.",
        channels,
    ).format(count=number(channels))


def permissions_missing() -> str:
    """Stands above permissions that the bot lacks."""
    return _("**Permissions that I lack**")


def permissions_unknown() -> str:
    """The bot does not know its permissions."""
    return _("Permissions: I do not know this server yet. Please try again in a moment.")


def and_more_channels(channels: int) -> str:
    """Channels of a list that are only counted."""
    return counted("and {count} more channel", "and {count} more channels", channels).format(
        count=number(channels)
    )


def hidden_channels(channels: int) -> str:
    """Channels that the bot does not see, which may be meant so."""
    return counted(
        "{count} channel is hidden from me.", "{count} channels are hidden from me.", channels
    ).format(count=number(channels))


def gone_channels(channels: int) -> str:
    """Channels of the settings that are not there."""
    return counted(
        "{count} channel that you chose does not exist any more.",
        "{count} channels that you chose do not exist any more.",
        channels,
    ).format(count=number(channels))


def remove_gone() -> str:
    """The button that takes channels that are gone out of the settings."""
    return _("Remove")


def status_title() -> str:
    """Stands above the status."""
    return _("Status of this server")


def last_days(days: int) -> str:
    """A time that counts are of."""
    return counted("Last {count} day", "Last {count} days", days).format(count=number(days))


def outcomes(answered: int, without: int, helped: int, not_helped: int) -> str:
    """How questions ended, and votes."""
    return _(
        "{answered} answered, {without} not · {helped} helpful, {not_helped} not helpful"
    ).format(
        answered=number(answered),
        without=number(without),
        helped=number(helped),
        not_helped=number(not_helped),
    )


def index_status(articles: str, index: str, model: str) -> str:
    """What is answered from. The arguments are written for where they are shown."""
    return _("**Coverage:** {articles}\n**Index:** {index}\n**Model:** {model}").format(
        articles=articles, index=index, model=model
    )


def connection(milliseconds: int, shard: int) -> str:
    """How the bot reaches Discord."""
    return _("**Connection:** {milliseconds} ms, shard {shard}").format(
        milliseconds=number(milliseconds), shard=number(shard)
    )


def connection_unknown() -> str:
    """How long Discord takes to answer is not known yet."""
    return _("**Connection:** not measured yet")


def settings_title() -> str:
    """Stands above the settings in short."""
    return _("Settings")


def asked_in(channels: str) -> str:
    """Where members may ask; empty is everywhere."""
    return _("Asked in: {channels}").format(channels=channels or _("all channels"))


def answers_posts_in(channels: str) -> str:
    """Where posts are answered unasked; empty is nowhere."""
    return _("Answers posts in: {channels}").format(channels=channels or _("no forum"))


def is_private(on: bool) -> str:
    """Whether answers are for the asker alone."""
    return _("Private by default: {state}").format(state=on_or_off(on))


def speaks(language: str) -> str:
    """In which language members are spoken to; empty is each member's own."""
    return _("Language: {language}").format(language=language or own_language())


def limits(per_minute: int, per_day: int) -> str:
    """How much a member may ask."""
    return _("Per member: {minute} per minute, {day} per day").format(
        minute=as_many(per_minute), day=as_many(per_day)
    )


def answered_from(outlets: str) -> str:
    """Which outlets the server sees; empty is all."""
    return _("Answered from: {outlets}").format(outlets=outlets or _("all outlets"))


def keeps_questions(on: bool) -> str:
    """Whether the words of questions are kept."""
    return _("Keeps what is asked: {state}").format(state=on_or_off(on))


def tells_weekly_in(channel: str) -> str:
    """Where the week's gaps are told; empty is nowhere."""
    return _("Weekly digest: {channel}").format(channel=channel or _("none"))


def exported() -> str:
    """Stands above the file of an export."""
    return _("All that is kept of this server; nothing in it says who asked.")


def sure_to_reset() -> str:
    """Asks whether to put all settings back."""
    return _("Put all settings of this server back to how they were at first? Answers stay.")


def reset() -> str:
    """The button that puts all settings back."""
    return _("Reset all settings")


def was_reset() -> str:
    """All settings were put back."""
    return _("All settings are as they were at first. Change them with `/footnote setup`.")


def gaps_title(days: int) -> str:
    """Stands above the gaps."""
    return counted(
        "Not answered in the last {count} day", "Not answered in the last {count} days", days
    ).format(count=number(days))


def no_gaps(keeps: bool) -> str:
    """There are no gaps. `keeps`: whether the words of questions are kept."""
    if keeps:
        return _("Nothing: every question was answered, and nobody said that it did not help.")
    return _(
        "Nothing was filed. The words of questions are not kept in this server, so only what "
        "members tell the newsroom is seen here; `/footnote setup` changes that."
    )


def asked_times(count: int) -> str:
    """How often a question came up."""
    return counted("asked {count} time", "asked {count} times", count).format(count=number(count))


def why_unanswered(count: int) -> str:
    """How often the coverage did not answer."""
    return _("{count} unanswered").format(count=number(count))


def why_not_helpful(count: int) -> str:
    """How often the answer did not help."""
    return _("{count} not helpful").format(count=number(count))


def why_filed(count: int) -> str:
    """How often members told the newsroom."""
    return _("{count} sent to the newsroom").format(count=number(count))


def last_asked(when: str) -> str:
    """When a question last came up."""
    return _("last {when}").format(when=when)


def also_worded(wordings: str) -> str:
    """Other wordings of the same question."""
    return _("also: {wordings}").format(wordings=wordings)


def gaps_shown(first: int, last: int, total: int) -> str:
    """Which of the groups of questions are shown; questions alike are one."""
    return _("{first} to {last} of {total}, questions alike together").format(
        first=number(first), last=number(last), total=number(total)
    )


def export_csv() -> str:
    """The button that gives the gaps as a table."""
    return _("Export CSV")


def gaps_as_table() -> str:
    """Stands above the table of the gaps."""
    return _("The questions as a table; it opens in any spreadsheet.")


def digest_title() -> str:
    """Stands above the week's gaps."""
    return _("What our coverage did not answer this week")


def digest_notice() -> str:
    """Stands below the week's gaps."""
    return _("All of them: `/footnote gaps`. Where this is posted: `/footnote setup`.")


_STAGES = {
    "model": later("loading the model"),
    "articles": later("reading articles"),
    "embedded": later("embedding passages"),
    "written": later("writing"),
    "checked": later("checking"),
    "published": later("publishing"),
}


def rebuilding() -> str:
    """The index is being rebuilt."""
    return _("Rebuilding the index… I go on answering from the one there is.")


def rebuilding_step(stage: str, done: int, total: int) -> str:
    """How far rebuilding the index is."""
    doing = _(_STAGES[stage]) if stage in _STAGES else stage
    return _("Rebuilding the index… {doing}, {done} of {total}").format(
        doing=doing, done=number(done), total=number(total)
    )


def rebuilt(summary: str) -> str:
    """The index was rebuilt. `summary` is written for where it is shown."""
    return _(
        "The index is up to date. I answer from it within seconds, without a restart.\n-# {summary}"
    ).format(summary=summary)


def rebuilding_already() -> str:
    """Another rebuild goes on."""
    return _("The index is being rebuilt already. Please wait until that is done.")


def rebuild_failed(why: str) -> str:
    """The index could not be rebuilt. `why` is written for where it is shown."""
    return _(
        "The index could not be rebuilt; I go on answering from the one there is. {why}"
    ).format(why=why)
