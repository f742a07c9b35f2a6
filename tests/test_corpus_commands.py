"""`footnote corpus …` as an operator uses it: what is done, what is said, the exit status."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpus.commands import app
from corpus.database import StoreError
from corpus.sample import load_sample
from corpus.settings import read_home
from corpus.sources import KnownPage, SourceKind, Sources
from corpus.store import ArticleStore

LEAD = "The council approved 640 cameras on Thursday, by 24 votes to 19."
URL = "https://courier.example/a"


def corpus(*arguments: str) -> Result:
    """Run one command in this process."""
    return CliRunner().invoke(app, arguments)


def write(name: str, text: str = f"# Cameras\n\n{LEAD}\n") -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return name


def add(name: str = "a.md", text: str = f"# Cameras\n\n{LEAD}\n", *options: str) -> None:
    """Add one article by command."""
    added = corpus("add", write(name, text), *options)
    assert added.exit_code == 0, added.output


def only_id() -> str:
    """The id of the one article in the store."""
    with ArticleStore(read_home().articles) as store:
        [entry] = store.entries()
        return entry.id


def words(text: str) -> str:
    """The text with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def rows(listing: Result) -> Sequence[str]:
    return listing.stdout.splitlines()[1:]


def test_adding_says_what_was_done_and_what_is_next() -> None:
    added = corpus("add", write("a.md"))
    assert added.exit_code == 0
    assert added.stdout == (
        "1 added, 0 revised, 0 unchanged, 0 refused. 1 article in all.\n"
        "Now run `footnote index rebuild`.\n"
    )
    assert added.stderr == "added a.md: Cameras\n"


def test_the_same_again_is_unchanged_and_needs_no_rebuild() -> None:
    add()
    again = corpus("add", "a.md")
    assert again.exit_code == 0
    assert again.stdout == "0 added, 0 revised, 1 unchanged, 0 refused. 1 article in all.\n"


def test_a_changed_file_is_revised() -> None:
    add()
    revised = corpus("add", write("a.md", "# Cameras\n\nThe council did nothing.\n"))
    assert revised.stdout.startswith(
        "0 added, 1 revised, 0 unchanged, 0 refused. 1 article in all."
    )
    assert "footnote index rebuild" in revised.stdout


def test_a_refused_file_is_named_with_its_reason_and_the_rest_goes_on() -> None:
    write("in/bad.md", "---\ntitle: [\n---\n")
    write("in/good.md")
    added = corpus("add", "in")
    assert added.exit_code == 0
    assert added.stdout.startswith("1 added, 0 revised, 0 unchanged, 1 refused. 1 article in all.")
    assert added.stderr.startswith("refused in/bad.md: front matter is not YAML in line 3")


def test_nothing_but_refusals_is_a_failure() -> None:
    added = corpus("add", "missing.md")
    assert added.exit_code == 1
    assert added.stderr == "refused missing.md: no such file or folder\n"
    assert added.stdout == "0 added, 0 revised, 0 unchanged, 1 refused. 0 articles in all.\n"


def test_a_long_reason_stays_on_one_line() -> None:
    name = write(f"{'long' * 30}.md", "")
    assert corpus("add", name).stderr == f"refused {name}: no text\n"


def test_brackets_in_names_and_reasons_are_shown() -> None:
    write("[red]a.md", "---\ntitle: '[bold]'\nkind: '[dim]'\n---\ntext")
    assert corpus("add", "[red]a.md").stderr.startswith(
        "added [red]a.md: [bold] (without kind: kind '[dim]' is not one of "
    )


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_not_the_current_folder(name: str) -> None:
    write("a.md")
    added = corpus("add", name)
    assert (added.exit_code, added.stderr) == (
        1,
        f"refused {name!r}: names nothing; `.` is this folder\n",
    )


def test_every_line_of_json_counts() -> None:
    lines = [{"title": title, "text": LEAD + title} for title in ("One", "Two", "")]
    write("a.jsonl", "\n".join(map(json.dumps, lines)))
    added = corpus("add", "a.jsonl")
    assert added.stdout.startswith("2 added, 0 revised, 0 unchanged, 1 refused. 2 articles in all.")
    assert added.stderr == (
        "added a.jsonl:1: One\nadded a.jsonl:2: Two\n"
        "refused a.jsonl:3: no title; give one with --title\n"
    )


def test_options_fill_what_the_file_does_not_say() -> None:
    options = ("--outlet", "Courier", "--date", "2024-03-14", "--url", URL)
    add("a.md", f"# Cameras\n\n{LEAD}\n", *options)
    shown = corpus("show", only_id()).stdout
    assert "outlet  Courier  (option)" in shown
    assert f"url  {URL}  (option)" in shown
    assert "date  2024-03-14T12:00:00+00:00  (option)" in shown


