"""Loading: which embedder reads a model here, what is kept for it, and what is said when not."""

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_model import save_tiny_model

from index import converting, loading
from index.embedding import DEFAULT_MODEL, ModelError
from index.fast_embedder import FastEmbedder
from index.likeness import Likeness, likeness
from index.loading import load_embedder
from index.torch_embedder import SentenceEmbedder

ROOT = Path(__file__).parent.parent
EXACT = 0.99975  # the least cosine that a copy may have; see index.likeness
WEIRD = [
    "",
    " \n\t",
    "🏛️🌉 the ferry 🚢",
    "mayor " * 5000,
    "a\x00b and \x00",
    "قال رئيس البلدية إن الجسر سيفتح",
    "e\u0301\u0301\u0301 ﬁ Ⅷ \u200b\u202e",
    "<s> [CLS] [PAD] [SEP]",
]
STORY = "Ilse Marran faced the council on Monday. She resigned after the vote. The ferry sails."
SPANS = [(0, 40), (41, 69), (70, 86)]


@pytest.fixture(scope="session")
def fast(cache: Path) -> FastEmbedder:
    """The shipped model as OpenVINO reads it."""
    return as_fast(load_embedder(cache=cache))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def tiny_cache(tmp_path_factory: pytest.TempPathFactory, tiny: str) -> Path:
    """A cache that holds the small model. Tests that change it copy it first."""
    folder = tmp_path_factory.mktemp("tiny-cache")
    as_fast(load_embedder(tiny, cache=folder))
    return folder


@pytest.fixture
def copied_cache(tiny_cache: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_cache, tmp_path / "cache")


def as_fast(loaded: object) -> FastEmbedder:
    assert isinstance(loaded, FastEmbedder)
    return loaded


def converted(cache: Path) -> Path:
    """The folder of the only converted model of a cache; nothing else lies beside it."""
    [folder] = (cache / "models").iterdir()
    return folder


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def unmade(*_: object) -> None:
    raise AssertionError("it was converted again")


def test_the_shipped_model_is_read_as_torch_reads_it(
    fast: FastEmbedder, model: SentenceEmbedder
) -> None:
    found = likeness(fast, model)
    assert found.least >= EXACT
    assert found.mean >= 0.999


def test_it_says_of_itself_what_torch_says(fast: FastEmbedder, model: SentenceEmbedder) -> None:
    for name in ("model", "digest", "dimension", "longest"):
        assert getattr(fast, name) == getattr(model, name)


def test_texts_that_nobody_writes_are_read_alike(
    fast: FastEmbedder, model: SentenceEmbedder
) -> None:
    cosines = np.sum(fast.passages(WEIRD) * model.passages(WEIRD), axis=1)
    assert cosines.min() >= 0.999
    assert fast.counts(WEIRD) == model.counts(WEIRD) == [fast.count(text) for text in WEIRD]


def test_questions_nobody_asks_are_read_alike(fast: FastEmbedder, model: SentenceEmbedder) -> None:
    assert all(fast.question(text) @ model.question(text) >= 0.999 for text in WEIRD)


def test_sentences_are_read_where_they_stand(fast: FastEmbedder, model: SentenceEmbedder) -> None:
    whole, parts = fast.with_sentences([STORY, "A vote."], [SPANS, [(0, 7)]])
    exact, exact_parts = model.with_sentences([STORY, "A vote."], [SPANS, [(0, 7)]])
    assert np.sum(whole * exact, axis=1).min() >= EXACT
    assert np.sum(parts.astype(np.float32) * exact_parts.astype(np.float32), axis=1).min() >= 0.998
    assert parts.dtype == np.float16


def test_passages_read_in_any_company_have_the_same_vectors(fast: FastEmbedder) -> None:
    texts = [STORY, "A vote.", "word " * 180, "The mayor resigned."] * 12
    alone = np.vstack([fast.passages([text]) for text in texts[:4]] * 12)
    assert np.sum(fast.passages(texts) * alone, axis=1) == pytest.approx([1] * 48, abs=5e-4)


def test_each_batch_is_told_of(fast: FastEmbedder) -> None:
    batches: list[int] = []
    fast.passages(["word " * 200] * 20 + ["A vote."] * 3, batches.append)
    assert len(batches) > 1
    assert sum(batches) == 23


def test_no_texts_are_no_vectors(fast: FastEmbedder) -> None:
    vectors, parts = fast.with_sentences([], [])
    assert (vectors.shape, parts.shape) == ((0, 384), (0, 384))


