"""A sentence-transformers model that is real in every file and tiny in every number."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

WORDS = (
    "the a and of in council mayor harbour bridge camera ferry vote opens closes said new "
    "one two three four five . ,"
).split()


def save_tiny_model(
    folder: Path,
    longest: int = 16,
    prompts: Mapping[str, str] | None = None,
    pooling: Literal["mean", "cls"] = "mean",
    include_prompt: bool = True,
) -> str:
    """Save a model of 16 dimensions with random weights (the same ones each time); its name.

    It reads texts of `longest` word pieces, of which two are its own, and knows WORDS.
    `pooling` makes a vector of its pieces', those of its prompt among them or not.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: number for number, word in enumerate(special + WORDS)}
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=longest,
    )
    torch.manual_seed(0)
    bert = folder / "bert"
    BertModel(config).save_pretrained(bert)
    BertTokenizer(vocab=vocabulary).save_pretrained(bert)
    pools = Pooling(16, pooling, include_prompt)
    modules = [Transformer(str(bert), max_seq_length=longest), pools]
    whole = folder / "whole"
    SentenceTransformer(modules=modules, prompts=dict(prompts or {})).save(str(whole))
    return str(whole)
