"""An optional cross-encoder that reads question and sentence together: slower, and closer.

`FOOTNOTE_RERANKER` names one of sentence-transformers' CrossEncoder models, or a folder.
"""

import logging
import pickle
import time
from collections.abc import Sequence
from typing import Protocol

from index.embedding import ModelError

log = logging.getLogger(__name__)

_AT_ONCE = 8  # sentences between two looks at the clock


class Reranker(Protocol):
    """Scores sentences for a question, higher is better; None when it failed or ran late."""

    def scores(self, question: str, sentences: Sequence[str]) -> list[float] | None:
        """One score for each sentence."""
        ...


class CrossReranker:
    """A CrossEncoder within `budget` seconds a question. Raises ModelError when there is none."""

    def __init__(self, model: str, budget: float) -> None:
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder

        unloadable = (OSError, ValueError, LookupError, RuntimeError, ImportError)
        try:
            self._model = CrossEncoder(model)
        except (*unloadable, SafetensorError, pickle.UnpicklingError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"the reranker {model} cannot be loaded: {reason}") from error
        self._budget = budget

    def scores(self, question: str, sentences: Sequence[str]) -> list[float] | None:
        """One score for each sentence; the answer goes out without them if that takes too long."""
        end = time.monotonic() + self._budget
        scores: list[float] = []
        for start in range(0, len(sentences), _AT_ONCE):
            if time.monotonic() > end:
                log.warning("the reranker took over %.1f s; answering without it", self._budget)
                return None
            pairs = [(question, sentence) for sentence in sentences[start : start + _AT_ONCE]]
            try:
                scores += [float(score) for score in self._model.predict(pairs)]
            except (RuntimeError, ValueError, TypeError) as error:
                log.warning("the reranker failed (%s); answering without it", error)
                return None
        return scores
