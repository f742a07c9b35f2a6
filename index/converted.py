"""Models converted for OpenVINO, in the cache folder: made once, used by every later start.

models/<key>/about.json      what was converted, or why it could not be
models/<key>/model.xml .bin  the network: numbers of word pieces -> a vector for each
models/<key>/tokenizer.json  cuts texts as the model's own tokenizer does
models/.making-*/            one that is being made; left over after a crash, then removed

The key covers the model's files, OpenVINO's version, what the processor computes and FORMAT: what
was made of anything else is not found, and is made anew.
"""

import contextlib
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from index.digests import sha256_of

FORMAT = 1
_MAKING = ".making-"
_DAY = 24 * 3600
_UNUSED = 60 * _DAY  # what is older is of versions that went; if not, it is made once more
_SMALL = 8_000_000  # bytes; of the model's files, its weights are covered by their own digest


class DamagedError(Exception):
    """What is in the cache is not what was written there."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a converted model is fed, and what is made of the vectors of its word pieces.

    `limit` is how many pieces of one text it reads, its own special ones and the prompt included;
    shorter texts of a batch are filled up with piece `pad`. `pooling` is `mean` or `cls` (a text
    has the vector of its first piece). `passage` and `question` go before the texts. `precision`
    is that of the computation, `bf16` or `f32`.
    """

    dimension: int
    limit: int
    pad: int
    pooling: str
    passage: str
    question: str
    precision: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted model, or the reason why torch has to read it (`recipe` is None then).

    `files` maps names to SHA-256.
    """

    recipe: Recipe | None
    refused: str
    files: Mapping[str, str]

    def to_json(self) -> str:
        """As it is stored."""
        fields = asdict(self)
        return json.dumps({**fields, "seal": _seal(fields)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises DamagedError when it is not what `to_json` wrote."""
        try:
            fields = json.loads(text)
            if fields.pop("seal", None) != _seal(fields):
                raise DamagedError("about.json")
            recipe = fields.pop("recipe")
            return cls(recipe=Recipe(**recipe) if recipe else None, **fields)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DamagedError("about.json") from None


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one converted model."""

    folder: Path

    @property
    def about(self) -> Path:
        return self.folder / "about.json"

    @property
    def network(self) -> Path:
        return self.folder / "model.xml"

    @property
    def weights(self) -> Path:
        return self.folder / "model.bin"

    @property
    def tokenizer(self) -> Path:
        return self.folder / "tokenizer.json"

    def data(self) -> list[Path]:
        """The files whose digests `about` holds."""
        return [self.network, self.weights, self.tokenizer]


def place_of(cache: Path, model: Path, digest: str, version: str, precision: str) -> Place:
    """Where the model in a folder, whose weights have `digest`, has its converted copy."""
    key = hashlib.sha256(f"{FORMAT}\0{digest}\0{version}\0{precision}".encode())
    for file in sorted(model.rglob("*")):
        if file.suffix in (".json", ".txt", ".model") and file.stat().st_size < _SMALL:
            key.update(file.relative_to(model).as_posix().encode() + b"\0" + file.read_bytes())
    return Place(cache / "models" / key.hexdigest()[:32])


def read(place: Place) -> Converted | None:
    """What is at a place; None when there is nothing. Raises DamagedError when it is torn."""
    try:
        converted = Converted.from_json(place.about.read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        if place.folder.exists():
            raise DamagedError("about.json") from None
        return None
    for name, digest in converted.files.items():
        try:
            whole = sha256_of(place.folder / name) == digest
        except FileNotFoundError:
            whole = False
        if not whole:
            raise DamagedError(name)
    return converted


@contextmanager
def making(place: Place) -> Iterator[Place]:
    """A folder to write a converted model into, `seal`ed before it ends; then it is at its place.

    Another process may do the same: the last one's stays. Raises OSError when the cache cannot be
    written, at once.
    """
    models = place.folder.parent
    models.mkdir(parents=True, exist_ok=True)
    _clean(models)
    folder = Path(tempfile.mkdtemp(prefix=_MAKING, dir=models))
    try:
        yield Place(folder)
        _move(folder, place.folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seal(place: Place, recipe: Recipe | None, refused: str = "") -> Converted:
    """Say what was written there."""
    files = {file.name: sha256_of(file) for file in place.data() if file.exists()}
    converted = Converted(recipe, refused, files)
    place.about.write_text(converted.to_json(), encoding="utf-8")
    return converted


def _move(folder: Path, to: Path) -> None:
    """Put a folder in the place of what is there, which others may have open."""
    while True:
        try:
            folder.rename(to)
        except OSError:
            if not to.exists():
                raise
            aside = Path(tempfile.mkdtemp(prefix=_MAKING, dir=to.parent))
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                to.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            return


def _clean(models: Path) -> None:
    """Remove what a killed process left behind, and what no version has made for long."""
    now = time.time()
    for folder in models.iterdir():
        oldest = _DAY if folder.name.startswith(_MAKING) else _UNUSED
        with contextlib.suppress(FileNotFoundError):  # another process cleans as well
            if now - folder.stat().st_mtime > oldest:
                shutil.rmtree(folder, ignore_errors=True)


def _seal(fields: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
