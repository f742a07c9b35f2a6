"""Harm to a published index: told, not served, healed by the next rebuild."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from faulty_homes import gone_while_serving
from faulty_snapshots import Harm, harmed

_CHOSEN = (
    "vectors.faiss cut to 0",
    "articles.sqlite3 flipped at 0",
    "manifest edited",
    "CURRENT says '../../etc\\n'",
)


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a new index."""
    monkeypatch.setattr("bot.desk._LOOK_EVERY", 0.02)


@pytest.mark.parametrize("what", _CHOSEN)
def test_harm_is_named_not_served_and_healed(what: str, tmp_path: Path) -> None:
    def chosen(all_harms: Sequence[Harm]) -> list[Harm]:
        return [harm for harm in all_harms if harm.what == what]

    seen = harmed(tmp_path, 1, chosen)
    assert seen.broken == ()
    assert seen.struck == 1


def test_what_is_deleted_under_a_bot_is_answered_from(tmp_path: Path) -> None:
    assert gone_while_serving(tmp_path).broken == ()
