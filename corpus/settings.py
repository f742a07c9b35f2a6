"""Reading settings: once, typed, from the environment and `.env`; a wrong value is named."""

from pathlib import Path
from typing import TypeVar

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import FootnoteError
from corpus.home import Home

SOURCES = SettingsConfigDict(
    env_file=".env",
    env_file_encoding="utf-8",
    env_ignore_empty=True,  # `FOOTNOTE_HOME=` in .env means "not set", not the current folder
    extra="ignore",  # .env also holds the settings of the other packages
    hide_input_in_errors=True,  # a wrong value may be a secret in the wrong line
)
SettingsType = TypeVar("SettingsType", bound=BaseSettings)


class SettingsError(FootnoteError):
    """A setting has a value that is not allowed."""


class HomeSettings(BaseSettings):
    """Where data lives."""

    model_config = SOURCES

    home: Path = Field(
        default=user_data_path("footnote", appauthor=False), validation_alias="FOOTNOTE_HOME"
    )


def read_settings(kind: type[SettingsType]) -> SettingsType:
    """Read one group of settings. Raises SettingsError naming each wrong one."""
    try:
        return kind()
    except ValidationError as error:
        problems = "; ".join(f"{part['loc'][0]}: {part['msg']}" for part in error.errors())
        raise SettingsError(f"{problems} (set in the environment or in .env)") from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8 text") from None


def read_home() -> Home:
    """The home that FOOTNOTE_HOME names, else the platform's user-data folder."""
    return Home(read_settings(HomeSettings).home.expanduser().absolute())
