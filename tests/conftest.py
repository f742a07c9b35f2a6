"""What many tests stand on: small true things, and once the real model on the sample coverage."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["HF_HUB_OFFLINE"] = "1"  # no test may reach for a model hub

from corpus.home import Home
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.rebuild import rebuild
from index.torch_embedder import SentenceEmbedder

# Nothing is timed in tests: the machines they run on are noisy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of all tests: what takes seconds to make is made once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path) -> None:
    """No test reads the settings, the home or the .env of whoever runs it."""
    for name in [name for name in os.environ if name.startswith(("FOOTNOTE_", "DISCORD_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FOOTNOTE_CACHE", str(cache))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def model() -> SentenceEmbedder:
    """The model that ships with Footnote."""
    return SentenceEmbedder()


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, model: SentenceEmbedder) -> Home:
    """A home with the sample coverage, indexed. Tests that change it copy it first."""
    home = Home(tmp_path_factory.mktemp("sample"))
    with ArticleStore(home.articles) as store:
        load_sample(store)
        rebuild(store, home.index, DEFAULT_MODEL, lambda _: model)
    return home
