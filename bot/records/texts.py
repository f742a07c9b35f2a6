"""Texts as they can be written: Discord passes on half an emoji, which is no character."""


def whole(text: str) -> str:
    """The text without halves of characters."""
    return text.encode(errors="ignore").decode()


def whole_or_none(text: str | None) -> str | None:
    """The same, if there is any."""
    return None if text is None else whole(text)