def test_a_title_option_names_a_text_without_headline() -> None:
    add("a.txt", f"{LEAD}\n", "--title", "Cameras")
    article = only_id()
    assert "title  Cameras  (option)" in corpus("show", article).stdout


def test_a_url_given_later_keeps_the_article() -> None:
    add()
    article = only_id()
    assert corpus("add", "a.md", "--url", URL).stdout.startswith("0 added, 1 revised")
    assert only_id() == article
    assert f"url  {URL}  (option)" in corpus("show", URL).stdout


def test_an_unreadable_date_option_is_a_usage_error() -> None:
    added = corpus("add", write("a.md"), "--date", "yesterday")
    assert added.exit_code == 2
    assert "date 'yesterday' is not understood" in added.stderr
    assert not read_home().articles.exists()


@pytest.mark.parametrize(
    "paths", [["a.md", "b.md"], ["in"], ["a.jsonl"], ["a.JSONL"], ["a.ndjson"]]
)
@pytest.mark.parametrize("option", ["--url", "--title"])
def test_what_describes_one_article_needs_one_file(paths: list[str], option: str) -> None:
    write("in/a.md")
    added = corpus("add", *paths, option, URL)
    assert added.exit_code == 2
    assert "--url and --title describe one article" in added.stderr


def test_adding_without_a_path_is_a_usage_error() -> None:
    assert corpus("add").exit_code == 2


def test_real_coverage_beside_the_sample_is_told() -> None:
    with ArticleStore(read_home().articles) as store:
        load_sample(store)
    added = corpus("add", write("a.md"))
    assert words(added.stderr) == (
        "added a.md: Cameras The fictional sample is among them: `footnote sample --remove`."
    )


def test_an_empty_listing_says_how_to_fill_it() -> None:
    listing = corpus("list")
    assert (listing.exit_code, listing.stdout) == (
        0,
        "No articles yet: `footnote corpus add WHAT…`\n",
    )


def test_a_listing_is_newest_first_and_the_undated_last() -> None:
    add("a.md", "---\ntitle: Undated\n---\nA.")
    add("b.md", "---\ntitle: Older\ndate: 2023-03-14\noutlet: Courier\n---\nB.")
    add("c.md", "---\ntitle: Newer\ndate: 2024-03-14\n---\nC.")
    assert [row.split()[1:] for row in rows(corpus("list"))] == [
        ["2024-03-14", "—", "Newer"],
        ["2023-03-14", "Courier", "Older"],
        ["unknown", "—", "Undated"],
    ]


def test_a_listing_tells_revised_articles() -> None:
    add()
    corpus("add", write("a.md", "# Cameras\n\nChanged.\n"))
    assert rows(corpus("list"))[0].endswith("Cameras (revision 2)")


def test_a_listing_leaves_out_the_withdrawn_unless_asked() -> None:
    add()
    article = only_id()
    corpus("remove", article)
    assert corpus("list").stdout.startswith("No articles yet")
    assert rows(corpus("list", "--all"))[0].endswith("withdrawn Cameras")


def test_an_article_is_shown_as_it_is_stored() -> None:
    text = f"The ratio was 10:100:1000 :smile: [bold]not bold[/] {'and so on ' * 20}end."
    add("a.md", f"# A [red] title :100:\n\n{text}\n\nSecond.\n")
    article = only_id()
    assert corpus("show", article).stdout == (
        f"        id  {article} (revision 1)\n"
        "     title  A [red] title :100:  (front matter)\n"
        "    outlet  —\n"
        "       url  —\n"
        "   authors  —\n"
        "      date  date unknown\n"
        "   section  —\n"
        "      tags  —\n"
        "      kind  report\n"
        f"\n{text}\n\nSecond.\n"
    )


def test_an_earlier_revision_can_be_shown() -> None:
    add("a.md", "# Cameras\n\nOld.\n")
    article = only_id()
    corpus("add", write("a.md", "# Cameras\n\nNew.\n"))
    assert corpus("show", article).stdout.endswith("\nNew.\n")
    assert corpus("show", article, "--revision", "1").stdout.endswith("\nOld.\n")


@pytest.mark.parametrize("revision", ["0", "3"])
def test_a_revision_that_is_not_there_is_a_usage_error(revision: str) -> None:
    add()
    article = only_id()
    corpus("add", write("a.md", "# Cameras\n\nNew.\n"))
    assert corpus("show", article, "--revision", revision).exit_code == 2


