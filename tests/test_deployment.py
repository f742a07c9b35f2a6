"""What Footnote is deployed with: Dockerfile, compose.yaml, footnote.service. No engine runs here.

That the commands in them exist, that nothing runs as root or holds a secret, that they agree with
each other and with the code; and the health check, run against a real bot.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bot_process import ROOT, TOKEN, running_bot
from discord_server import DiscordServer
from serving import served
from typer.main import get_command

from bot.cli import app
from bot.client import _LAST_ANSWERS, _LAST_WORDS
from bot.doctor import _SETTINGS
from bot.watchdog import GATEWAY_STUCK
from corpus.home import Home

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
BOT = COMPOSE["services"]["bot"]
UNIT = (ROOT / "footnote.service").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FILES = ("Dockerfile", "compose.yaml", "footnote.service", ".dockerignore")
KNOWN = {str(field.validation_alias) for kind in _SETTINGS for field in kind.model_fields.values()}


def instructions() -> list[tuple[str, str]]:
    """What the Dockerfile says, in order: (FROM, …), (RUN, …); continued lines are joined."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    split = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(name, rest) for name, rest in split]


def said(name: str) -> list[str]:
    """All that one instruction of the Dockerfile says."""
    return [rest for instruction, rest in instructions() if instruction == name]


def image_environment() -> dict[str, str]:
    """The variables of the image."""
    pairs = [part for text in said("ENV") for part in shlex.split(text)]
    return dict(pair.split("=", 1) for pair in pairs)


def unit(name: str) -> list[str]:
    """All values of a setting of the unit."""
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def unit_environment() -> dict[str, str]:
    """The variables of the service."""
    return dict(pair.split("=", 1) for text in unit("Environment") for pair in text.split())


def seconds(text: str) -> float:
    """`15s`, `3m`, `20`."""
    number, unit_of_time = re.fullmatch(r"(\d+)(s|m|)", text).groups()  # type: ignore[union-attr]
    return int(number) * (60 if unit_of_time == "m" else 1)


# The image


def test_the_image_does_not_run_as_root() -> None:
    uid, gid = said("USER")[-1].split(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert f"--uid {uid}" in DOCKERFILE


def test_the_image_is_of_a_pinned_python_that_the_project_takes() -> None:
    bases = {text.split()[0] for text in said("FROM")}
    [base] = bases
    version = re.fullmatch(r"python:(\d+)\.(\d+)\.(\d+)-slim-\w+", base)
    assert version
    least = re.fullmatch(r">=(\d+)\.(\d+)", PROJECT["requires-python"])
    assert least
    assert [int(part) for part in version.groups()[:2]] >= [int(part) for part in least.groups()]
    assert f"Python {version[1]}.{version[2]}" in (ROOT / "constraints.txt").read_text()


def test_nothing_is_installed_without_its_digest() -> None:
    installs = [part for text in said("RUN") for part in text.split("&&") if "pip install" in part]
    assert len(installs) == 3
    assert all("--require-hashes" in text or "--no-index" in text for text in installs)
    assert all("--no-deps" in text for text in installs)


def test_the_locks_hold_what_the_tests_run_with() -> None:
    pins = dict(
        re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    )
    torch = re.findall(
        r"^torch==(\S+)", (ROOT / "requirements-torch.lock").read_text(), re.MULTILINE
    )
    assert torch == [f"{pins['torch']}+cpu"]
    locked = dict(
        re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    assert "torch" not in locked
    normal = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins.items()}
    found = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in locked.items()}
    assert {n: v for n, v in found.items() if n in normal and v != normal[n]} == {}
    assert {"discord-py", "faiss-cpu", "sentence-transformers"} <= found.keys()


def test_all_that_is_copied_is_there_and_gets_through() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    sources = [name for text in said("COPY") if "--from" not in text for name in text.split()[:-1]]
    assert sources
    assert set(sources) <= let_in
    for name in sources:
        assert (ROOT / name).exists()


