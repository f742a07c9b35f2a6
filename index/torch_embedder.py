"""The embedder that reads any sentence-transformers model, with torch."""

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import (
    DEFAULT_MODEL,
    Halves,
    ModelError,
    Pieces,
    Span,
    Vectors,
    apart,
    digest_of,
    in_context,
    model_folder,
    normalised,
)
from index.word_pieces import WordPieces

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32


class SentenceEmbedder:
    """A sentence-transformers model (https://sbert.net), on the CPU unless torch finds better.

    `half` computes with 16 bits (bfloat16), which changes a cosine by some 0.0001. `threads` are
    those of the whole process, all cores unless told.
    Raises ModelError when the model cannot be had or its weights are not the expected ones.
    """

    def __init__(
        self, model: str = DEFAULT_MODEL, half: bool = False, threads: int | None = None
    ) -> None:
        folder = model_folder(model)
        self.model = model
        self.digest = digest_of(model, folder)
        self.transformer = _load(folder, model, half)
        self._tokenizer = self.transformer.tokenizer
        self._pieces = _word_pieces(self.transformer)
        self.dimension = int(self.transformer.get_embedding_dimension() or 0)
        self._prompt = prompt_of(self.transformer, *DOCUMENT)
        own = self._tokenizer.num_special_tokens_to_add() + self.count(self._prompt)
        self.longest = limit_of(self.transformer) - own
        self._in_context = pooling_of(self.transformer) == "mean"
        if threads:
            import torch

            torch.set_num_threads(threads)

    def count(self, text: str) -> int:
        """Word pieces of `text`, without the model's special ones."""
        return self.counts([text])[0]

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text."""
        if self._pieces:
            return self._pieces.counts(texts)
        cut = self._tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
        return [len(pieces) for pieces in cut]

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Vectors of texts to be found; longest first, so that a batch holds texts of a length."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for rows in _batches(texts):
            # Normalised here: half precision would leave a length of 0.998.
            vectors[rows] = normalised(
                self.transformer.encode_document(
                    [texts[row] for row in rows], batch_size=_BATCH, show_progress_bar=False
                )
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
            alone = self.passages(apart(texts, spans))
            return self.passages(texts, done), alone.astype(np.float16)
        return in_context(self._read(texts, done), spans, self.dimension)

    def _read(
        self, texts: Sequence[str], done: Callable[[int], None]
    ) -> Iterator[tuple[int, Vectors, Pieces]]:
        """Of each text its row, its vector and its pieces; the longest first."""
        for rows in _batches(texts):
            read = self._batch([texts[row] for row in rows])
            yield from ((row, *of) for row, of in zip(rows, read, strict=True))
            done(len(rows))

    def _batch(self, texts: Sequence[str]) -> Iterator[tuple[Vectors, Pieces]]:
        """Of each text its vector, and the vectors of its word pieces with where they stand."""
        outputs = self.transformer.encode_document(
            list(texts), batch_size=_BATCH, output_value=None, show_progress_bar=False
        )
        places = self._tokenizer(
            [self._prompt + text for text in texts],
            truncation=True,
            max_length=self.transformer.max_seq_length,
            return_offsets_mapping=True,
            verbose=False,
        )["offset_mapping"]
        for output, offsets in zip(outputs, places, strict=True):
            real = output["attention_mask"].bool()
            pieces = output["token_embeddings"][real].float().cpu().numpy()
            whole = output["sentence_embedding"].float().cpu().numpy()
            yield normalised(whole), Pieces(pieces, np.array(offsets), len(self._prompt))

    def question(self, text: str) -> Vectors:
        """Vector of a text to search with, (dimension,)."""
        return normalised(self.transformer.encode_query(text, show_progress_bar=False))


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Rows of texts in batches of like length, the longest first."""
    by_length = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for start in range(0, len(texts), _BATCH):
        yield by_length[start : start + _BATCH]


def _word_pieces(transformer: "SentenceTransformer") -> WordPieces | None:
    """None of a tokenizer that is not one of the `tokenizers` library."""
    if not getattr(transformer.tokenizer, "is_fast", False):
        return None
    return WordPieces(transformer.tokenizer.backend_tokenizer.to_str(), limit_of(transformer))


def limit_of(transformer: "SentenceTransformer") -> int:
    """How many word pieces of one text it reads, its own special ones and its prompt included."""
    return int(transformer.max_seq_length or 512)


def pooling_of(transformer: "SentenceTransformer") -> str | None:
    """`mean` or `cls` when a text's vector is that of its word pieces and nothing more; else None.

    Also None when its tokenizer does not say where in the text a piece stands.
    """
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    reads, pools, *rest = [*transformer, None]
    if not (
        isinstance(reads, Transformer)
        and isinstance(pools, Pooling)
        and all(module is None or isinstance(module, Normalize) for module in rest)
        and bool(getattr(transformer.tokenizer, "is_fast", False))
    ):
        return None
    mode = pools.pooling_mode
    modes = [mode] if isinstance(mode, str) else list(mode)
    return modes[0] if modes in (["mean"], ["cls"]) else None


DOCUMENT = ("document", "passage", "corpus")  # as in encode_document
QUERY = ("query",)  # as in encode_query


def prompt_of(transformer: "SentenceTransformer", *names: str) -> str:
    """What the model itself puts before each text of the kind that goes by one of these names."""
    prompts = transformer.prompts
    for name in names:
        if name in prompts:
            return prompts[name] or ""
    return prompts.get(transformer.default_prompt_name or "") or ""


def _load(folder: Path, model: str, half: bool) -> "SentenceTransformer":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerBase
    from transformers.utils import logging as transformers_logging

    # Loading is told of by those who wait for it.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # has no types
    unloadable = (OSError, ValueError, LookupError, RuntimeError, ImportError)
    try:
        transformer = SentenceTransformer(
            str(folder), model_kwargs={"dtype": "bfloat16"} if half else {}
        )
    except (*unloadable, SafetensorError, pickle.UnpicklingError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{model} is no model that can be loaded: {reason}") from error
    tokenizer = transformer.tokenizer
    if not isinstance(tokenizer, PreTrainedTokenizerBase):
        raise ModelError(f"{model} has no transformers tokenizer; such models are not supported")
    if len(tokenizer) <= len(tokenizer.all_special_tokens):  # what transformers makes of no files
        raise ModelError(f"{model} lacks the files of its tokenizer")
    return transformer
