"""Words to systemd: ready, alive, stopping. Where there is no systemd nobody is told."""

import logging
import os
import socket
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"
Tell = Callable[[str], None]


def supervisor(environment: Mapping[str, str] = os.environ) -> Tell:
    """What tells systemd (`Type=notify`), by the socket that it named."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return lambda _words: None
    where = "\0" + address[1:] if address[0] == "@" else address

    def tell(words: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)  # who does not listen must not hold the event loop up
                line.sendto(words.encode(), where)
        except OSError as error:  # we go on; systemd decides what silence means
            log.warning("cannot tell systemd %s: %s", words, error)

    return tell


def patience(environment: Mapping[str, str] = os.environ) -> float | None:
    """Seconds within which systemd wants to hear that this process lives; None: it does not."""
    meant_for = environment.get("WATCHDOG_PID")
    if meant_for not in (None, "", str(os.getpid())):
        return None
    try:
        return int(environment.get("WATCHDOG_USEC", "")) / 1_000_000 or None
    except ValueError:
        return None
