"""Settings of the index."""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from corpus.settings import SOURCES
from index.embedding import DEFAULT_MODEL, local_folder


class IndexSettings(BaseSettings):
    """Which embedding model the next rebuild uses, and where what is made of it once is kept."""

    model_config = SOURCES

    model: str = Field(default=DEFAULT_MODEL, min_length=1, validation_alias="FOOTNOTE_MODEL")
    # Nothing in it is missed when it is deleted: the next start makes it again, in some seconds.
    cache: Path = Field(
        default=user_cache_path("footnote", appauthor=False), validation_alias="FOOTNOTE_CACHE"
    )

    @field_validator("model")
    @classmethod
    def _from_anywhere(cls, model: str) -> str:
        """A folder by its full path: the bot may be started from another one."""
        folder = None if model == DEFAULT_MODEL else local_folder(model)
        return str(folder or model)

    @field_validator("cache")
    @classmethod
    def _in_full(cls, cache: Path) -> Path:
        return cache.expanduser().absolute()
