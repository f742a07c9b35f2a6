"""Are the pinned libraries known to be vulnerable? `make lint` asks; pip-audit knows.

What is asked about are the pins of constraints.txt. A vulnerability fails, with the version that
mends it, unless tests/accepted_advisories.toml accepts it for a while. Where no advisories can be
had (offline, or a mirror without them) one line says so, and nothing fails.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINS = ROOT / "constraints.txt"
ACCEPTED = ROOT / "tests" / "accepted_advisories.toml"
_ASKED_WITHIN = 10  # seconds each answer may take
_DONE_WITHIN = 180  # seconds in all; six where the answers come


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """An advisory about a pinned version. `names` are all it goes by; `fixed` may be empty."""

    package: str
    version: str
    names: tuple[str, ...]
    fixed: tuple[str, ...]

    def __str__(self) -> str:
        mend = f"raise it to {' or '.join(self.fixed)}" if self.fixed else "no version mends it yet"
        return f"{self.package} {self.version}: {self.names[0]}; {mend}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """An advisory that is lived with until the end of a day, and why."""

    id: str
    package: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Audited:
    """What came of asking: how many packages were known to the service, and how many not."""

    known: int
    unknown: tuple[str, ...]
    vulnerable: tuple[Vulnerability, ...]


class NotAudited(Exception):
    """There was no answer; the message says why."""


def ask(pins: Path = PINS) -> Audited:
    """Ask about all pins. Raises NotAudited when there is no answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--no-deps"]
    command += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    command += ["--timeout", str(_ASKED_WITHIN)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_DONE_WITHIN
        )
    except subprocess.TimeoutExpired:
        raise NotAudited(f"no answer within {_DONE_WITHIN} s") from None
    try:
        return read(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise NotAudited(last[:200]) from None


def read(report: Mapping[str, object]) -> Audited:
    """What pip-audit's report says. Raises KeyError or TypeError when it is none."""
    listed = report["dependencies"]
    if not isinstance(listed, list):
        raise TypeError("no list of dependencies")
    known = [one for one in listed if "skip_reason" not in one]
    vulnerable = tuple(
        Vulnerability(
            one["name"],
            one["version"],
            (found["id"], *found.get("aliases", ())),
            tuple(found.get("fix_versions", ())),
        )
        for one in known
        for found in one["vulns"]
    )
    unknown = tuple(one["name"] for one in listed if "skip_reason" in one)
    return Audited(len(known), unknown, vulnerable)


def accepted(file: Path = ACCEPTED) -> list[Accepted]:
    """What the file accepts. Raises TypeError for an entry that lacks a line or has another."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    entries = [Accepted(**entry) for entry in told.get("accepted", ())]
    for entry in entries:
        if not entry.reason.strip() or type(entry.until) is not date:
            raise TypeError(f"{entry.id}: a reason and a day (until = 2026-12-31) are needed")
    return entries


def left(
    found: Iterable[Vulnerability], lived_with: Sequence[Accepted], today: date
) -> Iterator[Vulnerability]:
    """What is vulnerable and not accepted, or not any longer."""
    for one in found:
        if not any(
            entry.id in one.names and entry.package == one.package and today <= entry.until
            for entry in lived_with
        ):
            yield one


def judged(audited: Audited, lived_with: Sequence[Accepted], today: date) -> tuple[int, list[str]]:
    """The exit status, and what is said."""
    if not audited.known:
        none = f"the advisory service knows none of the {len(audited.unknown)} pinned libraries"
        return 0, [f"audit: skipped, {none} (a mirror without advisories?)"]
    unmended = list(left(audited.vulnerable, lived_with, today))
    said = [f"audit: {one}" for one in unmended]
    if audited.unknown:
        said.append(f"audit: nothing is known of {', '.join(audited.unknown)}")
    if not unmended:
        passed = len(audited.vulnerable)
        also = f", {passed} accepted for a while" if passed else ""
        said.append(f"audit: no known vulnerability in {audited.known} libraries{also}")
    return (1 if unmended else 0), said


def main() -> int:
    """Ask, and say what came of it."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    try:
        audited = ask()
    except NotAudited as error:
        print(f"audit: skipped, the advisory service cannot be reached ({error})")
        return 0
    status, said = judged(audited, accepted(), datetime.now(UTC).date())
    print("\n".join(said))
    return status


if __name__ == "__main__":
    sys.exit(main())
