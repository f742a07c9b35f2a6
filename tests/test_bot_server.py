"""ServerSettings: written and read back the same, whichever version wrote them."""

import json

import pytest

from bot.server import ServerSettings, from_json, to_json

SETTINGS = ServerSettings(
    channels=frozenset({1234567890123456789, 2}),
    auto_channels=frozenset({3}),
    private=True,
    language="pt_BR",
    per_minute=2,
    per_day=0,
    staff_roles=frozenset({4, 5}),
    gap_roles=frozenset({6}),
    collection=("Courier", "Ö-Post"),
    keep_questions=True,
    digest_channel=7,
)


@pytest.mark.parametrize("settings", [SETTINGS, ServerSettings()])
def test_settings_come_back_the_same(settings: ServerSettings) -> None:
    assert from_json(to_json(settings)) == settings


def test_the_same_settings_are_written_the_same() -> None:
    assert '"channels": [2, 1234567890123456789]' in to_json(SETTINGS)


def test_what_this_version_does_not_know_is_passed_over() -> None:
    assert from_json('{"private": true, "colour": "red"}') == ServerSettings(private=True)


def test_what_is_missing_is_the_default() -> None:
    assert from_json("{}") == ServerSettings()


@pytest.mark.parametrize("text", ["", "[]", '{"per_day": null}', '{"channels": ["general"]}'])
def test_what_is_no_settings_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_json(text)


@pytest.mark.parametrize("name", ["per_minute", "per_day"])
def test_a_limit_below_0_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a limit is 0 or more"):
        from_json(json.dumps({name: -1}))


def test_nothing_is_kept_of_questions_unless_it_is_turned_on() -> None:
    assert not ServerSettings().keep_questions
