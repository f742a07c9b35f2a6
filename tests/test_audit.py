"""What `make lint` says of vulnerable libraries."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from audit import Accepted, Audited, Vulnerability, accepted, judged, left, read

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 12, 1)
HOLE = Vulnerability("library", "1.0", ("PYSEC-2026-1", "CVE-2026-1"), ("1.1", "2.0"))


def lived_with(**changes: object) -> Accepted:
    told = {"id": "CVE-2026-1", "package": "library", "reason": "not used", "until": TODAY}
    return Accepted(**{**told, **changes})  # type: ignore[arg-type]  # fields of Accepted


def test_a_report_is_read() -> None:
    report = {
        "dependencies": [
            {"name": "sound", "version": "3", "vulns": []},
            {
                "name": "library",
                "version": "1.0",
                "vulns": [
                    {
                        "id": "PYSEC-2026-1",
                        "aliases": ["CVE-2026-1"],
                        "fix_versions": ["1.1", "2.0"],
                    }
                ],
            },
            {"name": "private", "skip_reason": "not found"},
        ]
    }
    assert read(report) == Audited(2, ("private",), (HOLE,))


def test_a_vulnerability_fails_and_names_what_mends_it() -> None:
    status, said = judged(Audited(2, (), (HOLE,)), [], TODAY)
    assert (status, said) == (1, ["audit: library 1.0: PYSEC-2026-1; raise it to 1.1 or 2.0"])


def test_one_that_no_version_mends_fails_too() -> None:
    hole = Vulnerability("library", "1.0", ("PYSEC-2026-1",), ())
    status, said = judged(Audited(1, (), (hole,)), [], TODAY)
    assert (status, said[0].endswith("no version mends it yet")) == (1, True)


def test_one_that_is_accepted_passes_until_its_day() -> None:
    assert list(left([HOLE], [lived_with()], TODAY)) == []
    assert list(left([HOLE], [lived_with()], date(2026, 12, 2))) == [HOLE]
    status, said = judged(Audited(2, (), (HOLE,)), [lived_with()], TODAY)
    assert status == 0
    assert said == ["audit: no known vulnerability in 2 libraries, 1 accepted for a while"]


@pytest.mark.parametrize("other", [{"id": "CVE-2026-2"}, {"package": "another"}])
def test_accepting_one_accepts_no_other(other: dict[str, object]) -> None:
    assert list(left([HOLE], [lived_with(**other)], TODAY)) == [HOLE]


def test_a_service_that_knows_nothing_is_not_taken_for_good_news() -> None:
    status, [said] = judged(Audited(0, ("a", "b"), ()), [], TODAY)
    assert status == 0
    assert said.startswith("audit: skipped, the advisory service knows none of the 2")


def test_what_the_service_does_not_know_is_named() -> None:
    _, said = judged(Audited(1, ("torch",), ()), [], TODAY)
    assert said[0] == "audit: nothing is known of torch"


def test_what_is_accepted_here_says_why_and_until_when() -> None:
    assert all(len(entry.reason.split()) > 2 for entry in accepted())


@pytest.mark.parametrize(
    "entry",
    [
        'id = "CVE-1"\npackage = "a"\nuntil = 2026-12-31',
        'id = "CVE-1"\npackage = "a"\nreason = " "\nuntil = 2026-12-31',
        'id = "CVE-1"\npackage = "a"\nreason = "why"\nuntil = "soon"',
    ],
)
def test_an_entry_without_reason_or_day_is_no_entry(tmp_path: Path, entry: str) -> None:
    file = tmp_path / "accepted.toml"
    file.write_text(f"[[accepted]]\n{entry}\n")
    with pytest.raises(TypeError):
        accepted(file)


def test_where_no_service_can_be_reached_one_line_says_so_and_nothing_fails() -> None:
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "audit.py")],
        env={**os.environ, **nowhere, "NO_PROXY": "", "no_proxy": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [said] = done.stdout.splitlines()
    assert said.startswith("audit: skipped, the advisory service cannot be reached (")
