"""The optional cross-encoder: real in every file, tiny in every number; never in the way."""

from pathlib import Path

import pytest

from index.embedding import ModelError
from index.reranking import CrossReranker

SENTENCES = ["the mayor opens the harbour", "the ferry closes", "new camera in the council"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cross-encoder of 16 dimensions with random weights."""
    import torch
    from tiny_model import WORDS
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: number for number, word in enumerate(special + WORDS)}
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    config.num_labels = 1
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("reranker")
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(vocab=vocabulary, model_max_length=64).save_pretrained(folder)
    return str(folder)


def test_every_sentence_gets_its_score(model: str) -> None:
    scores = CrossReranker(model, budget=60).scores("who opens the harbour", SENTENCES * 5)
    assert scores is not None
    assert len(scores) == 15
    assert len(set(scores[:3])) == 3


def test_the_same_pair_scores_the_same_wherever_it_stands(model: str) -> None:
    scores = CrossReranker(model, budget=60).scores("who opens the harbour", SENTENCES * 5)
    assert scores is not None
    assert scores[:3] == pytest.approx(scores[12:], abs=1e-5)


def test_one_that_runs_late_gives_no_scores(model: str, caplog: pytest.LogCaptureFixture) -> None:
    assert CrossReranker(model, budget=-1).scores("who", SENTENCES) is None
    assert "answering without it" in caplog.text


def test_one_that_fails_gives_no_scores(
    model: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reranker = CrossReranker(model, budget=60)

    def fail(pairs: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(reranker._model, "predict", fail)
    assert reranker.scores("who", SENTENCES) is None
    assert "out of memory" in caplog.text


def test_no_sentences_have_no_scores(model: str) -> None:
    assert CrossReranker(model, budget=60).scores("who", []) == []


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        CrossReranker(str(tmp_path), budget=1)
