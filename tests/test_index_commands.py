"""`footnote index …`, typed by people and by programs, on an index of a tiny real model."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.filesize import decimal
from tiny_model import save_tiny_model
from typer.testing import CliRunner, Result

from corpus.article import Content
from corpus.home import Home
from corpus.store import ArticleStore
from index.commands import app
from index.embedding import ModelError
from index.layout import SnapshotError, read_manifest
from index.publishing import current
from index.rebuild import RebuildError, rebuild
from index.torch_embedder import SentenceEmbedder

Type = Callable[..., Result]

DATED = Content(
    title="Bridge [opens]",
    text="The mayor opens the bridge.",
    outlet="The Courier",
    url="https://courier.example/bridge",
    published=datetime(2024, 3, 14, 6, 0, tzinfo=UTC),
)
BRIDGE = "Bridge The mayor opens the bridge."  # as embedded: the title is cut to three pieces
BARE = Content(title="Ferry", text="The ferry closes.")
CAMERA = Content(title="Camera", text="The council said “camera”.")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """A home with two indexes, of two articles and of three, and its model."""
    model = save_tiny_model(tmp_path_factory.mktemp("model [tiny]"))
    home, embedder = Home(tmp_path_factory.mktemp("made")), SentenceEmbedder(model)
    for articles in ([DATED, BARE], [CAMERA]):
        add(home, *articles)
        with ArticleStore(home.articles) as store:
            rebuild(store, home.index, model, lambda _: embedder)
    return home, model


@pytest.fixture
def model(made: tuple[Home, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The tiny model, which the next rebuild uses."""
    monkeypatch.setenv("FOOTNOTE_MODEL", made[1])
    return made[1]


@pytest.fixture
def home(made: tuple[Home, str], model: str, tmp_path: Path) -> Home:
    """A copy of the home, for one test."""
    return Home(Path(shutil.copytree(made[0].root, tmp_path / "home")))


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Type:
    """Run a command that is expected to succeed."""
    monkeypatch.setenv("COLUMNS", "500")

    def run(*words: str) -> Result:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result

    return run


def add(home: Home, *articles: Content) -> None:
    with ArticleStore(home.articles) as store:
        for content in articles:
            store.add([f"url:{content.url}" if content.url else f"file:{content.title}"], content)


def status_of(type_in: Type) -> dict[str, Any]:
    """What programs read of the status."""
    fields: dict[str, Any] = json.loads(type_in("status", "--json").stdout)
    return fields