def test_what_is_beyond_the_length_is_not_read(tiny: str, tiny_cache: Path) -> None:
    small = as_fast(load_embedder(tiny, cache=tiny_cache))
    first, second = small.passages(["one " * small.longest + end for end in ("mayor", "bridge")])
    assert first @ second == pytest.approx(1, abs=1e-6)
    third, fourth = small.passages(
        ["one " * (small.longest - 1) + end for end in ("mayor", "bridge")]
    )
    assert third @ fourth < 0.9999


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_other_models_are_read_too(tmp_path: Path, pooling: str) -> None:
    prompts = {"document": "the council said , ", "query": "the "}
    name = save_tiny_model(tmp_path, prompts=prompts, pooling=pooling)  # type: ignore[arg-type]
    small, exact = as_fast(load_embedder(name, cache=tmp_path)), SentenceEmbedder(name)
    texts = ["the mayor said .", "the bridge opens ."]
    assert (small.longest, small.dimension) == (exact.longest, exact.dimension)
    assert small.passages(texts) == pytest.approx(exact.passages(texts), abs=0.02)
    assert small.question("vote") == pytest.approx(exact.question("vote"), abs=0.02)
    spans = [[(0, 16)], [(0, 18)]]
    parts, exact_parts = (one.with_sentences(texts, spans)[1] for one in (small, exact))
    assert parts == pytest.approx(exact_parts, abs=0.02)


def test_a_copy_is_made_once(tiny: str, tiny_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "convert", unmade)
    as_fast(load_embedder(tiny, cache=tiny_cache))


def test_another_model_has_another_copy(tmp_path: Path, tiny_cache: Path) -> None:
    cache = shutil.copytree(tiny_cache, tmp_path / "cache")
    other = save_tiny_model(tmp_path, longest=24)
    assert load_embedder(other, cache=cache).longest == 22
    assert len(list((cache / "models").iterdir())) == 2


