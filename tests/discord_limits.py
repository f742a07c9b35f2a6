"""What Discord refuses: pure functions from a payload to the list of its problems.

The figures are those of Discord's OpenAPI file (github.com/discord/discord-api-spec, API v10) and,
where that file is silent, of docs.discord.com; each table names its schema or page. A problem reads
``where: what``, with the path written as in Discord's own errors (``components.0.label``).
Lengths are counted in code points. Unknown keys are let through, as Discord lets them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Json: TypeAlias = dict[str, Any]
"""A JSON object as it came over the wire: nothing is known of its values yet."""

Check: TypeAlias = Callable[[object, str], Iterator[str]]
"""Given a value and its path, yields the value's problems."""

# Message flags: docs, resources/message#message-object-message-flags
SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
IS_VOICE_MESSAGE = 1 << 13
IS_COMPONENTS_V2 = 1 << 15

# Interaction types and callback types: docs, interactions/receiving-and-responding
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9

# Component types: schema MessageComponentTypes
ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = frozenset({STRING_SELECT, 5, 6, 7, 8})
LINK_STYLE, PREMIUM_STYLE = 5, 6

MAX_COMPONENTS = 40  # docs, components/reference: counting nested ones
MAX_TEXT = 4_000  # docs PR 8562: over all Text Displays of a message
MAX_TEXT_WEIGHT = 10_170  # discord-api-docs issue 8554: see text_weight
MAX_EMBED_TEXT = 6_000  # docs, resources/message#embed-object-embed-limits: over all embeds
MAX_COMMAND_TEXT = 8_000  # docs, interactions/application-commands
MAX_COMMANDS = {1: 100, 2: 15, 3: 15}  # of each type, global or per guild; docs, change log 2026-03
EMPTY_MESSAGE = "content: Cannot send an empty message"

LOCALES = frozenset(
    "ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro "
    "ru sv-SE th tr uk vi zh-CN zh-TW".split()
)  # schema AvailableLocalesEnum


# What values may be


def at(where: str, key: object) -> str:
    """The path of `key` inside `where`; the outermost path is empty."""
    return f"{where}.{key}" if where else str(key)


def anything(_value: object, _where: str) -> Iterator[str]:
    return iter(())


def text(least: int, most: int) -> Check:
    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{where}: Must be a string"
        elif not least <= len(value) <= most:
            yield f"{where}: Must be between {least} and {most} in length, is {len(value)}"

    return check


def whole(least: int, most: int = 2**53) -> Check:
    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{where}: Must be an integer"
        elif not least <= value <= most:
            yield f"{where}: Must be between {least} and {most}, is {value}"

    return check


