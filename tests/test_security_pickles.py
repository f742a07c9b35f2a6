"""Nothing that is loaded can run code: no pickle in a snapshot, none in a model's folder."""

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_index import add, publish
from tiny_model import save_tiny_model

from corpus.home import Home
from index.embedding import ModelError
from index.layout import SnapshotError, _seal
from index.publishing import current
from index.reranking import CrossReranker
from index.snapshot import Snapshot
from index.torch_embedder import SentenceEmbedder

ROOT = Path(__file__).parent.parent


class Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self._mark),)


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """What is there once a bomb went off."""
    return tmp_path / "it went off"


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    home = Home(tmp_path / "home")
    add(home.articles, "Council meets", "The council approved the budget.", "https://c.example/1")
    publish(home.articles, home.index)
    return current(home.index)


def read_all(snapshot: Snapshot) -> None:
    """Read every file of a snapshot."""
    words = snapshot.words
    terms = words.terms("council budget")
    words.scores(terms)
    words.in_title("council")
    words.in_sentences(terms, np.arange(1))
    snapshot.passage(0)
    snapshot.sentence_vectors(range(1))
    snapshot.sentence_span(0)
    snapshot.vectors([0])
    snapshot.columns()


def resealed(folder: Path) -> None:
    """Give the manifest the digests of what is there now, as somebody who can write it would."""
    file = folder / "manifest.json"
    fields = json.loads(file.read_text())
    fields.pop("seal")
    fields["files"] = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in fields["files"]
    }
    file.write_text(json.dumps({**fields, "seal": _seal(fields)}))


def test_the_bomb_goes_off_where_pickles_are_read(mark: Path) -> None:
    pickle.loads(pickle.dumps(Bomb(mark)))  # noqa: S301 - that it does is what is tested
    assert mark.exists()


def test_a_changed_file_is_not_opened_at_all(snapshot: Path, mark: Path) -> None:
    for file in sorted(snapshot.rglob("*.npy")):
        np.save(file, np.array([Bomb(mark)], dtype=object), allow_pickle=True)
    with pytest.raises(SnapshotError, match="damaged"):
        Snapshot(snapshot).count()
    assert not mark.exists()


def test_no_array_of_a_snapshot_is_unpickled_even_with_a_right_digest(
    snapshot: Path, mark: Path
) -> None:
    arrays = sorted(str(file.relative_to(snapshot)) for file in snapshot.rglob("*.npy"))
    assert arrays
    refused: list[str] = []
    whole = snapshot.with_name("whole")
    shutil.copytree(snapshot, whole)
    for name in arrays:
        shutil.rmtree(snapshot)
        shutil.copytree(whole, snapshot)
        np.save(snapshot / name, np.array([Bomb(mark)], dtype=object), allow_pickle=True)
        resealed(snapshot)
        try:  # some are read when they are needed
            read_all(Snapshot(snapshot))
        except (SnapshotError, ValueError):
            refused.append(name)
        assert not mark.exists(), name
    assert refused == arrays


def test_a_file_of_vectors_that_is_a_pickle_is_none(snapshot: Path, mark: Path) -> None:
    (snapshot / "vectors.faiss").write_bytes(pickle.dumps(Bomb(mark)))
    resealed(snapshot)
    with pytest.raises(SnapshotError):
        Snapshot(snapshot)
    assert not mark.exists()


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.safetensors"])
def test_weights_that_are_a_pickle_load_nothing(tmp_path: Path, mark: Path, name: str) -> None:
    import torch

    model = Path(save_tiny_model(tmp_path / "model"))
    (model / "model.safetensors").unlink()
    if name.endswith(".bin"):
        torch.save({"embeddings": Bomb(mark)}, model / name)
    else:
        (model / name).write_bytes(pickle.dumps(Bomb(mark)))
    with pytest.raises(ModelError):
        SentenceEmbedder(str(model))
    assert not mark.exists()


def test_a_reranker_whose_weights_are_a_pickle_loads_nothing(tmp_path: Path, mark: Path) -> None:
    import torch

    model = Path(save_tiny_model(tmp_path / "model"))
    (model / "model.safetensors").unlink()
    torch.save({"embeddings": Bomb(mark)}, model / "pytorch_model.bin")
    with pytest.raises(ModelError):
        CrossReranker(str(model), 1.0)
    assert not mark.exists()


def test_a_model_s_own_code_is_not_run(tmp_path: Path, mark: Path) -> None:
    """`modules.json` and `auto_map` name Python files; running them has to be asked for."""
    model = Path(save_tiny_model(tmp_path / "model"))
    (model / "evil.py").write_text(
        f"import os\nos.mkdir({str(mark)!r})\nclass Module:\n    pass\nclass Config:\n    pass\n"
    )
    modules = json.loads((model / "modules.json").read_text())
    modules[0]["type"] = "evil.Module"
    (model / "modules.json").write_text(json.dumps(modules))
    config = json.loads((model / "config.json").read_text())
    config["auto_map"] = {"AutoConfig": "evil.Config", "AutoModel": "evil.Module"}
    config["model_type"] = "evil"
    (model / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError):
        SentenceEmbedder(str(model))
    assert not mark.exists()


def test_nothing_of_ours_reads_pickles() -> None:
    """`allow_pickle`, `pickle.load`, `torch.load` and `trust_remote_code` are nowhere turned on."""
    for folder in ("bot", "corpus", "index"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            for sign in ("allow_pickle=True", "pickle.load", "torch.load", "trust_remote_code"):
                assert sign not in text, f"{file.name}: {sign}"


def test_ruff_watches_over_it() -> None:
    """S301 to S324 are what finds an unsafe loader that somebody adds."""
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename"]
    done = subprocess.run(
        [*ruff, str(ROOT / "index" / "unsafe.py"), "-"],
        cwd=ROOT,
        input="import pickle\n\nfound = pickle.loads(b'')\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "S301" in done.stdout