def test_removing_and_restoring() -> None:
    add()
    article = only_id()
    removed = corpus("remove", article[:4])
    assert removed.exit_code == 0
    assert removed.stdout == (
        "1 removed. Now run `footnote index rebuild`.\nUndo with `footnote corpus restore ID`.\n"
    )
    restored = corpus("restore", article)
    assert restored.exit_code == 0
    assert restored.stdout == "1 restored. Now run `footnote index rebuild`.\n"
    assert rows(corpus("list"))[0].endswith("Cameras")


def test_what_was_removed_is_refused_and_the_way_back_is_told() -> None:
    add()
    article = only_id()
    corpus("remove", article)
    added = corpus("add", "a.md")
    assert added.exit_code == 1
    assert added.stderr == (
        f"refused a.md: was removed before; `footnote corpus restore {article}` brings it back\n"
    )


def test_all_articles_of_an_outlet_can_be_removed() -> None:
    for name, outlet in (("a", "Courier"), ("b", "Gazette"), ("c", "Courier")):
        add(f"{name}.md", f"---\ntitle: {name}\noutlet: {outlet}\n---\n{name}.")
    assert corpus("remove", "--outlet", "Courier").stdout.startswith("2 removed.")
    assert [row.split()[-1] for row in rows(corpus("list"))] == ["b"]


@pytest.mark.parametrize("arguments", [[], ["--outlet", "Nobody"]])
def test_removing_nothing_is_a_usage_error(arguments: list[str]) -> None:
    add()
    removed = corpus("remove", *arguments)
    assert removed.exit_code == 2
    assert "name articles, or an --outlet that has some" in words(removed.stderr)


def test_one_unknown_id_and_nothing_is_removed() -> None:
    add()
    article = only_id()
    removed = corpus("remove", article, "nobody")
    assert isinstance(removed.exception, StoreError)
    assert len(rows(corpus("list"))) == 1


@pytest.mark.parametrize("command", ["show", "remove", "restore"])
def test_an_unknown_article_is_one_line_and_a_failure(command: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "corpus", command, "nobody[1]"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        "footnote: no article has the id or URL 'nobody[1]'; see `footnote corpus list`\n"
    )


def test_help_does_not_wait_for_libraries() -> None:
    heavy = {"trafilatura", "lxml", "yaml", "pydantic", "torch"}
    script = f"import sys, corpus.commands; print(*sorted({heavy} & set(sys.modules)))"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "\n"


SCRAPED = """We use cookies to make this site work. By continuing you accept our privacy policy.

Home
News
Sport
Subscribe

Council approves cameras for the old harbour

{lead}

The vote followed four hours of debate in the old town hall, in which nobody spoke twice.

The cameras will be switched on before the summer, the harbour office said in a note to the council.

The opposition said that it would go to court, and that the people of Saltgate had never been asked.

Latest Harbour News

Ferry fares to rise

The ferry between the old town and Gull Island will cost more from April on, the operator said in a…

Tram to open

Line 4 of the tram is to be opened in the autumn of next year, two years later than was planned in…

Comments

Leave a Reply
"""


def test_a_preview_adds_nothing_and_tells_what_is_left_out_and_why() -> None:
    preview = corpus("add", write("a.txt", SCRAPED.format(lead=LEAD)), "--preview")
    assert preview.stdout.startswith("Preview, nothing was added: 1 added")
    assert "left out (teaser of another article): Ferry fares to rise" in preview.stderr
    assert corpus("list").stdout.startswith("No articles yet")


def test_no_word_of_a_teaser_comes_in() -> None:
    add("a.txt", SCRAPED.format(lead=LEAD))
    shown = corpus("show", only_id()).stdout
    assert "title  Council approves cameras for the old harbour" in shown
    assert "The opposition said that it would go to court" in shown
    assert not {"Ferry", "tram", "cookies", "Reply"} & set(shown.replace(",", " ").split())
    assert "date unknown" in shown


def test_a_report_for_programs_lists_every_item() -> None:
    write("a.jsonl", json.dumps({"title": "One", "text": LEAD}) + "\nbroken\n")
    report = json.loads(corpus("add", "a.jsonl", "--json").stdout)
    assert (report["added"], report["refused"], report["articles"]) == (1, 1, 1)
    assert [item["outcome"] for item in report["items"]] == ["added", "refused"]


def test_what_looks_wrong_is_held_shown_and_decided() -> None:
    page = (
        "<html><body><h1>Before you continue</h1><p>We value your privacy. We and our 842 partners "
        "store information on a device.</p><p>Accept all or reject all; manage your choices in "
        "our cookie policy.</p></body></html>"
    )
    held = corpus("add", write("a.html", page))
    assert "1 held" in held.stdout
    waiting = corpus("review").stdout
    assert "a request for consent" in waiting
    article = waiting.split()[0]
    assert corpus("list").stdout.startswith("No articles yet")
    assert corpus("review", article, "--accept").exit_code == 0
    assert "Before you continue" in corpus("list").stdout
    assert corpus("review").stdout == "Nothing is held for review.\n"


