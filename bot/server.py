"""ServerSettings: what those who run a server decide."""

import json
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How Footnote behaves in one server. Channels and roles are Discord ids.

    `channels`: where it may be asked; empty: everywhere. `auto_channels`: where posts are answered
    unasked. `private`: answers are shown to the asker alone unless they say otherwise. `language`:
    a language code; None: each member's. `per_minute` and `per_day`: questions of one member in
    the last minute and day; 0: no limit; members with a role of `staff_roles` have none.
    `gap_roles`: who may see what was not answered, beside those who manage the server.
    `collection`: the outlets that the server sees; empty: all. `keep_questions`: the words of
    questions are kept. `digest_channel`: where the week's gaps are told; None: nowhere.

    Raises ValueError for a limit below 0.
    """

    channels: frozenset[int] = frozenset()
    auto_channels: frozenset[int] = frozenset()
    private: bool = False
    language: str | None = None
    per_minute: int = 0
    per_day: int = 0
    staff_roles: frozenset[int] = frozenset()
    gap_roles: frozenset[int] = frozenset()
    collection: tuple[str, ...] = ()
    keep_questions: bool = False
    digest_channel: int | None = None

    def __post_init__(self) -> None:
        if min(self.per_minute, self.per_day) < 0:
            raise ValueError("a limit is 0 or more")


_READER = TypeAdapter(ServerSettings)


def to_json(settings: ServerSettings) -> str:
    """The settings as a JSON object."""
    return json.dumps(plain(settings), ensure_ascii=False)


def from_json(text: str) -> ServerSettings:
    """The settings of a JSON object; what this version does not know in it is passed over.

    Raises ValueError when it is no such object, or a value is not of its kind.
    """
    return _READER.validate_json(text)


def plain(settings: ServerSettings) -> dict[str, object]:
    """The settings as JSON has them: sets are sorted lists."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(settings).items()
    }
