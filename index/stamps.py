"""Whether the files of a snapshot are whole: their digests, or that nobody has touched them since.

Reading gigabytes before every command would cost seconds. So where a snapshot was found whole, it
is noted beside it how each file looked: size, times of its last writing and of its last change of
any kind (ctime), and its number on the disk. A command that runs once trusts a file that looks
the same; whoever serves or rebuilds reads it all the same.

A file that is written, replaced, truncated or given back an old date looks different: no program
can set its ctime. What that does not tell: a bit that the disk itself turned, something written to
the disk past its file system, and a clock that was put back to the very nanosecond. The bot reads
all files when it starts and whenever it swaps, and a rebuild before it reuses them.
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from corpus.advice import what_to_do
from index.digests import sha256_of
from index.layout import REBUILD, Manifest, SnapshotError

Verify = Callable[[Path, Manifest], None]
"""A look at the files of a snapshot that raises SnapshotError when they are not whole."""
Stamp = list[int | str]

_PREFIX = ".verified-"
_SETTLED = 2_000_000_000  # nanoseconds: what is younger may change again and look the same


def whole(folder: Path, manifest: Manifest) -> None:
    """All files, read and compared with their digests."""
    _verified(folder, manifest, {})


def untouched(folder: Path, manifest: Manifest) -> None:
    """As `whole`, but a file that looks as it did when it was found whole is not read again."""
    _verified(folder, manifest, _noted(folder))


def just_written(_folder: Path, _manifest: Manifest) -> None:
    """Nothing: the digests were taken from these files a moment ago, by this process."""


def _verified(folder: Path, manifest: Manifest, noted: Mapping[str, Stamp]) -> None:
    found = {
        name: _of_file(folder, name, digest, noted.get(name))
        for name, digest in manifest.files.items()
    }
    settled = {name: stamp for name, stamp in found.items() if _is_settled(stamp)}
    if settled != noted:
        _note(folder, settled)


def _of_file(folder: Path, name: str, digest: str, noted: Stamp | None) -> Stamp:
    """How a file looks that is whole. Raises SnapshotError when it is not."""
    file = folder / name
    try:
        stamp = _stamp(file, digest)
        is_whole = stamp == noted or sha256_of(file) == digest
    except FileNotFoundError:
        raise SnapshotError(f"the index lacks {name}; {REBUILD}") from None
    except OSError as error:
        why = f"{error.strerror or error}; {what_to_do(error) or REBUILD}"
        raise SnapshotError(f"the index has a {name} that cannot be read: {why}") from error
    if not is_whole:
        raise SnapshotError(f"the index has a damaged {name}; {REBUILD}")
    return stamp


def _stamp(file: Path, digest: str) -> Stamp:
    status = file.stat()
    return [digest, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _is_settled(stamp: Stamp) -> bool:
    return int(stamp[3]) < time.time_ns() - _SETTLED


def _file_of(folder: Path) -> Path:
    return folder.parent / f"{_PREFIX}{folder.name}"


def _noted(folder: Path) -> dict[str, Stamp]:
    """How files looked when they were found whole; what cannot be read was never noted."""
    try:
        fields = json.loads(_file_of(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _note(folder: Path, stamps: Mapping[str, Stamp]) -> None:
    """Where that can be written; else the files are read again the next time."""
    file = _file_of(folder)
    half = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        half.write_text(json.dumps(stamps), encoding="utf-8")
        half.replace(file)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """That a snapshot was ever found whole."""
    for file in folder.parent.glob(f"{_PREFIX}{folder.name}*"):
        file.unlink(missing_ok=True)
