"""What the bot says of itself and of what it keeps."""

from discord_limits import Json, texts
from newsroom import joined, payload

from bot import wording
from bot.delivery import Form
from bot.languages import speaking
from bot.pages import forgot_forms, help_forms, privacy_forms


def text(forms: list[Form]) -> str:
    message: Json = payload(forms[0].make())
    return joined(texts(message))


def test_help_names_every_command_as_a_link_where_its_id_is_known() -> None:
    shown = text(help_forms({"ask": 7}))
    assert "</ask:7> · " in shown
    for name in wording.what_commands_do():
        assert f"/{name}" in shown
    assert "`/search` · " in shown


def test_a_subcommand_is_a_link_by_the_id_of_its_command() -> None:
    subcommands = [name for name in wording.what_commands_do() if " " in name]
    shown = text(help_forms({name.split()[0]: 7 for name in subcommands}))
    assert all(f"</{name}:7>" in shown for name in subcommands)


def test_privacy_says_for_how_long_and_whether_questions_are_kept() -> None:
    kept, not_kept = text(privacy_forms(True, 30)), text(privacy_forms(False, 30))
    assert "30" in kept
    assert "/forget-me" in kept
    assert kept != not_kept


def test_forgetting_says_how_much_was_deleted() -> None:
    assert "12" in text(forgot_forms(12))
    assert text(forgot_forms(1)) != text(forgot_forms(2))


def test_pages_speak_the_language_in_force() -> None:
    with speaking("de"):
        german = text(help_forms({}))
    assert german != text(help_forms({}))
