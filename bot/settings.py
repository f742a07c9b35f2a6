"""Settings of the bot."""

from typing import Annotated, Literal

from pydantic import AnyUrl, Field, SecretStr, UrlConstraints
from pydantic_settings import BaseSettings

from corpus.settings import SOURCES

HttpUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["http", "https"])]
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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="FOOTNOTE_LOG_LEVEL"
    )
