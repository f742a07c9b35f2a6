"""Members under a name that leads back to nobody, and claims under one."""

import secrets
import sqlite3
from hashlib import blake2b
from typing import TypeAlias

Member: TypeAlias = str
"""A salted hash of a Discord user id: 32 hexadecimal digits; `NOBODY` once forgotten."""

NOBODY: Member = ""
_BYTES = 16


def make_salt(db: sqlite3.Connection) -> None:
    """Give a new file its salt."""
    db.execute("INSERT INTO salt VALUES (?)", (secrets.token_bytes(32),))


def read_salt(db: sqlite3.Connection) -> bytes:
    """The file's salt."""
    (salt,) = db.execute("SELECT salt FROM salt").fetchone()
    return bytes(salt)


def digest(text: str, salt: bytes) -> bytes:
    """16 bytes that stand for `text` in the file of this salt only."""
    return blake2b(text.encode(), key=salt, digest_size=_BYTES).digest()


def member_of(user_id: int, salt: bytes) -> Member:
    """The name of a Discord user in the file of this salt."""
    return digest(f"member {user_id}", salt).hex()
