"""What systemd is told, on a socket that the test holds."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor import ALIVE, READY, patience, supervisor


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as held:
        held.bind(str(tmp_path / "notify"))
        held.settimeout(5)
        yield held


def test_systemd_is_told_on_the_socket_it_names(listening: socket.socket) -> None:
    tell = supervisor({"NOTIFY_SOCKET": listening.getsockname()})
    tell(READY)
    tell(ALIVE)
    assert [listening.recv(100) for _ in range(2)] == [b"READY=1", b"WATCHDOG=1"]


def test_a_name_that_begins_with_at_is_an_abstract_one(tmp_path: Path) -> None:
    name = f"footnote-{tmp_path.name}-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as held:
        held.bind(f"\0{name}")
        held.settimeout(5)
        supervisor({"NOTIFY_SOCKET": f"@{name}"})(READY)
        assert held.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "vsock:2:1"}])
def test_where_there_is_no_systemd_nobody_is_told(environment: dict[str, str]) -> None:
    supervisor(environment)(READY)


def test_a_socket_that_is_gone_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")})(READY)
    assert "cannot tell systemd READY=1" in caplog.text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_how_long_systemd_waits_for_a_sign(
    environment: dict[str, str], expected: float | None
) -> None:
    assert patience(environment) == expected


def test_who_does_not_listen_holds_nothing_up(
    listening: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    tell = supervisor({"NOTIFY_SOCKET": listening.getsockname()})
    for _ in range(10_000):  # more than any system keeps for who does not read
        tell(ALIVE)
        if caplog.records:
            break
    assert "cannot tell systemd WATCHDOG=1" in caplog.text
