"""Settings of the bot."""

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AnyUrl, BeforeValidator, Field, SecretStr, UrlConstraints
from pydantic_settings import BaseSettings

from corpus.settings import SOURCES, interval


def _versioned(url: AnyUrl) -> AnyUrl:
    """The API's base as discord.py means it: with the version, without a slash at the end."""
    base = str(url).rstrip("/")
    if re.search(r"/v\d+$", base):
        return AnyUrl(base)
    return AnyUrl(f"{base.removesuffix('/api')}/api/v10")


def _interval(value: object) -> object:
    return interval(value) if isinstance(value, str) else value


HttpUrl = Annotated[
    AnyUrl, UrlConstraints(allowed_schemes=["http", "https"]), AfterValidator(_versioned)
]
WebSocketUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["ws", "wss"])]


class BotSettings(BaseSettings):
    """How the bot reaches Discord and how much it takes on."""

    model_config = SOURCES

    token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    # For tests and proxies: where Discord's REST API and gateway are.
    api_base: HttpUrl | None = Field(default=None, validation_alias="DISCORD_API_BASE")
    gateway: WebSocketUrl | None = Field(default=None, validation_alias="DISCORD_GATEWAY_URL")
    # Discord allows 200 command creations a day, so commands are told only when they changed.
    sync: Literal["auto", "always", "never"] = Field(
        default="auto", validation_alias="FOOTNOTE_SYNC"
    )
    waiting: int = Field(default=20, ge=1, le=1000, validation_alias="FOOTNOTE_QUEUE")
    # A cross-encoder that judges the best sentences again: a name on the model hub, or a folder.
    reranker: str | None = Field(default=None, validation_alias="FOOTNOTE_RERANKER")
    reranker_seconds: float = Field(
        default=0.5, gt=0, le=60, validation_alias="FOOTNOTE_RERANKER_SECONDS"
    )
    # How often the bot itself brings the sources and the index up to date: 5m, 2h. Unset: never.
    fetch_every: Annotated[timedelta | None, BeforeValidator(_interval)] = Field(
        default=None, validation_alias="FOOTNOTE_FETCH_EVERY"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="FOOTNOTE_LOG_LEVEL"
    )
