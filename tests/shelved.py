"""An index of given articles with the embedder that can be done in your head."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from word_embedder import WordEmbedder, word_model

from corpus.article import Content
from corpus.store import ArticleStore
from index.rebuild import rebuild
from index.retriever import Retriever, open_current

# Long enough to be known for a copy at another outlet.
WIRE = (
    "The mayor of Millbrae opened the rebuilt harbour bridge on Monday morning, four months late. "
    "Hundreds of dockers, skippers and pupils had come to see whether it would bear their weight. "
    "Two herring boats sounded their horns, and an elderly engineer cut a ribbon of yellow silk. "
    "Inspectors will measure every bolt again before heavy lorries may cross it next spring.\n\n"
    "The work cost nineteen million crowns, a third more than the council had set aside. "
    "Auditors blamed rusty piles that nobody had looked at since the great flood of 1953. "
    "Shopkeepers on the northern quay asked for lower rents until their customers return. "
    "The ferry that carried passengers in the meantime will be sold to a museum in Oakmoor."
)


@contextmanager
def shelved(root: Path, *articles: Content) -> Iterator[Retriever]:
    """A retriever on an index of these articles, published in `root`."""
    with ArticleStore(root / "articles.sqlite3") as store:
        for number, content in enumerate(articles):
            store.add([f"file:{number}"], content)
        rebuild(store, root / "index", word_model(root / "words"), WordEmbedder)
    opened = open_current(root / "index", WordEmbedder)
    try:
        yield opened
    finally:
        opened.close()
