"""Who is told what happens: the parts of the bot tell an observer, and do not know what it is."""

from bot.slip import Slip
from index.stages import Stages


class Observer:
    """Hears of everything and does nothing; bot.metrics counts. All is told on the event loop."""

    def question(self, slip: Slip) -> None:
        """A question is done with."""

    def worked(self, stages: Stages) -> None:
        """The desk did a piece of work; seconds by stage."""

    def swapped(self, *, taken: bool) -> None:
        """A new index was published; it now serves, or it could not be opened."""

    def fetched(self, *, worked: bool) -> None:
        """A run of fetching and indexing ended."""

    def records_failed(self) -> None:
        """The records could not be read or written."""

    def connected(self, shard: int, *, resumed: bool) -> None:
        """A shard has a session: the one of before, or a new one."""

    def restarted(self, shard: int) -> None:
        """The watchdog closed a connection that was stuck."""

    def late(self, seconds: float) -> None:
        """By how much the event loop was late this time."""


UNOBSERVED = Observer()