def module(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    """`python -m index`, as it is typed."""
    root = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": root, "FOOTNOTE_HOME": str(home.root)}
    line = [sys.executable, "-m", "index", *words]
    return subprocess.run(
        line, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_status_says_what_is_published(home: Home, type_in: Type) -> None:
    folder = current(home.index)
    manifest = replace(read_manifest(folder), seconds=0.0, rate=None)
    (folder / "manifest.json").write_text(manifest.to_json())
    lines = type_in("status").stdout.splitlines()
    made = f"{manifest.created:%Y-%m-%d %H:%M}"
    assert [line.strip() for line in lines] == [
        f"published  {manifest.name}, made {made} UTC",
        "holds  3 articles (2024-03-14 to 2024-03-14), 3 passages",
        f"model  {manifest.model} (16 dimensions)",
        f"weights  {manifest.digest[:16]}…",
        "vectors  flat, half precision; finds 100.0% of the nearest 50",
        f"on disk  {decimal(status_of(type_in)['bytes'])}",
        f"previous  {status_of(type_in)['previous']}",
        "coverage  same",
    ]


def test_status_names_a_damaged_file(home: Home, type_in: Type) -> None:
    file = current(home.index) / "spans.npy"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(SnapshotError, match=r"damaged spans.npy; run `footnote index rebuild`"):
        type_in("status")


def test_status_says_how_long_it_took(home: Home, type_in: Type) -> None:
    folder = current(home.index)
    slow = replace(read_manifest(folder), seconds=90.0, rate=123.4)
    (folder / "manifest.json").write_text(slow.to_json())
    assert "UTC in 90 s, 123 passages/s embedded" in type_in("status").stdout


def test_status_says_that_the_coverage_has_changed(home: Home, type_in: Type) -> None:
    add(home, Content(title="Vote", text="One vote."))
    assert "coverage  changed since: run `footnote index rebuild`" in type_in("status").stdout


def test_status_of_undated_coverage_says_so(home: Home, type_in: Type) -> None:
    with ArticleStore(home.articles) as store:
        store.withdraw(store.find("https://courier.example/bridge"))
    type_in("rebuild")
    assert "holds  2 articles (no dates), 2 passages" in type_in("status").stdout


def test_programs_read_the_whole_manifest(home: Home, type_in: Type) -> None:
    fields = status_of(type_in)
    manifest = read_manifest(current(home.index))
    assert fields["name"] == manifest.name
    assert fields["model"] == manifest.model
    assert fields["digest"] == manifest.digest
    assert fields["created"] == manifest.created.isoformat()
    assert (fields["articles"], fields["passages"], fields["dimension"]) == (3, 3, 16)
    assert fields["size"] == {"target": 11, "limit": 14}
    assert fields["earliest"] == fields["latest"] == "2024-03-14T06:00:00+00:00"


def test_programs_read_whether_the_index_is_stale(home: Home, type_in: Type) -> None:
    before = status_of(type_in)["stale"]
    add(home, Content(title="Vote", text="One vote."))
    assert (before, status_of(type_in)["stale"]) == (False, True)


@pytest.mark.parametrize("command", [["status"], ["status", "--json"], ["search", "x"]])
def test_without_an_index_it_is_said_how_to_make_one(command: list[str], type_in: Type) -> None:
    with pytest.raises(SnapshotError, match="there is no index yet; run `footnote index rebuild`"):
        type_in(*command)


def test_rollback_says_what_it_published(home: Home, type_in: Type) -> None:
    older = status_of(type_in)["previous"]
    said = type_in("rollback").stdout.strip()
    assert said == f"Published {older} again; the next rebuild replaces it."


def test_rollback_warns_of_what_was_corrected_since(home: Home, type_in: Type) -> None:
    assert "removed or corrected since" in type_in("rollback").stderr


def test_rollback_publishes_the_index_before(home: Home, type_in: Type) -> None:
    older = status_of(type_in)["previous"]
    type_in("rollback")
    fields = status_of(type_in)
    assert (fields["name"], fields["articles"], fields["stale"]) == (older, 2, True)


def test_without_an_index_there_is_nothing_to_roll_back_to(type_in: Type) -> None:
    with pytest.raises(SnapshotError, match="there is no earlier index to go back to"):
        type_in("rollback")


def test_nothing_is_before_the_first_index(home: Home, type_in: Type) -> None:
    type_in("rollback")
    assert status_of(type_in)["previous"] is None
    with pytest.raises(SnapshotError, match="there is no earlier index to go back to"):
        type_in("rollback")


def test_search_finds_the_passage_itself_with_1(home: Home, type_in: Type) -> None:
    [hit] = json.loads(type_in("search", BRIDGE, "-k", "1", "--json").stdout)
    with ArticleStore(home.articles) as store:
        article_id = store.find("https://courier.example/bridge")
    score = hit.pop("score")
    assert isinstance(score, float)  # in logits: it means something beside others only
    assert hit == {
        "meaning": 1.0,
        "words": 1.0,
        "kind": "report",
        "copies": [],
        "why": ["meaning", "words"],
        "article": article_id,
        "revision": 1,
        "title": "Bridge [opens]",
        "outlet": "The Courier",
        "published": "2024-03-14T06:00:00+00:00",
        "url": "https://courier.example/bridge",
        "start": 0,
        "end": 27,
        "text": "The mayor opens the bridge.",
    }


def test_search_tells_programs_what_is_not_known(home: Home, type_in: Type) -> None:
    [hit] = json.loads(type_in("search", "Ferry The ferry closes.", "-k", "1", "--json").stdout)
    facts = [hit[name] for name in ("title", "outlet", "published", "url")]
    assert facts == ["Ferry", None, None, None]


def test_search_tells_programs_words_as_they_are(home: Home, type_in: Type) -> None:
    """Not as \\u201c."""
    assert "“camera”" in type_in("search", "camera", "--json").stdout


def test_search_prints_hits_for_people(home: Home, type_in: Type) -> None:
    with ArticleStore(home.articles) as store:
        article_id = store.find("https://courier.example/bridge")
    [hit] = json.loads(type_in("search", BRIDGE, "-k", "1", "--json").stdout)
    printed = type_in("search", BRIDGE, "-k", "1").stdout
    assert [line.strip() for line in printed.splitlines()] == [
        f"1 {hit['score']:.3f} Bridge [opens]",
        f"The Courier · 2024-03-14 · {article_id}",
        "The mayor opens the bridge.",
        "",
    ]


def test_search_says_what_is_not_known(home: Home, type_in: Type) -> None:
    printed = type_in("search", "Ferry The ferry closes.", "-k", "1").stdout
    assert "outlet unknown · date unknown · " in printed


def test_search_shows_as_many_as_wanted(home: Home, type_in: Type) -> None:
    assert len(json.loads(type_in("search", "the mayor", "-k", "2", "--json").stdout)) == 2


def test_an_empty_index_says_so(home: Home, type_in: Type) -> None:
    empty_and_rebuild(home, type_in)
    assert type_in("search", "the mayor").stdout.strip() == "Nothing found."


def test_an_empty_index_tells_programs_of_no_hits(home: Home, type_in: Type) -> None:
    empty_and_rebuild(home, type_in)
    assert json.loads(type_in("search", "the mayor", "--json").stdout) == []


@pytest.mark.parametrize("k", ["0", "-1", "1001", "many"])
def test_search_refuses_a_k_that_makes_no_sense(k: str) -> None:
    assert CliRunner().invoke(app, ["search", "mayor", "-k", k]).exit_code == 2


def test_rebuild_says_what_it_did(home: Home, type_in: Type) -> None:
    add(home, Content(title="Vote", text="One vote."))
    said = type_in("rebuild").stdout
    assert said.startswith("4 articles, 4 passages (1 embedded, 3 reused); published 000003-")


def test_rebuild_says_that_nothing_changed(home: Home, type_in: Type) -> None:
    name = current(home.index).name
    said = type_in("rebuild").stdout
    assert said.startswith(f"Nothing changed: 3 articles, 3 passages, index {name} (0.")


def test_rebuild_by_force_embeds_everything(home: Home, type_in: Type) -> None:
    assert "(3 embedded, 0 reused)" in type_in("rebuild", "--force").stdout


def test_rebuild_shows_its_progress_beside_its_result(home: Home, type_in: Type) -> None:
    add(home, Content(title="Vote", text="One vote."))
    result = type_in("rebuild")
    stages = [line.split()[0] for line in result.stderr.splitlines() if line.strip()]
    assert stages[-6:] == [
        "model",
        "articles",
        "embedded",
        "written",
        "checked",
        "published",
    ]


def test_rebuild_without_articles_says_what_to_do(model: str, type_in: Type) -> None:
    with pytest.raises(RebuildError, match="there are no articles to index; add some with"):
        type_in("rebuild")


def test_rebuild_with_an_unknown_model_leaves_the_index(
    home: Home, type_in: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current(home.index)
    monkeypatch.setenv("FOOTNOTE_MODEL", "nobody/nothing")
    with pytest.raises(ModelError, match="nobody/nothing"):
        type_in("rebuild")
    assert current(home.index) == before


def test_python_m_index_rebuilds(home: Home) -> None:
    add(home, Content(title="Vote", text="One vote."))
    ended = module(home)
    assert ended.stdout.startswith("4 articles, 4 passages (1 embedded, 3 reused); published")
    assert ended.returncode == 0


def test_python_m_index_takes_commands(home: Home) -> None:
    assert json.loads(module(home, "status", "--json").stdout)["articles"] == 3


def test_an_error_is_one_line_without_a_stack_trace(tmp_path: Path) -> None:
    ended = module(Home(tmp_path / "nothing here"), "status")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "footnote: there is no index yet; run `footnote index rebuild`\n"


def test_a_rebuild_beside_another_process_leaves_politely(home: Home, model: str) -> None:
    refused: list[subprocess.CompletedProcess[str]] = []

    def report(stage: str, *_: object) -> None:
        if stage == "written" and not refused:
            refused.append(module(home))

    with ArticleStore(home.articles) as store:
        rebuild(store, home.index, model, SentenceEmbedder, report, force=True)
    owner = f"process {os.getpid()} on {socket.gethostname()[:60]}, for less than a minute"
    said = f"footnote: another rebuild is running ({owner}); wait for it, then run this again\n"
    assert (refused[0].returncode, refused[0].stderr.lstrip()) == (1, said)


def empty_and_rebuild(home: Home, type_in: Type) -> None:
    with ArticleStore(home.articles) as store:
        for entry in list(store.entries()):
            store.withdraw(entry.id)
    type_in("rebuild")
