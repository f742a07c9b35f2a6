"""The words of a question that say what it is about."""

import re

MOST_KEY_WORDS = 8
WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
# Words that make a clause of what they stand in.
CLAUSE = frozenset(
    "is are was were do does did has have had can could will would should may might what who when"
    " where why how which whose whom i you".split()
)
# Words that stand for nothing themselves.
EMPTY = CLAUSE | frozenset(
    "a an the of in on at to for from by with about as than then there here and or but so if not"
    " no yes be been being it its he she him his her hers they them their theirs this that these"
    " those we us our my me your any some all also just too very really please ok okay am"
    " i'm what's who's it's that's there's into over under out up down off again".split()
)
# Words of a question that could be about anything.
SLIGHT = frozenset(
    "more else many much long old often far happen happened happening tell know say said explain"
    " detail details further elaborate example examples since until exactly sure else another"
    " other others reason true mean means meant next later before after happens come came give"
    " anything something everything thing things information info continue go on still now else"
    " first last one ones only mostly thank thanks you're good great nice sorry hello hi wow take"
    " takes took against anyone anybody someone somebody people kind kinds type types sort".split()
)


def key_words(question: str) -> tuple[str, ...]:
    """The words that say what a question is about, in order, each once; at most MOST_KEY_WORDS."""
    words: dict[str, str] = {}
    for word in filter(says, WORD.findall(question)):
        words.setdefault(bare(word), word)
    return tuple(words.values())[:MOST_KEY_WORDS]


def says(word: str) -> bool:
    """True for a word that can be a topic: "cameras", not "many", "happened" or "didn't"."""
    low = word.casefold().replace("’", "'")
    return low not in EMPTY and low not in SLIGHT and not low.endswith(("n't", "'re", "'ll"))


def bare(word: str) -> str:
    """A word by which its forms are compared: without case, possessive and plural."""
    low = re.sub(r"['’]s$", "", word.casefold())
    return low[:-1] if len(low) > 3 and low.endswith("s") else low
