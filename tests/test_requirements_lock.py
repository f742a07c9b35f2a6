"""What the deployed image installs is what is pinned, each file by its digest."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
_PIN = re.compile(
    r"^([A-Za-z0-9][\w.-]*)==(\S+)(?: ; (.+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)
_AGAIN = "is another in requirements.lock: make it again, as its first lines say"


def locked(*names: str) -> dict[str, tuple[str, str]]:
    """Each package of lock files with its version and the condition under which it is installed."""
    found: dict[str, tuple[str, str]] = {}
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = _PIN.findall(text)
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        hashes = sum(part.count("--hash") for *_, part in pins)
        assert len(lines) == len(pins) + hashes, "a line is neither a pin nor a digest"
        found |= {canonicalize_name(pin): (version, when) for pin, version, when, _ in pins}
    return found


EVERYTHING = locked("requirements.lock", "requirements-torch.lock")


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    stated = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in stated}


def wanted() -> list[Requirement]:
    """What the project says that it needs, with the extra that the image has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        Requirement(line)
        for line in (*project["dependencies"], *project["optional-dependencies"]["fast"])
    ]


@pytest.mark.parametrize("needed", wanted(), ids=lambda needed: str(needed.name))
def test_every_dependency_is_locked_to_a_version_that_fits(needed: Requirement) -> None:
    name = canonicalize_name(needed.name)
    assert name in EVERYTHING, f"{name} {_AGAIN}"
    assert needed.specifier.contains(EVERYTHING[name][0])


@pytest.mark.parametrize("name", sorted(set(pins()) & set(EVERYTHING)))
def test_what_is_locked_is_what_the_tests_ran_with(name: str) -> None:
    assert EVERYTHING[name][0].partition("+")[0] == pins()[name], f"{name} {_AGAIN}"


def test_nothing_is_locked_here_that_the_tests_did_not_run_with() -> None:
    """But for what other systems than Linux, other Pythons and the build need."""
    here = default_environment()
    unpinned = [
        name
        for name, (_, when) in EVERYTHING.items()
        if name not in pins() and (not when or Requirement(f"x ; {when}").marker.evaluate(here))  # type: ignore[union-attr, arg-type]
    ]
    assert unpinned == ["setuptools"]


def test_no_cuda_library_is_locked() -> None:
    assert EVERYTHING["torch"][0].endswith("+cpu")
    assert not [name for name in EVERYTHING if name.startswith(("nvidia", "cuda", "triton"))]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-torch.lock"])
def test_no_lock_names_a_place_of_the_machine_that_made_it(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\s]+)", text))
    assert hosts <= {"download.pytorch.org"}
    assert not re.search(r"(?:^|\s)/\w|file:|(?:^|\s)-(?:i|f|e)\b", text, re.MULTILINE)
