"""What the bot says of itself and of what it keeps, as pages. *"""

from collections.abc import Mapping

from bot import wording
from bot.delivery import Form
from bot.page import Page, page_forms


def help_forms(command_ids: Mapping[str, int]) -> list[Form]:
    """Everything a member can do. `command_ids` make a command's name a link to it."""
    lines = [
        f"{_mention(name, command_ids)} · {what}"
        for name, what in wording.what_commands_do().items()
    ]
    return page_forms(
        Page(
            f"### {wording.help_title()}",
            (wording.help_ways(), "\n".join(lines), wording.help_card()),
        )
    )


def privacy_forms(keeps_questions: bool, days: int) -> list[Form]:
    """What is kept of members."""
    return page_forms(
        Page(f"### {wording.privacy_title()}", tuple(wording.what_is_kept(keeps_questions, days)))
    )


def forgot_forms(rows: int) -> list[Form]:
    """What was kept of a member is deleted."""
    return page_forms(Page(wording.forgot(rows)))


def _mention(name: str, command_ids: Mapping[str, int]) -> str:
    number = command_ids.get(name.split()[0])
    return f"</{name}:{number}>" if number else f"`/{name}`"
