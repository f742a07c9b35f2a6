"""The bot's token: read from a file of its own, and kept from processes that need none.

What is in the environment can be read in /proc by every process of the same user; a file can be
handed in by Docker (/run/secrets) or systemd (LoadCredential).
"""

import os
from pathlib import Path

_VARIABLES = ("DISCORD_TOKEN", "DISCORD_TOKEN_FILE")
_LONGEST = 1000  # bytes; Discord's tokens have about 70


def read_token(file: Path) -> str:
    """The token in a file, trimmed. Raises ValueError, which says what is wrong."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_LONGEST + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror or error}") from None
    try:
        token = data.decode("ascii").strip()
    except UnicodeDecodeError:
        token = ""
    if not token or len(data) > _LONGEST or len(token.split()) != 1:
        raise ValueError("holds no token: one line with the token and nothing else")
    return token


def without_token() -> dict[str, str]:
    """The environment for a process that does not talk to Discord."""
    return {name: value for name, value in os.environ.items() if name not in _VARIABLES}
