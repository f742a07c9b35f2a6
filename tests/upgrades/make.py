"""A home as an older version leaves it: `python tests/upgrades/make.py COMMIT [NAME]`.

Runs the command line of that commit, with the libraries of this environment, on the stories and
the site beside this file: six articles added, one revised, one taken down, one purged, a feed
fetched, an index built. What the version cannot do is left out. The home is kept in a folder
NAME: databases as SQL, the index as a zip. See README.md.
"""

import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import threading
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
ADDRESS = ("127.0.0.1", 8931)  # as in site/feed.xml
RECORDS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.records.records import Records
from bot.server import ServerSettings
with Records(Path(sys.argv[1])) as records:
    member = records.member(1234)
    records.save_server(77, ServerSettings(per_minute=3, per_day=30))
    records.remember_private(member, True)
    at = datetime(2024, 3, 20, 12, tzinfo=UTC)
    records.file("When does the tram run on Sundays?", 77, member, "filed", None, at)
"""


class Version:
    """The code of a commit, and a home that it works on."""

    def __init__(self, commit: str, folder: Path) -> None:
        self.home, self._folder, self._code = folder / "home", folder, folder / "code"
        archive = ["git", "archive", "--prefix=code/", f"{commit}^{{tree}}"]
        whole = subprocess.run(archive, cwd=HERE.parent.parent, capture_output=True, check=True)
        with tarfile.open(fileobj=io.BytesIO(whole.stdout)) as tar:
            tar.extractall(folder, filter="data")

    def run(self, *arguments: str) -> str:
        """What a command prints; it may fail, where the version has no such command."""
        package, *rest = ("bot", *arguments) if (self._code / "bot").exists() else arguments
        if not (self._code / package).exists():
            return ""
        return self.python("-m", package, *rest)

    def python(self, *arguments: str) -> str:
        """What Python prints with the version's modules."""
        environment = {
            **os.environ,
            "FOOTNOTE_HOME": str(self.home),
            "FOOTNOTE_ALLOW_HOSTS": "{}:{}".format(*ADDRESS),
            "PYTHONPATH": str(self._code),
            "PYTHONSAFEPATH": "1",
            "COLUMNS": "200",
        }
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=self._folder, env=environment, capture_output=True, text=True, check=False
        )
        print(
            "$", *arguments[:6], f"({done.returncode})", *done.stdout.splitlines()[-4:], sep="\n  "
        )
        return done.stdout

    def id_of(self, title: str) -> str:
        """The id of the article with this title."""
        found = re.search(rf"^(\w+)\s.*{title}", self.run("corpus", "list"), re.MULTILINE)
        return found[1] if found else "none"

    def has_records(self) -> bool:
        """Whether the version keeps records."""
        return (self._code / "bot" / "records").exists()


def live(version: Version, stories: Path) -> None:
    """Do with a version what newsrooms do."""
    shutil.copytree(HERE / "stories", stories)
    version.run("corpus", "add", stories.name)
    revised = stories / "cameras.md"
    revised.write_text(revised.read_text().replace("400 smart", "640 smart"))
    version.run("corpus", "add", stories.name)
    version.run("corpus", "remove", version.id_of("Bridge toll"))
    version.run("corpus", "purge", "--yes", version.id_of("Library opens"))
    version.run("corpus", "add", "http://{}:{}/feed.xml".format(*ADDRESS))
    version.run("index", "rebuild")
    if version.has_records():
        version.python("-c", RECORDS, str(version.home / "records.sqlite3"))


def keep(home: Path, folder: Path) -> None:
    """Write a home into a folder, as small as it gets."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("articles", "records"):
        if (home / f"{name}.sqlite3").exists():
            (folder / f"{name}.sql").write_text(dump(home / f"{name}.sqlite3"), encoding="utf-8")
    if (home / "index").exists():
        shutil.make_archive(str(folder / "index"), "zip", home / "index")


def dump(database: Path) -> str:
    """All statements that make the database."""
    with closing(sqlite3.connect(database)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        return "\n".join([*db.iterdump(), f"PRAGMA user_version = {version};"]) + "\n"


def main(commit: str, name: str) -> None:
    """Make the home of a commit."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(HERE / "site"))
    with tempfile.TemporaryDirectory() as scratch, ThreadingHTTPServer(ADDRESS, handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        version = Version(commit, Path(scratch))
        live(version, Path(scratch) / "stories")
        server.shutdown()
        keep(version.home, HERE / name)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(str(__doc__))
    main(sys.argv[1], sys.argv[-1])
