"""Reading settings: once, typed, from the environment and `.env`; a wrong value is named."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, TypeVar

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.errors import FootnoteError
from corpus.home import Home

SOURCES = SettingsConfigDict(
    env_file=".env",
    env_file_encoding="utf-8",
    env_ignore_empty=True,  # `FOOTNOTE_HOME=` in .env means "not set", not the current folder
    extra="ignore",  # .env also holds the settings of the other packages
    hide_input_in_errors=True,  # a wrong value may be a secret in the wrong line
)
_INTERVAL = re.compile(r"(\d{1,6})\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LEAST = timedelta(seconds=10)
SettingsType = TypeVar("SettingsType", bound=BaseSettings)


def interval(text: str) -> timedelta:
    """`90s`, `5m`, `2h`, `1d`. Raises ValueError for anything else, and below ten seconds."""
    match = _INTERVAL.fullmatch(text.strip().lower())
    length = timedelta(seconds=int(match[1]) * _SECONDS[match[2]]) if match else None
    if length is None or length < _LEAST:
        raise ValueError(f"{text!r} is not a time like 90s, 5m, 2h or 1d (at least 10s)")
    return length


def _names(value: object) -> object:
    """`a.local, b.local:8080` as a set. Raises ValueError for what is no host."""
    from corpus.addresses import AllowedHosts

    if not isinstance(value, str):
        return value
    names = frozenset(name.strip().lower() for name in value.split(",") if name.strip())
    AllowedHosts.read(names)
    return names


def _one_line(value: str | None) -> str | None:
    if value is not None and not value.isprintable():
        raise ValueError("is not one line of text")
    return value


class SettingsError(FootnoteError):
    """A setting has a value that is not allowed."""


class HomeSettings(BaseSettings):
    """Where data lives."""

    model_config = SOURCES

    home: Path = Field(
        default=user_data_path("footnote", appauthor=False), validation_alias="FOOTNOTE_HOME"
    )


class FetchSettings(BaseSettings):
    """How the web is asked."""

    model_config = SOURCES

    # An address or e-mail by which a site's people reach whoever runs this.
    contact: Annotated[str | None, AfterValidator(_one_line)] = Field(
        default=None, validation_alias="FOOTNOTE_CONTACT"
    )
    # Hosts of one's own network that may be asked: the guard lets no other private address pass.
    allow_hosts: Annotated[frozenset[str], NoDecode, BeforeValidator(_names)] = Field(
        default=frozenset(), validation_alias="FOOTNOTE_ALLOW_HOSTS"
    )


def read_settings(kind: type[SettingsType]) -> SettingsType:
    """Read one group of settings. Raises SettingsError naming each wrong one."""
    try:
        return kind()
    except ValidationError as error:
        problems = "; ".join(
            ": ".join([*map(str, part["loc"][:1]), part["msg"]]) for part in error.errors()
        )
        raise SettingsError(f"{problems} (set in the environment or in .env)") from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8 text") from None


def read_home() -> Home:
    """The home that FOOTNOTE_HOME names, else the platform's user-data folder."""
    return Home(read_settings(HomeSettings).home.expanduser().absolute())
