"""The file of a backup: a zip of what a home must not lose, and an inventory of what is in it.

inventory.json           version, moment, schemas, and the size and SHA-256 of every other entry
articles.sqlite3         the coverage
records.sqlite3          servers' settings, answers, votes, questions; if there were any
discord.json             what Discord was last told of our commands; if it was told
index/<name>/…           the snapshot that was published; if it was asked for
"""

import errno
import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Self

from corpus.errors import FootnoteError

FORMAT = 1
INVENTORY = "inventory.json"
ARTICLES, RECORDS, DISCORD = "articles.sqlite3", "records.sqlite3", "discord.json"
_LONGEST_INVENTORY = 4 << 20  # bytes
_CHUNK = 1 << 20  # bytes
_INDEX_FILE = re.compile(
    r"index/(\d{6,}-[0-9TZ]+)/(?:[A-Za-z0-9_][\w.-]*/){0,2}[A-Za-z0-9_][\w.-]*"
)

Report = Callable[[int, int], None]
"""Told of progress: how many bytes are done, and how many there are."""


class BackupError(FootnoteError):
    """A backup cannot be made, read or put back; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry: its size in bytes, and its SHA-256 as hexadecimal digits."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What a backup holds.

    `version` is Footnote's, `schemas` the version of each database. `articles` counts those that
    were not taken down. `index` is the name of the snapshot that is inside, if one is.
    """

    version: str
    created: datetime
    articles: int
    schemas: Mapping[str, int]
    index: str | None
    files: Mapping[str, Stored]

    @property
    def size(self) -> int:
        """Bytes of all entries, unpacked."""
        return sum(stored.size for stored in self.files.values())

    def to_json(self) -> str:
        """The inventory as it is stored."""
        fields = {"footnote_backup": FORMAT, **asdict(self), "created": self.created.isoformat()}
        return json.dumps(fields, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises BackupError when the text is no inventory, or one that is not of this version."""
        try:
            fields = json.loads(text)
            if int(fields.pop("footnote_backup")) > FORMAT:
                raise BackupError("the backup was made by a newer Footnote; update this one")
            return cls(
                version=str(fields["version"]),
                created=datetime.fromisoformat(fields["created"]),
                articles=int(fields["articles"]),
                schemas={str(name): int(number) for name, number in fields["schemas"].items()},
                index=None if fields["index"] is None else str(fields["index"]),
                files={
                    name: Stored(int(one["size"]), str(one["sha256"]))
                    for name, one in fields["files"].items()
                },
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BackupError(f"the file is no backup of Footnote ({error!r})") from None


class Archive:
    """A backup that is opened for reading; `inventory` says what is in it.

    Raises BackupError when the file is no backup, or holds what no backup of ours holds: names
    that lead elsewhere, links, entries that the inventory does not know.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
            raise BackupError(f"{file} is no backup of Footnote, or not a whole one") from None
        try:
            self.inventory = self._read_inventory()
            self._check()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def unpack(self, name: str, into: IO[bytes], done: Callable[[int], None]) -> None:
        """Write an entry to `into`; `done` is told of each piece's size.

        Raises BackupError when it is not what the inventory says.
        """
        stored, digest, size = self.inventory.files[name], hashlib.sha256(), 0
        with _readable(name), self._zip.open(name) as stream:
            while size <= stored.size and (piece := stream.read(_CHUNK)):
                digest.update(piece)
                size += len(piece)
                into.write(piece)
                done(len(piece))
        if (size, digest.hexdigest()) != (stored.size, stored.sha256):
            raise BackupError(f"the backup has a damaged {name}; use another one")

    def _read_inventory(self) -> Inventory:
        with _readable(INVENTORY), self._zip.open(INVENTORY) as stream:
            text = stream.read(_LONGEST_INVENTORY + 1)
        if len(text) > _LONGEST_INVENTORY:
            raise BackupError("the file is no backup of Footnote: its inventory has no end")
        return Inventory.from_json(text.decode("utf-8", errors="replace"))

    def _check(self) -> None:
        entries = self._zip.infolist()
        names = [entry.filename for entry in entries]
        if sorted(names) != sorted([INVENTORY, *self.inventory.files]):
            raise BackupError("the backup holds other files than its inventory says; use another")
        for entry in entries:
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if not self._is_ours(entry.filename) or kind not in (0, stat.S_IFREG):
                raise BackupError(f"the file is no backup of Footnote: it holds {entry.filename!r}")
            stored = self.inventory.files.get(entry.filename)
            if stored and entry.file_size != stored.size:
                raise BackupError(f"the backup has a damaged {entry.filename}; use another one")
        if ARTICLES not in names:
            raise BackupError("the backup holds no articles; use another one")

    def _is_ours(self, name: str) -> bool:
        inside = _INDEX_FILE.fullmatch(name)
        return name in (INVENTORY, ARTICLES, RECORDS, DISCORD) or bool(
            inside and inside[1] == self.inventory.index
        )


class Packing:
    """A backup that is being written to `stream`."""

    def __init__(self, stream: IO[bytes], created: datetime) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.created = created
        self.files: dict[str, Stored] = {}

    def add(self, name: str, source: IO[bytes], done: Callable[[int], None]) -> None:
        """Take in the rest of `source` under this name; `done` is told of each piece's size."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._entry(name), "w", force_zip64=True) as stream:
            while piece := source.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
                stream.write(piece)
                done(len(piece))
        self.files[name] = Stored(size, digest.hexdigest())

    def finish(self, inventory: Inventory) -> None:
        """Write the inventory, and what ends the file."""
        self._zip.writestr(self._entry(INVENTORY), inventory.to_json())
        self._zip.close()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, max((1980, 1, 1, 0, 0, 0), self.created.timetuple()[:6]))
        # Vectors hardly get smaller, and the index is nearly all of a backup's size.
        entry.compress_type = zipfile.ZIP_STORED if "/" in name else zipfile.ZIP_DEFLATED
        entry.external_attr = (stat.S_IFREG | 0o600) << 16
        return entry


def verify(archive: Archive, report: Report) -> None:
    """Read all of a backup. Raises BackupError when something is not what it was."""
    told = Tally(report, archive.inventory.size)
    with Path("/dev/null" if Path("/dev/null").exists() else "nul").open("wb") as nowhere:
        for name in archive.inventory.files:
            archive.unpack(name, nowhere, told)


class Tally:
    """Adds up pieces for a Report."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total, self._done = report, total, 0

    def __call__(self, size: int) -> None:
        self._done += size
        self._report(self._done, self._total)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except KeyError:
        raise BackupError(f"the file is no backup of Footnote: it lacks {name}") from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # it does not lie where the zip says
            raise
        raise BackupError(f"the backup has a damaged {name}; use another one") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        # RuntimeError: it wants a password; NotImplementedError: another way of packing
        raise BackupError(f"the backup has a damaged {name}; use another one") from None
