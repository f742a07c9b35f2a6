"""Errors that are the operator's to mend."""


class FootnoteError(Exception):
    """The message says what is wrong and what to do; it is shown without a stack trace."""