def test_nothing_gets_into_the_image_unnamed() -> None:
    """No .env, no token, no home: all is left out, then some is let in."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] != "#"]
    assert lines[0] == "*"
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert let_in.isdisjoint({".env", "discord-token.txt", ".git", "tests", "."})


def test_what_the_image_writes_lies_in_its_volume() -> None:
    environment, volume = image_environment(), said("VOLUME")[0]
    for name in ("HOME", "FOOTNOTE_HOME", "FOOTNOTE_CACHE", "XDG_CACHE_HOME"):
        assert f"{environment[name]}/".startswith(f"{volume}/")
    assert said("WORKDIR")[-1] == volume


def test_the_image_stops_as_the_bot_does() -> None:
    assert said("STOPSIGNAL") == ["SIGTERM"]
    assert json.loads(said("ENTRYPOINT")[0]) == ["footnote"]
    assert "footnote" in PROJECT["scripts"]
    assert json.loads(said("CMD")[0]) == ["bot"]


# Compose


def test_the_container_has_no_rights() -> None:
    assert BOT["read_only"] is True
    assert BOT["cap_drop"] == ["ALL"]
    assert BOT["security_opt"] == ["no-new-privileges:true"]
    assert BOT["user"] == said("USER")[-1]
    assert {"privileged", "cap_add", "devices", "pid", "network_mode"}.isdisjoint(BOT)
    assert all("noexec" in text for text in BOT["tmpfs"])


def test_the_container_opens_no_port() -> None:
    assert "ports" not in BOT
    assert "expose" not in BOT


def test_the_container_is_limited() -> None:
    assert BOT["mem_limit"]
    assert BOT["pids_limit"] > 0
    assert BOT["logging"]["options"]["max-size"]


def test_the_volume_is_where_the_home_is() -> None:
    [mount] = BOT["volumes"]
    name, target = mount.split(":")
    assert name in COMPOSE["volumes"]
    assert target == image_environment()["FOOTNOTE_HOME"]


def test_the_token_comes_as_a_secret() -> None:
    [secret] = BOT["secrets"]
    assert BOT["environment"]["DISCORD_TOKEN_FILE"] == f"/run/secrets/{secret}"
    file = Path(COMPOSE["secrets"][secret]["file"])
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert any(file.match(pattern) for pattern in ignored)


def test_compose_checks_health_as_the_image_does() -> None:
    [image] = said("HEALTHCHECK")
    options, command = image.split("CMD", 1)
    assert BOT["healthcheck"]["test"] == ["CMD", *json.loads(command)]
    given = dict(re.findall(r"--([\w-]+)=(\S+)", options))
    assert given == {
        name.replace("_", "-"): str(value)
        for name, value in BOT["healthcheck"].items()
        if name != "test"
    }


def test_the_tag_is_the_version() -> None:
    assert BOT["image"] == f"{PROJECT['name']}:{PROJECT['version']}"


# systemd


def test_the_service_has_few_rights() -> None:
    for name in (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "PrivateUsers",
        "ProtectHome",
        "ProtectClock",
        "ProtectKernelLogs",
        "ProtectKernelModules",
        "ProtectKernelTunables",
        "ProtectControlGroups",
        "RestrictNamespaces",
        "RestrictRealtime",
        "RestrictSUIDSGID",
        "LockPersonality",
    ):
        assert unit(name) == ["yes"], name
    assert unit("ProtectSystem") == ["strict"]
    assert unit("CapabilityBoundingSet") == unit("AmbientCapabilities") == [""]
    assert unit("SystemCallFilter") == ["@system-service", "~@privileged"]
    assert unit("User") not in ([], ["root"])


def test_the_token_comes_as_a_credential() -> None:
    [credential] = unit("LoadCredential")
    given = f"/run/credentials/footnote.service/{credential.split(':')[0]}"
    assert unit_environment()["DISCORD_TOKEN_FILE"] == given


def test_the_service_writes_to_its_own_folders_only() -> None:
    environment = unit_environment()
    state, cache = (
        f"/var/lib/{unit('StateDirectory')[0]}",
        f"/var/cache/{unit('CacheDirectory')[0]}",
    )
    assert environment["FOOTNOTE_HOME"] == environment["HOME"] == state
    assert environment["FOOTNOTE_CACHE"] == environment["XDG_CACHE_HOME"] == cache
    assert unit("ReadWritePaths") == []
    assert unit("UMask") == ["0077"]


def test_systemd_hears_from_the_bot_and_starts_it_again() -> None:
    assert unit("Type") == ["notify"]
    assert seconds(unit("WatchdogSec")[0]) >= 30
    assert unit("Restart") == ["on-failure"]
    assert GATEWAY_STUCK != 0
    assert unit("SuccessExitStatus") == unit("RestartPreventExitStatus") == []


@pytest.mark.parametrize("given", [unit("TimeoutStopSec")[0], BOT["stop_grace_period"]])
def test_whoever_stops_the_bot_waits_for_the_questions_in_hand(given: str) -> None:
    assert seconds(given) > _LAST_ANSWERS + _LAST_WORDS + 2


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    """With a program that is there in the place of the one that is installed later."""
    started = unit("ExecStart")[0].split()[0]
    copy = tmp_path / "footnote.service"
    copy.write_text(UNIT.replace(started, sys.executable), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(copy)],  # noqa: S607 - wherever it is
        capture_output=True,
        text=True,
        check=False,
    )
    about_ours = [line for line in done.stderr.splitlines() if "footnote" in line]
    assert about_ours == []


# All of them


@pytest.mark.parametrize("name", FILES)
def test_no_file_holds_a_token(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"DISCORD_TOKEN\b(?!_FILE)\s*[=:]", text)
    assert not re.search(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}", text)


@pytest.mark.parametrize(
    "environment", [image_environment(), BOT["environment"], unit_environment()]
)
def test_the_settings_that_are_given_exist(environment: dict[str, str]) -> None:
    ours = {name for name in environment if name.startswith(("FOOTNOTE_", "DISCORD_"))}
    assert ours
    assert ours <= KNOWN


def commands_named(text: str) -> Iterator[list[str]]:
    """The words behind each `footnote` or `run --rm bot` that is written as a command."""
    for found in re.findall(r"(?:bin/footnote|bot footnote|--rm bot) ((?:[a-z]+ ?)+)", text):
        yield found.split()


@pytest.mark.parametrize("name", FILES[:3])
def test_every_command_that_is_named_exists(name: str) -> None:
    command: Any = get_command(app)
    for words in commands_named((ROOT / name).read_text(encoding="utf-8")):
        found = command.commands[words[0]]
        if hasattr(found, "commands"):
            assert words[1] in found.commands


def test_commands_are_found_in_the_files() -> None:
    """So that the test above can fail."""
    assert list(commands_named(UNIT)) == [["bot"]]
    assert ["index", "status"] in list(commands_named((ROOT / "compose.yaml").read_text()))


# The health check


def health_check(port: int) -> int:
    """Its exit status, as in the image, with the Python of these tests."""
    command = json.loads(said("HEALTHCHECK")[0].split("CMD", 1)[1])
    environment = {**os.environ, "FOOTNOTE_HEALTH_PORT": str(port)}
    assert command[0] == "python"
    return subprocess.run(
        [sys.executable, *command[1:]], env=environment, check=False, capture_output=True
    ).returncode


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def test_the_health_check_tells_a_bot_that_runs_from_none(
    sample_home: Home, tmp_path: Path
) -> None:
    port = free_port()
    assert health_check(port) == 1
    home = served(sample_home, tmp_path / "home")
    token = tmp_path / "discord-token"
    token.write_text(f"{TOKEN}\n")
    started = running_bot(
        home,
        discord := DiscordServer(token=TOKEN),
        FOOTNOTE_HEALTH_PORT=str(port),
        DISCORD_TOKEN="",
        DISCORD_TOKEN_FILE=str(token),
    )
    async with discord, started as bot:
        assert health_check(port) == 0
        assert await bot.stop() == 0
    assert health_check(port) == 1
