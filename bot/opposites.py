"""Two sides of what can become of a thing: approve and reject."""

from functools import cache

from bot.stems import stem

# Two sides of what can become of a thing; a word may stand on several axes.
_AXES = tuple(
    tuple(frozenset(side.split()) for side in axis)
    for axis in (
        (
            """approve adopt pass accept endorse back authorise authorize allow permit agree ratify
            carry uphold grant support voted_for welcome""",
            """reject refuse decline veto ban forbid prohibit oppose dismiss block scrap outlaw
            halt voted_against prevent overturn withdraw""",
        ),
        ("pass succeed win carry adopt approve", "fail fall lose reject defeat"),
        ("win keep retain remain regain", "lose forfeit"),
        ("open reopen", "close shut"),
        (
            "rise increase grow climb raise gain expand went_up soar double",
            "fall drop decrease decline shrink cut reduce lower lessen went_down",
        ),
        ("convict jail imprison", "acquit exonerate"),
        ("hire appoint employ recruit", "fire sack dismiss resign quit"),
        ("keep remain stay", "lose leave quit withdraw resign replace"),
        ("start begin launch continue resume", "end stop halt cease cancel abandon suspend"),
        ("build construct erect found establish", "demolish destroy dismantle abolish"),
        ("join enter", "leave quit exit"),
        ("confirm admit acknowledge", "deny dispute"),
        ("survive live", "die drown"),
        ("sign", "veto"),
        ("agree", "disagree refuse decline"),
        ("include", "exclude"),
        ("buy acquire purchase", "sell"),
        ("voted_for", "voted_against"),
        ("favour favor recommend", "oppose voted_against against_advised advised_against"),
        ("publish release", "withhold suppress"),
        ("accept", "decline refuse dismiss reject"),
        ("love like", "hate dislike"),
        ("legalise legalize", "outlaw criminalise criminalize"),
        ("arrive", "depart"),
        ("strengthen", "weaken"),
        ("encourage", "discourage"),
        ("attack", "defend"),
    )
)


@cache
def _sides() -> dict[str, frozenset[tuple[int, int]]]:
    """Stem -> the axes on which it stands, each with its side, 0 or 1."""
    places: dict[str, set[tuple[int, int]]] = {}
    for axis, sides in enumerate(_AXES):
        for side, words in enumerate(sides):
            for word in words:
                places.setdefault(stem(word), set()).add((axis, side))
    return {word: frozenset(found) for word, found in places.items()}


def opposed(one: str, other: str) -> bool:
    """True for stems on two sides of an axis: approve and reject."""
    sides = _sides()
    return any((axis, 1 - side) in sides.get(other, ()) for axis, side in sides.get(one, ()))


def has_opposite(word: str) -> bool:
    """True for the stem of a word that stands on an axis."""
    return word in _sides()


def alike(one: str, other: str) -> bool:
    """True for equal stems, and for stems on one side of an axis: approve and adopt."""
    return one == other or bool(_sides().get(one, frozenset()) & _sides().get(other, frozenset()))
