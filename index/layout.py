"""The files of a snapshot, and what its manifest says of them.

index/CURRENT            name of the published snapshot
index/<name>/            manifest.json, vectors.faiss, articles.sqlite3, passages.npy, keys.npy,
                         sentences.npy, spans.npy, sentence_starts.npy, words/ (see index.lexical)
index/.building-<name>/  one that is being written; left over after a crash, then removed
index/.made-<digest>/    vectors that a rebuild made before it was stopped (see index.made)
index/.verified-<name>   what was found whole, and how its files looked then (see index.stamps)
index/.lock              who rebuilds (see index.lock)
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from corpus.errors import FootnoteError
from corpus.passages import Size

FORMAT = 4
REBUILD = "run `footnote index rebuild`"


class SnapshotError(FootnoteError):
    """There is no usable snapshot; the message says what to run."""


class RebuildError(FootnoteError):
    """The rebuild stopped; the index that was published before still serves."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one snapshot."""

    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.json"

    @property
    def vectors(self) -> Path:
        return self.folder / "vectors.faiss"

    @property
    def articles(self) -> Path:
        """The articles, numbered from 1 (`rowid`) in the order of their ids."""
        return self.folder / "articles.sqlite3"

    @property
    def articles_uri(self) -> str:
        """The same for SQLite, to be read and left as it is."""
        return f"{self.articles.absolute().as_uri()}?mode=ro&immutable=1"

    @property
    def passages(self) -> Path:
        """Of each passage the number of its article, and where it starts and ends in its text."""
        return self.folder / "passages.npy"

    @property
    def keys(self) -> Path:
        """Of each passage the fingerprint of the text that was embedded for it."""
        return self.folder / "keys.npy"

    @property
    def sentences(self) -> Path:
        """Vectors of the sentences, half precision: what they lose is below 0.001 of a cosine."""
        return self.folder / "sentences.npy"

    @property
    def spans(self) -> Path:
        """Where each sentence starts and ends in its article's text."""
        return self.folder / "spans.npy"

    @property
    def sentence_starts(self) -> Path:
        """The number of each passage's first sentence, and of all sentences at the end."""
        return self.folder / "sentence_starts.npy"

    @property
    def words(self) -> Path:
        return self.folder / "words"

    def data(self) -> list[Path]:
        """The files whose digests the manifest holds."""
        arrays = [self.passages, self.keys, self.sentences, self.spans, self.sentence_starts]
        return [self.vectors, self.articles, *arrays, *sorted(self.words.iterdir())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot is made of.

    `model` loads the embedder it must be searched with, `digest` its weights. `corpus` is what
    ArticleStore's state was when its articles were read. `earliest` and `latest` are publication
    dates, None when no article is dated. `kind` is how the vectors are searched, and `recall` the
    share of the nearest 50 that this finds, 0 to 1. `seconds` is how long it took to make, until it
    was written, and `rate` how many passages were embedded in a second, None when none was. `files`
    maps names to SHA-256.
    """

    name: str
    created: datetime
    model: str
    digest: str
    dimension: int
    size: Size
    articles: int
    passages: int
    corpus: str
    earliest: datetime | None
    latest: datetime | None
    kind: str = ""
    recall: float = 1.0
    seconds: float = 0.0
    rate: float | None = None
    files: Mapping[str, str]

    def to_json(self) -> str:
        """The manifest as it is stored."""
        fields = {"format": FORMAT, **asdict(self)}
        fields = json.loads(json.dumps(fields, default=lambda moment: moment.isoformat()))
        return json.dumps({**fields, "seal": _seal(fields)}, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises SnapshotError when the text is no manifest, or one of another format."""
        try:
            fields = json.loads(text)
            seal = fields.pop("seal", None)
            if fields["format"] != FORMAT:
                raise SnapshotError(f"the index is of another version of Footnote; {REBUILD}")
            if seal != _seal(fields):
                raise SnapshotError(f"the index has a damaged manifest; {REBUILD}")
            del fields["format"]
            for name in ("created", "earliest", "latest"):
                fields[name] = fields[name] and datetime.fromisoformat(fields[name])
            return cls(**{**fields, "size": Size(**fields["size"])})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SnapshotError(f"the index has a broken manifest ({error}); {REBUILD}") from None


def read_manifest(folder: Path) -> Manifest:
    """Raises SnapshotError when there is none that can be read."""
    try:
        text = Layout(folder).manifest.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise SnapshotError(f"the index {folder.name} lacks its manifest; {REBUILD}") from None
    return Manifest.from_json(text)


def _seal(fields: Mapping[str, object]) -> str:
    """Digest of a manifest's other fields: it guards them as `files` guards the files."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
