"""Settings of the index."""

from pydantic import Field
from pydantic_settings import BaseSettings

from corpus.settings import SOURCES
from index.embedding import DEFAULT_MODEL


class IndexSettings(BaseSettings):
    """Which embedding model the next rebuild uses."""

    model_config = SOURCES

    model: str = Field(default=DEFAULT_MODEL, min_length=1, validation_alias="FOOTNOTE_MODEL")
