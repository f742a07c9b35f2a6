"""What an operator can do about an error of the disk, of SQLite or of the system."""

import errno
import sqlite3

_ROOM = "free some space, then run this again"
_FAILING = "free some space if the disk is full, else see that it is sound; then run this again"
_BUSY = "another process is writing to it: wait until that is done, then run this again"
_ALLOW = "let this user read and write it and its folder, then run this again"

_OF_SYSTEM = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EIO: _FAILING,
    errno.EACCES: _ALLOW,
    errno.EPERM: _ALLOW,
    errno.EROFS: _ALLOW,
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: _ROOM,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _ALLOW,
    sqlite3.SQLITE_CANTOPEN: _ALLOW,
    sqlite3.SQLITE_PERM: _ALLOW,
}
_FAMILY = 0xFF  # of SQLite's extended codes


def what_to_do(error: BaseException) -> str | None:
    """One sentence without a full stop; None when the error's own words have to do."""
    if isinstance(error, OSError):
        # NumPy says only how much it could not write.
        return _ROOM if error.errno is None else _OF_SYSTEM.get(error.errno)
    if isinstance(error, sqlite3.Error):
        return _OF_SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & _FAMILY)
    return None