def test_what_is_rejected_is_not_held_again() -> None:
    page = "<title>404 Not found</title><body><p>Page not found, sorry.</p></body>"
    corpus("add", write("a.html", page))
    article = corpus("review").stdout.split()[0]
    corpus("review", article, "--reject")
    corpus("add", "a.html")
    assert corpus("review").stdout == "Nothing is held for review.\n"


def test_a_purged_article_is_gone_for_good_and_stays_away() -> None:
    add()
    article = only_id()
    assert corpus("purge", article, "--yes").exit_code == 0
    home = read_home().root
    assert LEAD.encode() not in b"".join(file.read_bytes() for file in home.glob("articles*"))
    assert "1 refused" in corpus("add", "a.md").stdout
    assert "1 refused" in corpus("add", write("b.md")).stdout


def test_a_purged_article_cannot_be_restored() -> None:
    add()
    article = only_id()
    corpus("purge", article, "--yes")
    restored = corpus("restore", article)
    assert (restored.exit_code, restored.stdout) == (1, "0 restored.\n")
    assert "nothing brings it back" in restored.stderr
    assert corpus("add", "a.md").stderr == "refused a.md: was purged: it is kept out for good\n"


def test_a_rejected_article_that_is_restored_has_to_be_added_again() -> None:
    page = "<title>404 Not found</title><body><p>Page not found, sorry.</p></body>"
    corpus("add", write("a.html", page))
    article = corpus("review").stdout.split()[0]
    corpus("review", article, "--reject")
    restored = corpus("restore", article)
    assert (restored.exit_code, restored.stdout) == (0, "1 restored.\n")
    assert restored.stderr.endswith("its text thrown away: add it again.\n")
    assert "1 held" in corpus("add", "a.html").stdout


def test_an_address_of_a_source_is_shown_whole() -> None:
    url = f"https://courier.example/{'a-long-way/' * 12}feed"
    with Sources(read_home().articles) as sources:
        sources.add(url, SourceKind.FEED, "The Courier")
    lines = corpus("sources").stdout.splitlines()
    end = next(line.index("articles") for line in lines if "articles" in line)
    assert url in "".join(line[:end].strip() for line in lines)
    assert max(map(len, lines)) <= 80


def test_pages_that_could_not_be_read_are_told_with_their_source() -> None:
    with Sources(read_home().articles) as sources:
        source, _ = sources.add("https://courier.example/feed", SourceKind.FEED, "The Courier")
        sources.save_page(KnownPage(url=URL, address=URL, source_id=source.id, error="busy (429)"))
    told = "".join(corpus("sources").stdout.split())
    assert "1page" in told
    [listed] = json.loads(corpus("sources", "--json").stdout)
    assert listed["failing"] == [{"address": URL, "error": "busy (429)"}]


def test_a_backup_gives_the_same_articles_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    add()
    corpus("add", write("a.md", "# Cameras\n\nThe council did nothing.\n"))
    add("b.md", "# Ferry\n\nThe ferry did not leave the harbour on Monday.\n")
    corpus("remove", corpus("list").stdout.splitlines()[2].split()[0])
    with ArticleStore(read_home().articles) as store:
        before = {entry.id: store.revisions(entry.id) for entry in store.entries()}
        states = [entry.reason for entry in store.entries()]
    assert corpus("export", "backup.jsonl.gz").exit_code == 0
    backup = str(Path("backup.jsonl.gz").absolute())
    monkeypatch.setenv("FOOTNOTE_HOME", str(Path("elsewhere").absolute()))
    assert "2 added" in corpus("add", backup).stdout
    with ArticleStore(read_home().articles) as store:
        assert {entry.id: store.revisions(entry.id) for entry in store.entries()} == before
        assert [entry.reason for entry in store.entries()] == states
    assert "2 unchanged" in corpus("add", backup).stdout


def test_sources_are_listed_paused_resumed_and_removed() -> None:
    with Sources(read_home().articles) as sources:
        sources.add("https://courier.example/feed", SourceKind.FEED, "The Courier")
    assert "The Courier (feed)" in corpus("sources").stdout
    corpus("sources", "pause", "1")
    [listed] = json.loads(corpus("sources", "--json").stdout)
    assert listed["paused"] == "paused by hand"
    corpus("sources", "resume", "https://courier.example/feed")
    [listed] = json.loads(corpus("sources", "--json").stdout)
    assert listed["paused"] is None
    corpus("sources", "remove", "1")
    assert "No sources yet" in corpus("sources").stdout
