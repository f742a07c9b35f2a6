"""Where data lives."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The layout of $FOOTNOTE_HOME."""

    root: Path

    @property
    def articles(self) -> Path:
        """The ArticleStore's file."""
        return self.root / "articles.sqlite3"

    @property
    def index(self) -> Path:
        """The folder of snapshots."""
        return self.root / "index"

    @property
    def records(self) -> Path:
        """What the bot keeps of servers and members."""
        return self.root / "records.sqlite3"

    @property
    def discord(self) -> Path:
        """What Discord was last told of our commands."""
        return self.root / "discord.json"
