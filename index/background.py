"""In the background: work beside a bot that answers steps back for it."""

import os
from contextlib import suppress

THREADS = 1  # to compute with: on two cores one is left to answer with
_NICE = 10


def step_back() -> None:
    """From here on this process, and what it starts, is served after others."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # it was told to be nicer still
            os.setpriority(os.PRIO_PROCESS, 0, max(_NICE, os.getpriority(os.PRIO_PROCESS, 0)))
