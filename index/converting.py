"""Converting a sentence-transformers model for OpenVINO, once. This imports torch."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from transformers.utils import logging as transformers_logging

from index.converted import Converted, Place, Recipe, making, seal
from index.fast_embedder import FastEmbedder
from index.likeness import likeness
from index.openvino_runtime import conversion_errors, core
from index.torch_embedder import (
    DOCUMENT,
    QUERY,
    SentenceEmbedder,
    limit_of,
    pooling_of,
    prompt_of,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class _Reader(torch.nn.Module):
    """The part of a model that makes vectors of word pieces."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        output = self.network(input_ids=input_ids, attention_mask=attention_mask, return_dict=True)
        vectors: torch.Tensor = output.last_hidden_state
        return vectors


def convert(model: str, place: Place, halves: bool) -> Converted:
    """Convert a model, compare the copy with the model, and keep it, or why not, at its place.

    `halves` is whether this processor computes with 16 bits; where that is not near enough, the
    copy computes with 32. Raises ModelError when the model cannot be loaded at all, OSError when
    the cache cannot be written.
    """
    with making(place) as fresh:
        exact = SentenceEmbedder(model)
        pooling = pooling_of(exact.transformer)
        if pooling is None or not _is_plain(exact.transformer):
            return seal(fresh, None, "its vectors are more than the mean of its word pieces")
        try:
            with _in_silence():
                _write(exact.transformer, fresh)
            for precision in ("bf16", "f32") if halves else ("f32",):
                recipe = _recipe(exact, pooling, precision)
                copy = FastEmbedder(model, exact.digest, fresh, recipe)
                found = likeness(copy, exact)
                if found.is_enough:
                    return seal(fresh, recipe)
        except conversion_errors() as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            return seal(fresh, None, f"it cannot be converted: {reason[:200]}")
        return seal(fresh, None, f"the copy has {found} with the model's vectors")


def _is_plain(transformer: "SentenceTransformer") -> bool:
    """Nothing of its settings is lost in a copy."""
    pools = transformer[1]
    prompts = any((*transformer.prompts.values(), transformer.default_prompt_name))
    return transformer.truncate_dim is None and (bool(pools.include_prompt) or not prompts)


def _recipe(of: SentenceEmbedder, pooling: str, precision: str) -> Recipe:
    transformer = of.transformer
    return Recipe(
        dimension=of.dimension,
        limit=limit_of(transformer),
        pad=int(transformer.tokenizer.pad_token_id or 0),
        pooling=pooling,
        passage=prompt_of(transformer, *DOCUMENT),
        question=prompt_of(transformer, *QUERY),
        precision=precision,
    )


def _write(transformer: "SentenceTransformer", place: Place) -> None:
    """The network and the tokenizer of a model."""
    core()  # before any other import of OpenVINO: see there
    from openvino import save_model
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    ids = torch.tensor([[1] * 8, [1] * 8])
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    whole = transformer[0].model
    assert isinstance(whole, torch.nn.Module)  # noqa: S101 - for the type checker
    reader = _Reader(whole).eval()
    with torch.no_grad():
        decoder = TorchScriptPythonDecoder(reader, example_input=example)
        frontend = FrontEndManager().load_by_framework("pytorch")
        network = frontend.convert(frontend.load(decoder))
    # Half as large with weights of 16 bits; those that are computed with have fewer digits still.
    save_model(network, place.network, compress_to_fp16=True)
    place.tokenizer.write_text(transformer.tokenizer.backend_tokenizer.to_str(), encoding="utf-8")


@contextmanager
def _in_silence() -> Iterator[None]:
    """What torch and transformers warn of while a model is traced is settled by the comparison."""
    level = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # has no types
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(level)
