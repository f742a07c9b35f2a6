"""Draws the README's timeline from the sample coverage: `python tests/draw_timeline.py`.

The desk is the real one, and so is the model.
"""

import asyncio
import os
import tempfile
from pathlib import Path

from bot.desk import Desk
from bot.timeline import Timeline
from bot.timeline_plot import alt_text, draw
from corpus.home import Home
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.filters import Filters
from index.rebuild import rebuild
from index.torch_embedder import SentenceEmbedder

PICTURE = Path(__file__).parent / "pictures" / "timeline.png"
TOPIC = "harbour cameras"


def main() -> None:
    """Draw the picture, and print what is said of it."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with ArticleStore(home.articles) as store:
            load_sample(store)
            rebuild(store, home.index, DEFAULT_MODEL, SentenceEmbedder)
        found = asyncio.run(_timeline(home))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(draw(found))
    print(f"{PICTURE.parent.name}/{PICTURE.name}: {alt_text(found)}")


async def _timeline(home: Home) -> Timeline:
    desk = Desk(home.index, SentenceEmbedder)
    await desk.open()
    try:
        return await desk.timeline(TOPIC, Filters())
    finally:
        await desk.close()


if __name__ == "__main__":
    main()
