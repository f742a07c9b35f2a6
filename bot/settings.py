"""Settings of the bot."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AnyUrl,
    BeforeValidator,
    Field,
    SecretStr,
    UrlConstraints,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode

from bot.token_file import read_token
from corpus.settings import SOURCES, interval


def _versioned(url: AnyUrl) -> AnyUrl:
    """The API's base as discord.py means it: with the version, without a slash at the end."""
    base = str(url).rstrip("/")
    if re.search(r"/v\d+$", base):
        return AnyUrl(base)
    return AnyUrl(f"{base.removesuffix('/api')}/api/v10")


def _interval(value: object) -> object:
    return interval(value) if isinstance(value, str) else value


def _numbers(value: object) -> object:
    """`3, 4` as a set. Raises ValueError for what is no number."""
    if not isinstance(value, str):
        return value
    return frozenset(int(number) for number in value.split(",") if number.strip())


HttpUrl = Annotated[
    AnyUrl, UrlConstraints(allowed_schemes=["http", "https"]), AfterValidator(_versioned)
]
WebSocketUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["ws", "wss"])]


class BotSettings(BaseSettings):
    """How the bot reaches Discord and how much it takes on."""

    model_config = SOURCES

    token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    # A file that holds it and nothing else, instead: Docker's /run/secrets, systemd's credentials.
    token_file: Path | None = Field(default=None, validation_alias="DISCORD_TOKEN_FILE")
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
    # Threads without a mention and forum posts need Discord's message-content intent, which has to
    # be turned on for the application too.
    message_content: bool = Field(default=False, validation_alias="FOOTNOTE_MESSAGE_CONTENT")
    # Several processes: which of how many shards this one serves.
    shard_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers)] = Field(
        default=frozenset(), validation_alias="FOOTNOTE_SHARD_IDS"
    )
    shard_count: int | None = Field(default=None, ge=1, validation_alias="FOOTNOTE_SHARD_COUNT")
    # Who may rebuild the index from Discord, by their user ids.
    operators: Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers)] = Field(
        default=frozenset(), validation_alias="FOOTNOTE_OPERATORS"
    )
    # Whether the words of questions are kept, so that editors see what the coverage lacks.
    keep_questions: bool = Field(default=False, validation_alias="FOOTNOTE_KEEP_QUESTIONS")
    days_kept: int = Field(default=90, ge=1, le=3650, validation_alias="FOOTNOTE_KEEP_DAYS")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="FOOTNOTE_LOG_LEVEL"
    )
    # Lines for people, or one JSON object a line for programs.
    log_format: Literal["console", "json"] = Field(
        default="console", validation_alias="FOOTNOTE_LOG_FORMAT"
    )
    # Where on 127.0.0.1 /healthz, /readyz and /metrics are; 0: nowhere. Each process has its own.
    health_port: int = Field(default=0, ge=0, le=65535, validation_alias="FOOTNOTE_HEALTH_PORT")

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        if self.token_file is None:
            return self
        if self.token is not None:
            raise ValueError("set DISCORD_TOKEN or DISCORD_TOKEN_FILE, not both")
        try:
            self.token = SecretStr(read_token(self.token_file.expanduser()))
        except ValueError as error:
            raise ValueError(f"DISCORD_TOKEN_FILE {error}") from None
        return self

    @model_validator(mode="after")
    def _shards_are_counted(self) -> Self:
        if self.shard_ids and (self.shard_count or 0) <= max(self.shard_ids):
            raise ValueError("FOOTNOTE_SHARD_COUNT must be more than every FOOTNOTE_SHARD_IDS")
        return self
