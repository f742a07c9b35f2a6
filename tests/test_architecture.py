"""The arrow bot -> index -> corpus, and what may be imported where."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "index", "corpus")
WITHOUT_DISCORD = (
    "answer answering archive canvas choosing claims clerk console context desk differing"
    " explanations finding fitting following front gap_groups gaps languages links listing"
    " observing operating options panel_changes premises pulse recent records.records"
    " references reindexing remembered restoring safekeeping server settings slip supervisor"
    " timeline timeline_axis timeline_console timeline_plot told wording written_dates"
).split()


def modules(package: str) -> dict[str, Path]:
    """Every module of a package by its name."""
    found = {}
    for file in sorted((ROOT / package).rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = file
    return found


ALL = {name: file for package in PACKAGES for name, file in modules(package).items()}


def imported(name: str) -> Iterator[str]:
    """What a module imports anywhere in it: in functions and for type checkers only, too."""
    for node in ast.walk(ast.parse(ALL[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reached(name: str) -> set[str]:
    """What a module imports, through modules of ours as well."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for target in imported(waiting.pop()):
            if target not in seen:
                seen.add(target)
                waiting.extend([target] if target in ALL else [])
    return seen


def packages(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_all_three_packages_are_looked_at() -> None:
    assert {"bot.desk", "index.rebuild", "corpus.store"} <= set(ALL)


@pytest.mark.parametrize("name", sorted(modules("corpus")))
def test_corpus_knows_neither_index_nor_bot(name: str) -> None:
    assert packages(set(imported(name))).isdisjoint({"index", "bot", "discord"})


@pytest.mark.parametrize("name", sorted(modules("index")))
def test_index_knows_neither_bot_nor_discord(name: str) -> None:
    assert packages(set(imported(name))).isdisjoint({"bot", "discord"})


@pytest.mark.parametrize("name", WITHOUT_DISCORD)
def test_what_does_not_need_discord_does_without(name: str) -> None:
    assert "discord" not in packages(reached(f"bot.{name}"))


def test_the_client_reaches_discord() -> None:
    """So that the test above can fail."""
    assert "discord" in packages(reached("bot.client"))


@pytest.mark.parametrize("name", sorted(ALL))
def test_no_module_imports_itself_in_a_circle(name: str) -> None:
    assert name not in reached(name)


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_hold_only_a_docstring(package: str) -> None:
    for file in (ROOT / package).rglob("__init__.py"):
        [only] = ast.parse(file.read_text(encoding="utf-8")).body
        assert isinstance(only, ast.Expr)
        assert isinstance(only.value, ast.Constant)
        assert isinstance(only.value.value, str)


@pytest.mark.parametrize("name", ["index.commands", "bot.cli"])
def test_the_command_line_starts_without_what_is_slow_to_import(name: str) -> None:
    code = f"import sys, {name}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert name in loaded
    slow = {"torch", "sentence_transformers", "transformers", "discord", "faiss", "trafilatura"}
    assert slow.isdisjoint(loaded)
