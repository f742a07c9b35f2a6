"""Any text -> Discord markdown that shows exactly that text: no format, link, mention or ping.

discord.utils.escape_markdown leaves quotes, headings, lists, addresses and mentions alive, so
this has its own rules: a backslash before a sign that is neither letter, digit nor space always
shows the sign (Discord's own renderer).
"""

import re
from datetime import datetime

# Signs with a meaning anywhere: emphasis, code, spoilers, links, mentions, timestamps.
_ANYWHERE = re.compile(r"([\\*_~|`\[\]<>@])")
# The colon of an address, so that it does not become a link of its own, whatever stands before
# it; and that of an emoji's name, which would show a picture in place of the words.
_COLON = re.compile(r":(?=//|[^\s:]+:)")
# Signs with a meaning at the start of a line: headings, lists, small print.
_LINE_START = re.compile(r"(?m)^(\s*)([#+-])")
_NUMBERED = re.compile(r"(?m)^(\s*\d+)\.(?=\s|$)")


def escape(text: str) -> str:
    """`text` so that Discord shows its characters as they are."""
    text = _ANYWHERE.sub(r"\\\1", text)
    text = _COLON.sub(r"\\:", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _NUMBERED.sub(r"\1\\.", text)


def clip(text: str, most: int) -> str:
    """`text` on one line of at most `most` characters, cut between words. Not for quotes."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def day(moment: datetime) -> str:
    """A date, shown in each reader's own time zone and language."""
    return f"<t:{int(moment.timestamp())}:D>"


def ago(moment: datetime) -> str:
    """How long ago, kept current by the reader's client."""
    return f"<t:{int(moment.timestamp())}:R>"