@pytest.mark.parametrize("name", ["about.json", "model.xml", "model.bin", "tokenizer.json"])
def test_a_damaged_copy_is_noticed_and_made_anew(
    tiny: str, copied_cache: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    file = converted(copied_cache) / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    as_fast(load_embedder(tiny, cache=copied_cache))
    assert [name in warning for warning in warnings(caplog)] == [True]
    assert "damaged" in warnings(caplog)[0]
    caplog.clear()
    as_fast(load_embedder(tiny, cache=copied_cache))
    assert warnings(caplog) == []


@pytest.mark.parametrize("name", ["about.json", "model.bin"])
def test_a_copy_that_lacks_a_file_is_made_anew(tiny: str, copied_cache: Path, name: str) -> None:
    (converted(copied_cache) / name).unlink()
    as_fast(load_embedder(tiny, cache=copied_cache))
    assert (converted(copied_cache) / name).exists()


def test_what_a_killed_process_left_is_removed(tiny: str, copied_cache: Path) -> None:
    left = copied_cache / "models" / ".making-old"
    left.mkdir()
    os.utime(left, (0, 0))
    (converted_among(copied_cache) / "about.json").unlink()
    as_fast(load_embedder(tiny, cache=copied_cache))
    assert not left.exists()


def converted_among(cache: Path) -> Path:
    [folder] = [one for one in (cache / "models").iterdir() if not one.name.startswith(".")]
    return folder


def test_a_copy_that_reads_otherwise_is_refused_and_that_is_remembered(
    tiny: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "likeness", lambda *_: Likeness(0.9999, 0.98))
    assert isinstance(load_embedder(tiny, cache=tmp_path), SentenceEmbedder)
    monkeypatch.setattr(converting, "convert", unmade)
    assert isinstance(load_embedder(tiny, cache=tmp_path), SentenceEmbedder)
    for warning in warnings(caplog):
        assert warning == (
            f"{tiny} is read by torch and not by OpenVINO: the copy has cosines of 0.99990 on "
            "average and 0.98000 at least with the model's vectors"
        )
    assert len(warnings(caplog)) == 2


@pytest.mark.parametrize(
    ("mean", "least", "enough"),
    [(1, 1, True), (0.9998, 0.9997, False), (0.998, 0.9998, False), (float("nan"), 1, False)],
)
def test_vectors_that_differ_are_not_enough(mean: float, least: float, enough: bool) -> None:
    assert Likeness(mean, least).is_enough is enough


def test_a_model_that_cannot_be_converted_is_read_by_torch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = save_tiny_model(tmp_path, prompts={"document": "the "}, include_prompt=False)
    assert isinstance(load_embedder(name, cache=tmp_path / "cache"), SentenceEmbedder)
    [warning] = warnings(caplog)
    assert warning.endswith("its vectors are more than the mean of its word pieces")


def test_a_converter_that_fails_leaves_the_model_to_torch(
    tiny: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no such operation\nand a long trace")

    monkeypatch.setattr(converting, "_write", fails)
    assert isinstance(load_embedder(tiny, cache=tmp_path), SentenceEmbedder)
    [warning] = warnings(caplog)
    assert warning.endswith("it cannot be converted: no such operation")


def test_without_the_extra_torch_reads_and_nothing_is_said(
    tiny: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "is_installed", lambda: False)
    assert isinstance(load_embedder(tiny, cache=tmp_path), SentenceEmbedder)
    assert warnings(caplog) == []


def test_an_openvino_that_is_broken_is_told_of_in_one_line(
    tiny: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ImportError("libtbb.so.12: cannot open shared object file")

    monkeypatch.setattr(loading, "core", broken)
    assert isinstance(load_embedder(tiny, cache=tmp_path), SentenceEmbedder)
    [warning] = warnings(caplog)
    assert warning.endswith("not by OpenVINO: libtbb.so.12: cannot open shared object file")


def test_a_cache_that_cannot_be_written_is_told_of_with_what_to_do(
    tiny: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    assert isinstance(load_embedder(tiny, cache=tmp_path / "file"), SentenceEmbedder)
    assert warnings(caplog)
    assert all("name another with FOOTNOTE_CACHE" in warning for warning in warnings(caplog))


def test_a_model_that_cannot_be_loaded_is_refused_as_ever(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_text("not weights")
    with pytest.raises(ModelError, match="is no model that can be loaded"):
        load_embedder(str(tmp_path), cache=tmp_path / "cache")
    assert list((tmp_path / "cache" / "models").iterdir()) == []


def test_bulk_work_is_done_by_torch_where_it_has_a_gpu(
    tiny: str, tiny_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tmp_path / "device"
    device.write_text("")
    monkeypatch.setattr(loading, "_GPU_DEVICES", (device,))
    monkeypatch.setattr(loading, "torch_has_gpu", lambda: True)
    assert isinstance(load_embedder(tiny, cache=tiny_cache, bulk=True), SentenceEmbedder)
    as_fast(load_embedder(tiny, cache=tiny_cache))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere torch itself is asked")
def test_torch_is_not_asked_for_a_gpu_where_there_is_no_driver(
    tiny: str, tiny_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_GPU_DEVICES", ())
    monkeypatch.setattr(loading, "torch_has_gpu", unmade)
    as_fast(load_embedder(tiny, cache=tiny_cache, bulk=True))


def test_torch_with_16_bits_gives_nearly_the_same_vectors(model: SentenceEmbedder) -> None:
    half = SentenceEmbedder(half=True)
    assert likeness(half, model).is_enough
    assert np.linalg.norm(half.passages([STORY])[0]) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("found", [Likeness(1, 1), Likeness(1, 0.9)])
def test_torch_computes_with_16_bits_only_when_that_is_near_enough(
    tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Likeness
) -> None:
    import torch

    monkeypatch.setattr(loading, "is_installed", lambda: False)
    monkeypatch.setattr(loading, "_torch_computes_halves", lambda: True)
    monkeypatch.setattr("index.likeness.likeness", lambda *_: found)
    for _ in range(2):
        loaded = load_embedder(tiny, cache=tmp_path)
        assert isinstance(loaded, SentenceEmbedder)
        halves = loaded.transformer.dtype == torch.bfloat16
        assert halves is found.is_enough
        monkeypatch.setattr("index.likeness.likeness", unmade)  # the second time it is remembered


def test_neither_torch_nor_the_network_is_needed_to_ask(fast: FastEmbedder, cache: Path) -> None:
    """Also not by OpenVINO, whose import reports to its makers unless it is kept from it."""
    code = f"""
import sys
touched = []
NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request")
sys.addaudithook(lambda event, _: touched.append(event) if event in NETWORK else None)
from pathlib import Path
from index.loading import load_embedder
vector = load_embedder(cache=Path({str(cache)!r})).question("Who resigned?")
import json
print(json.dumps([vector.tolist(), touched, [*sys.modules]]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    vector, touched, modules = json.loads(done.stdout)
    assert np.array(vector) @ fast.question("Who resigned?") == pytest.approx(1, abs=1e-3)
    assert touched == []
    assert done.stderr == ""
    assert "openvino" in modules
    for absent in ("torch", "transformers", "sentence_transformers", "openvino_telemetry"):
        assert absent not in modules


def test_a_rebuild_finds_what_was_made_for_another_way_of_reading(
    fast: FastEmbedder, model: SentenceEmbedder
) -> None:
    """The check of a finished index allows 0.001; see index.rebuild."""
    texts = [STORY, "A vote.", "The council met for four hours before it voted."]
    half = SentenceEmbedder(DEFAULT_MODEL, half=True)
    ways = [one.passages(texts) for one in (fast, model, half)]
    for one in ways:
        for other in ways:
            assert np.sum(one * other, axis=1) == pytest.approx([1] * 3, abs=1e-3)


def test_a_conversion_reports_to_nobody(tiny: str, tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from index import converting
from index.loading import load_embedder
load_embedder({tiny!r}, cache=Path({str(tmp_path / "cache")!r}))
print("openvino" in sys.modules, "openvino_telemetry" in sys.modules)
"""
    home = {"HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]
    assert not (tmp_path / "home" / "intel").exists()
