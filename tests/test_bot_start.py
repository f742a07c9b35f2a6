"""`footnote ask` starts without what takes seconds to import."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.home import Home
from index.fast_embedder import FastEmbedder
from index.loading import load_embedder

ROOT = Path(__file__).parent.parent
SLOW = {
    *("torch", "transformers", "sentence_transformers", "sklearn", "pandas"),
    *("discord", "dateparser", "trafilatura", "matplotlib"),
}
ASK = """
import sys
from bot.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--since", "January 2024"]])
def test_an_answer_needs_no_torch(sample_home: Home, cache: Path, arguments: list[str]) -> None:
    assert isinstance(load_embedder(cache=cache), FastEmbedder)  # its copy is made
    asked = subprocess.run(
        [sys.executable, "-c", ASK, "ask", *arguments, "--", "How many cameras were approved?"],
        cwd=ROOT,
        env={**os.environ, "FOOTNOTE_HOME": str(sample_home.root)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = asked.stderr.split()
    assert "openvino" in loaded
    assert SLOW.isdisjoint(loaded)
    assert "camera" in asked.stdout
