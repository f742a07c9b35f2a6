"""Words without their endings, so that forms of one word are equal."""

import re
from functools import cache

import Stemmer

_IRREGULAR = {
    word: root
    for root, words in {
        "person": "people persons",
        "man": "men",
        "woman": "women",
        "child": "children",
        "begin": "began begun beginning",
        "win": "won winning",
        "lose": "lost losing loss",
        "rise": "rose risen",
        "fall": "fell fallen",
        "grow": "grew grown",
        "shut": "shutting",
        "leave": "left",
        "buy": "bought",
        "sell": "sold",
        "build": "built",
        "keep": "kept",
        "hold": "held",
        "pay": "paid",
        "say": "said",
        "give": "gave given",
        "take": "took taken",
        "make": "made",
        "go": "went gone goes",
        "come": "came",
        "become": "became",
        "forbid": "forbade forbidden",
        "break": "broke broken",
        "write": "wrote written",
        "bring": "brought",
        "find": "found",
        "tear": "tore torn",
        "approve": "approval",
        "reject": "rejection",
        "refuse": "refusal",
        "resign": "resignation",
        "acquit": "acquittal",
        "close": "closure",
        "die": "death died dying dies dead",
        "destroy": "destruction",
        "construct": "construction",
        "succeed": "success",
        "fail": "failure",
        "deny": "denial",
        "dismiss": "dismissal",
        "arrive": "arrival",
        "survive": "survival",
        "proven": "proved prove",
        "choose": "chose chosen",
        "teach": "taught",
        "meet": "met",
        "send": "sent",
        "spend": "spent",
        "run": "ran",
        "see": "saw seen",
        "speak": "spoke spoken",
    }.items()
    for word in words.split()
}


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def stem(word: str) -> str:
    """The word without its endings, in lower case; irregular forms as their plain ones."""
    lower = re.sub(r"['’]s$", "", word.lower())
    return str(_stemmer().stemWord(_IRREGULAR.get(lower, lower)))
