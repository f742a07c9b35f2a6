"""Logs: what happened, when, in which part; no token and no question text."""

import logging


def set_up_logs(level: str) -> None:
    """Send logs of `level` and above to standard error."""
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    # discord.py's debug logs hold whole events: questions, interaction tokens.
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
    logging.getLogger("discord.client").addFilter(_about_voice)


def _about_voice(record: logging.LogRecord) -> bool:
    """False for discord.py's advice to install what only voice needs."""
    return "voice will NOT be supported" not in record.getMessage()
