"""Whether a text holds an answer, however the two are written."""

import unicodedata

_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛′‹›`´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)


def normalised(text: str) -> str:
    """`text` for comparing: NFKC, no case, straight quotes and hyphens, single spaces."""
    # Folded before NFKC as well, which makes a space and a mark of an acute accent.
    folded = unicodedata.normalize("NFKC", text.translate(_FOLDED)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).translate(_FOLDED).split())


def holds(text: str, answer: str) -> bool:
    """Whether normalised `text` has normalised `answer` in it as whole words and numbers."""
    start = text.find(answer)
    while start >= 0 and answer:
        if not (_is_inside(text, start) or _is_inside(text, start + len(answer))):
            return True
        start = text.find(answer, start + 1)
    return False


def _is_inside(text: str, at: int) -> bool:
    """Whether a word or a number goes on across the place before `text[at]`."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if after in ".,":
        return before.isdigit() and text[at + 1 : at + 2].isdigit()
    if before in ".,":
        return after.isdigit() and text[max(0, at - 2) : at - 1].isdigit()
    return _is_of_word(before) and _is_of_word(after)


def _is_of_word(character: str) -> bool:
    """False also in scripts that write words without spaces or with endings, where none can tell.

    Thai to Myanmar, Khmer, kana, Han, Hangul.
    """
    if (
        "\u0e00" <= character <= "\u109f"
        or "\u1780" <= character <= "\u17ff"
        or "\u3040" <= character <= "\u9fff"
        or "\uac00" <= character <= "\ufaff"
    ):
        return False
    return character.isalnum() or unicodedata.category(character)[0] == "M"
