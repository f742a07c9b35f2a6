"""Settings of the index."""

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from corpus.settings import SOURCES
from index.embedding import DEFAULT_MODEL, local_folder


class IndexSettings(BaseSettings):
    """Which embedding model the next rebuild uses."""

    model_config = SOURCES

    model: str = Field(default=DEFAULT_MODEL, min_length=1, validation_alias="FOOTNOTE_MODEL")

    @field_validator("model")
    @classmethod
    def _from_anywhere(cls, model: str) -> str:
        """A folder by its full path: the bot may be started from another one."""
        folder = None if model == DEFAULT_MODEL else local_folder(model)
        return str(folder or model)