def number(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield f"{where}: Must be a number"


def boolean(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{where}: Must be either true or false"


def choice(*allowed: int | str) -> Check:
    def check(value: object, where: str) -> Iterator[str]:
        # True == 1 in Python, not in JSON
        if isinstance(value, bool) or value not in allowed:
            yield f"{where}: Value must be one of {allowed}, is {value!r}"

    return check


def snowflake(value: object, where: str) -> Iterator[str]:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,20}", str(value)):
        yield f'{where}: Value "{value}" is not snowflake'


def moment(value: object, where: str) -> Iterator[str]:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        yield f"{where}: Must be an ISO 8601 date-time"


def link(most: int, *schemes: str) -> Check:
    """An absolute address; ``attachment://`` names a file of the same message."""

    def check(value: object, where: str) -> Iterator[str]:
        problems = list(text(1, most)(value, where))
        yield from problems
        if not problems:
            yield from form(str(value), where)

    def form(value: str, where: str) -> Iterator[str]:
        try:
            parts = urlsplit(value)
        except ValueError:
            yield f"{where}: Not a well formed URL"
            return
        if parts.scheme not in schemes:
            yield f'{where}: Scheme "{parts.scheme}" is not supported, must be one of {schemes}'
        elif not parts.netloc or re.search(r"\s", value):
            yield f"{where}: Not a well formed URL"

    return check


def nullable(check: Check) -> Check:
    return lambda value, where: iter(()) if value is None else check(value, where)


def listing(each: Check, least: int, most: int, *, unique: bool = False) -> Check:
    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: Must be a list"
            return
        if not least <= len(value) <= most:
            yield f"{where}: Must be between {least} and {most} in length, is {len(value)}"
        if unique and repeated(map(repr, value)):
            yield f"{where}: Values must be unique"
        for index, item in enumerate(value):
            yield from each(item, at(where, index))

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """A JSON object; an optional key may be absent or null."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: Must be an object"
            return
        for key, inner in required.items():
            if value.get(key) is None:
                yield f"{at(where, key)}: This field is required"
            else:
                yield from inner(value[key], at(where, key))
        for key, inner in (optional or {}).items():
            if value.get(key) is not None:
                yield from inner(value[key], at(where, key))

    return check


def by_type(shapes: Mapping[int, Check]) -> Check:
    """One of several objects, told apart by their ``type``."""

    def check(value: object, where: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        inner = shapes.get(kind) if isinstance(kind, int) else None
        if inner is None:
            allowed = tuple(sorted(shapes))
            yield f'{where}: Value of field "type" must be one of {allowed}, is {kind!r}'
        else:
            yield from inner(value, where)

    return check


def also(check: Check, *rules: Callable[[Json, str], Iterator[str]]) -> Check:
    """`check`, then rules over several keys, which may rely on what `check` found sound."""

    def both(value: object, where: str) -> Iterator[str]:
        problems = list(check(value, where))
        yield from problems
        if not problems and isinstance(value, dict):
            for rule in rules:
                yield from rule(value, where)

    return both


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


# Components: schemas *ComponentForMessageRequest and *ComponentForModalRequest

NUMERIC_ID: dict[str, Check] = {"id": whole(0, 2**31 - 1)}
CUSTOM_ID = text(1, 100)
EMOJI = shape({"name": text(1, 32)}, {"id": snowflake, "animated": boolean})
MEDIA = shape({"url": link(2048, "http", "https", "attachment")})
ATTACHED = shape({"url": link(2048, "attachment")})


def button_rules(button: Json, where: str) -> Iterator[str]:
    """Which keys go with which style: docs, components/reference#button-button-styles."""
    has = {key for key in ("custom_id", "url", "sku_id", "label", "emoji") if button.get(key)}
    if button["style"] == LINK_STYLE:
        wanted, refused = "url", {"custom_id", "sku_id"}
    elif button["style"] == PREMIUM_STYLE:
        wanted, refused = "sku_id", {"custom_id", "url", "label", "emoji"}
    else:
        wanted, refused = "custom_id", {"url", "sku_id"}
    if wanted not in has:
        yield f"{at(where, wanted)}: A button of style {button['style']} must have a {wanted}"
    for key in sorted(has & refused):
        yield f"{at(where, key)}: A button of style {button['style']} cannot have a {key}"
    if button["style"] != PREMIUM_STYLE and not has & {"label", "emoji"}:
        yield f"{at(where, 'label')}: A button must have a label or an emoji"


BUTTON_SHAPE = also(
    shape(
        {"style": choice(1, 2, 3, 4, LINK_STYLE, PREMIUM_STYLE)},
        NUMERIC_ID
        | {
            "custom_id": CUSTOM_ID,
            "label": text(0, 80),
            "disabled": boolean,
            "url": link(512, "http", "https", "discord"),
            "sku_id": snowflake,
            "emoji": EMOJI,
        },
    ),
    button_rules,
)


def counted_in_order(low: str, high: str) -> Callable[[Json, str], Iterator[str]]:
    def rule(value: Json, where: str) -> Iterator[str]:
        least, most = value.get(low), value.get(high)
        if least is not None and most is not None and least > most:
            yield f"{at(where, low)}: Must not be more than {high}"

    return rule


def option_rules(select: Json, where: str) -> Iterator[str]:
    for value in repeated(option["value"] for option in select["options"]):
        yield f'{at(where, "options")}: The specified option value "{value}" is already used'


SELECT_KEYS = NUMERIC_ID | {
    "placeholder": text(0, 150),
    "min_values": whole(0, 25),
    "max_values": whole(1, 25),
    "disabled": boolean,
    "required": boolean,
}
OPTION_KEYS: dict[str, Check] = {"label": text(1, 100), "value": text(1, 100)}
OPTION_EXTRAS: dict[str, Check] = {"description": text(0, 100), "default": boolean}
STRING_SELECT_SHAPE = also(
    shape(
        {
            "custom_id": CUSTOM_ID,
            "options": listing(shape(OPTION_KEYS, OPTION_EXTRAS | {"emoji": EMOJI}), 1, 25),
        },
        SELECT_KEYS,
    ),
    counted_in_order("min_values", "max_values"),
    option_rules,
)
ENTITY_SELECT_SHAPE = also(
    shape(
        {"custom_id": CUSTOM_ID},
        SELECT_KEYS
        | {
            "default_values": listing(shape({"id": snowflake, "type": text(1, 10)}), 0, 25),
            "channel_types": listing(whole(0, 16), 0, 16, unique=True),
        },
    ),
    counted_in_order("min_values", "max_values"),
)
SELECT_SHAPES = dict.fromkeys(SELECTS, ENTITY_SELECT_SHAPE) | {STRING_SELECT: STRING_SELECT_SHAPE}


def row_rules(row: Json, where: str) -> Iterator[str]:
    """Five buttons or one select: docs, components/reference#action-row."""
    selects = [item for item in row["components"] if item["type"] in SELECTS]
    if selects and len(row["components"]) > 1:
        yield f"{at(where, 'components')}: A select leaves no room for anything else in its row"


def text_rules(display: Json, where: str) -> Iterator[str]:
    """Discord trims text, so that blanks alone count as nothing."""
    if not display["content"].strip():
        yield f"{at(where, 'content')}: Must not be blank"


ROW_SHAPE = also(
    shape(
        {"components": listing(by_type(SELECT_SHAPES | {BUTTON: BUTTON_SHAPE}), 1, 5)}, NUMERIC_ID
    ),
    row_rules,
)
TEXT_SHAPE = also(shape({"content": text(1, MAX_TEXT)}, NUMERIC_ID), text_rules)
CAPTION: dict[str, Check] = {"description": text(1, 1024), "spoiler": boolean}
THUMBNAIL_SHAPE = shape({"media": MEDIA}, NUMERIC_ID | CAPTION)
SECTION_SHAPE = shape(
    {
        "components": listing(by_type({TEXT_DISPLAY: TEXT_SHAPE}), 1, 3),
        "accessory": by_type({BUTTON: BUTTON_SHAPE, THUMBNAIL: THUMBNAIL_SHAPE}),
    },
    NUMERIC_ID,
)
CONTAINER_CHILDREN: dict[int, Check] = {
    ACTION_ROW: ROW_SHAPE,
    SECTION: SECTION_SHAPE,
    TEXT_DISPLAY: TEXT_SHAPE,
    MEDIA_GALLERY: shape({"items": listing(shape({"media": MEDIA}, CAPTION), 1, 10)}, NUMERIC_ID),
    FILE: shape({"file": ATTACHED}, NUMERIC_ID | {"spoiler": boolean}),
    SEPARATOR: shape({}, NUMERIC_ID | {"spacing": choice(1, 2), "divider": boolean}),
}
CONTAINER_SHAPE = shape(
    {"components": listing(by_type(CONTAINER_CHILDREN), 1, MAX_COMPONENTS)},
    NUMERIC_ID | {"accent_color": whole(0, 0xFFFFFF), "spoiler": boolean},
)

# Messages: schemas IncomingWebhookInteractionRequest, RichEmbed, MessageAllowedMentionsRequest

WEB = link(2048, "http", "https")
IMAGE = shape({"url": link(2048, "http", "https", "attachment")})
ICON = link(2048, "http", "https", "attachment")
SHOWN_IN_EMBED = ("title", "description", "fields", "image", "thumbnail", "author", "footer")


def embed_rules(embed: Json, where: str) -> Iterator[str]:
    if not any(embed.get(key) for key in SHOWN_IN_EMBED):
        yield f"{at(where, 'description')}: This field is required"


EMBED = also(
    shape(
        {},
        {
            "title": text(0, 256),
            "description": text(0, 4096),
            "url": WEB,
            "color": whole(0, 0xFFFFFF),
            "timestamp": moment,
            "author": shape({"name": text(1, 256)}, {"url": WEB, "icon_url": ICON}),
            "footer": shape({"text": text(1, 2048)}, {"icon_url": ICON}),
            "image": IMAGE,
            "thumbnail": IMAGE,
            "fields": listing(
                shape({"name": text(1, 256), "value": text(1, 1024)}, {"inline": boolean}), 0, 25
            ),
        },
    ),
    embed_rules,
)


def mention_rules(allowed: Json, where: str) -> Iterator[str]:
    """A type is either parsed or listed: docs, resources/message#allowed-mentions-object."""
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            yield f'{at(where, "parse")}: parse:["{kind}"] and {kind}: [...] are mutually exclusive'


ALLOWED_MENTIONS = also(
    shape(
        {},
        {
            "parse": listing(choice("users", "roles", "everyone"), 0, 3, unique=True),
            "users": listing(snowflake, 0, 100, unique=True),
            "roles": listing(snowflake, 0, 100, unique=True),
            "replied_user": boolean,
        },
    ),
    mention_rules,
)
MESSAGE_KEYS: dict[str, Check] = {
    "content": text(0, 2000),
    "embeds": listing(EMBED, 0, 10),
    "allowed_mentions": ALLOWED_MENTIONS,
    "attachments": listing(shape({"id": snowflake}, {"description": text(0, 1024)}), 0, 10),
    "tts": boolean,
    "flags": whole(0),
    "poll": anything,
    "sticker_ids": listing(snowflake, 0, 3),
}
MESSAGE_BASE = shape({}, MESSAGE_KEYS)
LEGACY_MESSAGE = shape(
    {}, MESSAGE_KEYS | {"components": listing(by_type({ACTION_ROW: ROW_SHAPE}), 0, 5)}
)
V2_MESSAGE = shape(
    {},
    MESSAGE_KEYS
    | {
        "components": listing(
            by_type(CONTAINER_CHILDREN | {CONTAINER: CONTAINER_SHAPE}), 0, MAX_COMPONENTS
        )
    },
)


def is_components_v2(message: Mapping[str, Any]) -> bool:
    flags = message.get("flags")
    return isinstance(flags, int) and bool(flags & IS_COMPONENTS_V2)


def walk(components: list[Json] | None, where: str = "components") -> Iterator[tuple[str, Json]]:
    """Every component with its path, nested ones after the one that holds them."""
    for index, component in enumerate(components or []):
        yield from walk_one(component, at(where, index))


def walk_one(component: Json, where: str) -> Iterator[tuple[str, Json]]:
    yield where, component
    yield from walk(component.get("components"), at(where, "components"))
    for key in ("accessory", "component"):
        if component.get(key):
            yield from walk_one(component[key], at(where, key))


def texts(message: Mapping[str, Any]) -> list[str]:
    """The contents of a message's Text Displays, in reading order."""
    components = walk(message.get("components"))
    return [item["content"] for _, item in components if item["type"] == TEXT_DISPLAY]


def text_weight(message: Mapping[str, Any]) -> int:
    """What Discord answers with HTTP 500 above MAX_TEXT_WEIGHT, saying nothing of the cause."""
    return sum(len(content.encode()) + 12 for content in texts(message))


def message_problems(message: Mapping[str, Any]) -> list[str]:
    """Why Discord would refuse this message, given whole: as it would stand after an edit.

    `text_weight` is apart, because Discord answers that one with a 500.
    """
    shape_of_it = V2_MESSAGE if is_components_v2(message) else LEGACY_MESSAGE
    problems = list(shape_of_it(message, ""))
    if problems:  # totals over a broken tree would only repeat them
        return problems
    problems += v2_problems(message) if is_components_v2(message) else legacy_problems(message)
    problems += identity_problems(message.get("components"))
    problems += attachment_problems(message)
    return problems


def legacy_problems(message: Mapping[str, Any]) -> Iterator[str]:
    shown = ("embeds", "components", "attachments", "sticker_ids", "poll")
    if not (message.get("content") or "").strip() and not any(map(message.get, shown)):
        yield EMPTY_MESSAGE
    size = sum(map(embed_size, message.get("embeds") or []))
    if size > MAX_EMBED_TEXT:
        yield f"embeds: Embed size exceeds maximum size of {MAX_EMBED_TEXT}, is {size}"


def embed_size(embed: Json) -> int:
    parts = [embed.get("title"), embed.get("description")]
    parts += [(embed.get("author") or {}).get("name"), (embed.get("footer") or {}).get("text")]
    for field in embed.get("fields") or []:
        parts += [field["name"], field["value"]]
    return sum(len(part or "") for part in parts)


def v2_problems(message: Mapping[str, Any]) -> Iterator[str]:
    """Docs, components/reference: what the flag forbids, and the totals over the message."""
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if message.get(key):
            yield f"{key}: Cannot be used with the IS_COMPONENTS_V2 flag"
    if not message.get("components"):
        yield EMPTY_MESSAGE
    count = sum(1 for _ in walk(message.get("components")))
    if count > MAX_COMPONENTS:
        yield f"components: Must be {MAX_COMPONENTS} or fewer counting nested ones, are {count}"
    length = sum(map(len, texts(message)))
    if length > MAX_TEXT:
        yield f"components: Text Displays must total {MAX_TEXT} characters or fewer, are {length}"


def identity_problems(components: list[Json] | None) -> Iterator[str]:
    """custom_id and id name one component each: docs, components/reference#anatomy."""
    found = list(walk(components))
    for custom_id in repeated(item["custom_id"] for _, item in found if item.get("custom_id")):
        yield f'components: Component custom id "{custom_id}" cannot be duplicated'
    for component_id in repeated(str(item["id"]) for _, item in found if item.get("id")):
        yield f"components: Component id {component_id} cannot be duplicated"


def attachment_problems(message: Mapping[str, Any]) -> Iterator[str]:
    names = {attached.get("filename") for attached in message.get("attachments") or []}
    for where, url in media_urls(message):
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
            yield f"{where}: The referenced attachment was not found"


EMBEDDED = {"image": "url", "thumbnail": "url", "author": "icon_url", "footer": "icon_url"}


def media_urls(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for where, item in walk(message.get("components")):
        for key in ("media", "file"):
            if item.get(key):
                yield at(where, f"{key}.url"), item[key]["url"]
        for index, picture in enumerate(item.get("items") or []):
            yield at(where, f"items.{index}.media.url"), picture["media"]["url"]
    for index, embed in enumerate(message.get("embeds") or []):
        for key, inner in EMBEDDED.items():
            if (embed.get(key) or {}).get(inner):
                yield f"embeds.{index}.{key}.{inner}", embed[key][inner]


ALL_MENTIONS = ("users", "roles", "everyone")
MENTION = re.compile(r"@everyone|@here|<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>")


def pings(message: Mapping[str, Any], default: Iterable[str] = ("users",)) -> set[str]:
    """Whom a message would notify: ``@everyone``, ``<@1>``, ``<@&2>``…

    Text Displays mention like content does; embeds do not. Without allowed_mentions `default` is
    parsed: only users in a reply to an interaction, ALL_MENTIONS in any other message (docs,
    resources/message#allowed-mentions-object). A backslash before a mention, or code around it, is
    taken to stop nothing: only a broken one is safe.
    """
    shown = "\n".join([message.get("content") or "", *texts(message)])
    allowed = message.get("allowed_mentions")
    allowed = {"parse": list(default)} if allowed is None else allowed
    return {found.group() for found in MENTION.finditer(shown) if pinged(found, allowed)}


def pinged(mention: re.Match[str], allowed: Json) -> bool:
    parsed = allowed.get("parse") or []
    if user := mention["user"]:
        return "users" in parsed or user in map(str, allowed.get("users") or [])
    if role := mention["role"]:
        return "roles" in parsed or role in map(str, allowed.get("roles") or [])
    return "everyone" in parsed


# Messages and threads in channels: schemas MessageCreateRequest, Create*ThreadRequest


def nonce(value: object, where: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from text(0, 25)(value, where)
    else:
        yield from whole(-(2**63), 2**63 - 1)(value, where)


CHANNEL_MESSAGE = shape(
    {},
    {
        "nonce": nonce,
        "enforce_nonce": boolean,
        "message_reference": shape(
            {"message_id": snowflake},
            {
                "channel_id": snowflake,
                "guild_id": snowflake,
                "fail_if_not_exists": boolean,
                "type": choice(0, 1),
            },
        ),
    },
)
ARCHIVED_AFTER = choice(60, 1440, 4320, 10080)  # minutes; schema ThreadAutoArchiveDuration
PUBLIC_OR_PRIVATE = choice(10, 11, 12)
THREAD_KEYS: dict[str, Check] = {
    "auto_archive_duration": ARCHIVED_AFTER,
    "rate_limit_per_user": whole(0, 21600),
}
FROM_MESSAGE = shape({"name": text(1, 100)}, THREAD_KEYS)
WITHOUT_MESSAGE = shape(
    {"name": text(1, 100)}, THREAD_KEYS | {"type": PUBLIC_OR_PRIVATE, "invitable": boolean}
)
FORUM_POST = shape(
    {"name": text(1, 100), "message": MESSAGE_BASE},
    THREAD_KEYS | {"applied_tags": listing(snowflake, 0, 5)},
)
THREAD_EDIT = shape(
    {},
    THREAD_KEYS
    | {
        "name": text(1, 100),
        "archived": boolean,
        "locked": boolean,
        "invitable": boolean,
        "applied_tags": listing(snowflake, 0, 5),
    },
)


# Answers to interactions: docs, interactions/receiving-and-responding


def choice_rules(value: Json, where: str) -> Iterator[str]:
    if isinstance(value["value"], str):
        yield from text(1, 100)(value["value"], at(where, "value"))
    else:
        yield from number(value["value"], at(where, "value"))


def localised(check: Check) -> Check:
    """Schema ApplicationCommandCreateRequest: a value per locale, within the value's own limits."""

    def each(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: Must be an object"
            return
        for locale, words in value.items():
            yield from choice(*sorted(LOCALES))(locale, at(where, locale))
            yield from check(words, at(where, locale))

    return each


CHOICES = listing(
    also(
        shape(
            {"name": text(1, 100), "value": anything},
            {"name_localizations": localised(text(1, 100))},
        ),
        choice_rules,
    ),
    0,
    25,
)


def row_in_modal_rules(row: Json, where: str) -> Iterator[str]:
    for index, item in enumerate(row["components"]):
        if not item.get("label"):
            yield f"{at(where, f'components.{index}.label')}: This field is required"


TEXT_INPUT_SHAPE = also(
    shape(
        {"custom_id": CUSTOM_ID, "style": choice(1, 2)},
        NUMERIC_ID
        | {
            "label": text(1, 45),
            "value": text(0, 4000),
            "placeholder": text(0, 100),
            "required": boolean,
            "min_length": whole(0, 4000),
            "max_length": whole(1, 4000),
        },
    ),
    counted_in_order("min_length", "max_length"),
)
GROUP_OPTION = shape(OPTION_KEYS, OPTION_EXTRAS)
GROUP_KEYS = NUMERIC_ID | {
    "required": boolean,
    "min_values": whole(0, 10),
    "max_values": whole(1, 10),
}
LABELLED: dict[int, Check] = SELECT_SHAPES | {
    TEXT_INPUT: TEXT_INPUT_SHAPE,
    FILE_UPLOAD: shape({"custom_id": CUSTOM_ID}, GROUP_KEYS),
    RADIO_GROUP: also(
        shape({"custom_id": CUSTOM_ID, "options": listing(GROUP_OPTION, 2, 10)}, GROUP_KEYS),
        option_rules,
    ),
    CHECKBOX_GROUP: also(
        shape({"custom_id": CUSTOM_ID, "options": listing(GROUP_OPTION, 1, 10)}, GROUP_KEYS),
        option_rules,
    ),
    CHECKBOX: shape({"custom_id": CUSTOM_ID}, NUMERIC_ID | {"default": boolean}),
}
MODAL_SHAPE = shape(
    {
        "custom_id": CUSTOM_ID,
        "title": text(1, 45),
        # the schema says 40, the documentation 5; the stricter is the safe one
        "components": listing(
            by_type(
                {
                    LABEL: shape(
                        {"label": text(1, 45), "component": by_type(LABELLED)},
                        NUMERIC_ID | {"description": text(1, 100)},
                    ),
                    TEXT_DISPLAY: TEXT_SHAPE,
                    ACTION_ROW: also(
                        shape(
                            {"components": listing(by_type({TEXT_INPUT: TEXT_INPUT_SHAPE}), 1, 1)},
                            NUMERIC_ID,
                        ),
                        row_in_modal_rules,
                    ),
                }
            ),
            1,
            5,
        ),
    }
)


def modal_problems(modal: Mapping[str, Any]) -> list[str]:
    """Schema ModalInteractionCallbackRequestData; docs, components/reference."""
    problems = list(MODAL_SHAPE(modal, ""))
    return problems or list(identity_problems(modal["components"]))


def suggestion_problems(data: Mapping[str, Any]) -> list[str]:
    """Schema InteractionApplicationCommandAutocompleteCallback*Data."""
    return list(shape({"choices": CHOICES})(data, ""))


ANSWERS = {
    COMMAND: {REPLY, DEFERRED_REPLY, MODAL},
    COMPONENT: {REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {SUGGEST},
    MODAL_SUBMIT: {REPLY, DEFERRED_REPLY},
}
"""Which callbacks answer which interaction; a modal opened from a message may update it too."""

SETTABLE_WHEN_SENT = (
    SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | IS_COMPONENTS_V2
)
SETTABLE_WHEN_EDITED = SUPPRESS_EMBEDS | IS_COMPONENTS_V2


def callback_problems(callback: Json, kind: int, *, from_message: bool) -> list[str]:
    """What is wrong with an answer to an interaction, apart from the message it carries."""
    allowed = ANSWERS[kind]
    if kind == MODAL_SUBMIT and from_message:
        allowed = allowed | {DEFERRED_UPDATE, UPDATE}
    problems = list(choice(*sorted(allowed))(callback.get("type"), "type"))
    flags = (callback.get("data") or {}).get("flags") or 0
    if callback.get("type") in (DEFERRED_REPLY, DEFERRED_UPDATE) and flags & ~EPHEMERAL:
        problems.append("data.flags: Only the EPHEMERAL flag can be set when deferring")
    if callback.get("type") == REPLY:
        problems += [f"data.{problem}" for problem in flag_problems(flags)]
    return problems


def flag_problems(flags: int) -> list[str]:
    refused = flags & ~SETTABLE_WHEN_SENT
    return [f"flags: Flags {refused:#x} cannot be set by an application"] if refused else []


def ephemeral_problems(flags: int) -> list[str]:
    """Only what answers an interaction can be for one reader; a channel's message cannot."""
    return ["flags: EPHEMERAL needs an interaction to answer"] if flags & EPHEMERAL else []


def edited_flag_problems(before: int, flags: int) -> list[str]:
    """A message cannot become ephemeral, or stop being made of components."""
    problems = []
    if flags & EPHEMERAL and not before & EPHEMERAL:
        problems.append("flags: EPHEMERAL cannot be changed after the message was created")
    if before & IS_COMPONENTS_V2 and not flags & IS_COMPONENTS_V2:
        problems.append("flags: IS_COMPONENTS_V2 cannot be removed")
    if refused := flags & ~SETTABLE_WHEN_EDITED & ~EPHEMERAL:
        problems.append(f"flags: Flags {refused:#x} cannot be set when editing")
    return problems


# Commands: schema ApplicationCommandCreateRequest; docs, interactions/application-commands

SUBCOMMAND, GROUP, STRING, INTEGER, CHANNEL, NUMBER = 1, 2, 3, 4, 7, 10
DEVANAGARI_AND_THAI = "\u0900-\u097f\u0e00-\u0e7f"
NAME = re.compile(rf"[-'\w{DEVANAGARI_AND_THAI}]{{1,32}}")


def command_name(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, str) or not NAME.fullmatch(value) or value != value.lower():
        yield f"{where}: Command name {value!r} must match {NAME.pattern} and be lowercase"


def permissions(value: object, where: str) -> Iterator[str]:
    """The schema takes an integer, the documentation a string; discord.py sends an integer."""
    if isinstance(value, bool) or not re.fullmatch(r"\d+", str(value)):
        yield f"{where}: Must be permission bits, as an integer or a string of one"


DESCRIBED: dict[str, Check] = {"name": command_name, "description": text(1, 100)}
LOCALISED: dict[str, Check] = {
    "name_localizations": localised(command_name),
    "description_localizations": localised(text(1, 100)),
}
PLAIN = LOCALISED | {"required": boolean}


def suggested_or_chosen(option: Json, where: str) -> Iterator[str]:
    if option.get("autocomplete") and option.get("choices"):
        yield f"{at(where, 'autocomplete')}: An option cannot have both choices and autocomplete"


def option_list_rules(holder: Json, where: str) -> Iterator[str]:
    options = holder.get("options") or []
    where = at(where, "options")
    for name in repeated(option["name"] for option in options):
        yield f'{where}: Option name "{name}" is used twice'
    if {option["type"] in (SUBCOMMAND, GROUP) for option in options} == {True, False}:
        yield f"{where}: Subcommands and other options cannot be mixed"
    asked = [bool(option.get("required")) for option in options]
    if asked != sorted(asked, reverse=True):
        yield f"{where}: Required options must be placed before non-required options"


CHOOSABLE = {"choices": CHOICES, "autocomplete": boolean}
NUMERIC = also(
    shape(DESCRIBED, PLAIN | CHOOSABLE | {"min_value": number, "max_value": number}),
    suggested_or_chosen,
    counted_in_order("min_value", "max_value"),
)
PLAIN_OPTIONS: dict[int, Check] = dict.fromkeys((5, 6, 8, 9, 11), shape(DESCRIBED, PLAIN)) | {
    STRING: also(
        shape(
            DESCRIBED,
            PLAIN | CHOOSABLE | {"min_length": whole(0, 6000), "max_length": whole(1, 6000)},
        ),
        suggested_or_chosen,
        counted_in_order("min_length", "max_length"),
    ),
    INTEGER: NUMERIC,
    NUMBER: NUMERIC,
    CHANNEL: shape(DESCRIBED, PLAIN | {"channel_types": listing(whole(0, 16), 0, 16, unique=True)}),
}
SUBCOMMAND_SHAPE = also(
    shape(DESCRIBED, PLAIN | {"options": listing(by_type(PLAIN_OPTIONS), 0, 25)}),
    option_list_rules,
)
GROUP_SHAPE = also(
    shape(DESCRIBED, PLAIN | {"options": listing(by_type({SUBCOMMAND: SUBCOMMAND_SHAPE}), 1, 25)}),
    option_list_rules,
)
ANY_OPTION = by_type(PLAIN_OPTIONS | {SUBCOMMAND: SUBCOMMAND_SHAPE, GROUP: GROUP_SHAPE})
INSTALLED: dict[str, Check] = {
    "default_member_permissions": permissions,
    "dm_permission": boolean,
    "nsfw": boolean,
    "contexts": listing(choice(0, 1, 2), 1, 3, unique=True),
    "integration_types": listing(choice(0, 1), 1, 2, unique=True),
}
SLASH_COMMAND = also(
    shape(DESCRIBED, LOCALISED | INSTALLED | {"options": listing(ANY_OPTION, 0, 25)}),
    option_list_rules,
)
MENU_COMMAND = shape(
    {"name": text(1, 32)},
    INSTALLED
    | {
        "description": text(0, 0),
        "options": listing(anything, 0, 0),
        "name_localizations": localised(text(1, 32)),
    },
)


def command_problems(command: Mapping[str, Any]) -> list[str]:
    menu = command.get("type") in (2, 3)
    problems = list(choice(1, 2, 3)(command.get("type") or 1, "type"))
    problems += (MENU_COMMAND if menu else SLASH_COMMAND)(command, "")
    if problems:
        return problems
    size = command_size(command)
    if size > MAX_COMMAND_TEXT:
        problems.append(f"description: Command exceeds {MAX_COMMAND_TEXT} characters, is {size}")
    return problems


def command_size(part: Mapping[str, Any]) -> int:
    """Names, descriptions and values, options and choices included, each in its longest locale."""
    value = part.get("value")
    return (
        longest(part, "name")
        + longest(part, "description")
        + (len(value) if isinstance(value, str) else 0)
        + sum(map(command_size, part.get("options") or []))
        + sum(map(command_size, part.get("choices") or []))
    )


def longest(part: Mapping[str, Any], key: str) -> int:
    words = [part.get(key) or "", *(part.get(f"{key}_localizations") or {}).values()]
    return max(map(len, words))


def command_list_problems(commands: list[Json]) -> list[str]:
    """The whole list given to a bulk overwrite, each command's problems under its index."""
    problems = [
        f"{index}.{problem}"
        for index, command in enumerate(commands)
        for problem in command_problems(command)
    ]
    if problems:
        return problems
    kinds = Counter(command.get("type") or 1 for command in commands)
    for kind, most in MAX_COMMANDS.items():
        if kinds[kind] > most:
            problems.append(f"type: Maximum number of commands of type {kind} is {most}")
    names = repeated(f"{command.get('type') or 1} {command['name']}" for command in commands)
    problems += [
        f"name: Application command names must be unique, {name!r} is not" for name in names
    ]
    return problems
