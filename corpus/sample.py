"""The sample coverage that ships with Footnote: a fictional newspaper, to try things out on."""

from importlib.resources import as_file, files

from corpus.fields import Found
from corpus.formats import read
from corpus.store import ArticleStore, Outcome

MARK = "(fictional)"  # ends the name of every outlet of the sample, and is shown to members


def load_sample(store: ArticleStore) -> int:
    """Add the sample, bringing back what was removed of it; how many articles it has."""
    with as_file(files("corpus").joinpath("articles")) as folder:
        found = [item for item in read(folder, {}) if isinstance(item, Found)]
    for item in found:
        added = store.add(item.keys, item.content)
        if added.outcome is Outcome.WITHDRAWN:
            store.restore(added.article_id)
            store.add(item.keys, item.content)  # it may have been revised since
    return len(found)


def remove_sample(store: ArticleStore) -> int:
    """Take the sample out; how many articles went."""
    return sum(store.withdraw(article_id) for article_id in _sample_ids(store))


def mixed_with_sample(store: ArticleStore) -> bool:
    """True when fiction and real coverage would be answered from together."""
    return 0 < len(_sample_ids(store)) < store.count()


def _sample_ids(store: ArticleStore) -> list[str]:
    return [
        entry.id
        for entry in store.entries()
        if not entry.withdrawn and (entry.outlet or "").endswith(MARK)
    ]
