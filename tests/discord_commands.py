"""Commands, selects and modals as members meet them: what a client offers, checks and sends."""

from collections.abc import Iterable, Mapping
from typing import Any

import discord_limits as limits
from discord_limits import Json
from discord_messages import Message, number_components
from discord_places import (
    ADMINISTRATOR,
    APPLICATION_ID,
    GUILD_INSTALL,
    IN_BOT_DM,
    IN_GUILD,
    IN_PRIVATE,
    USE_APPLICATION_COMMANDS,
    USER_INSTALL,
    VIEW_CHANNEL,
    Places,
    Someone,
    resolved,
)
from discord_wire import new_id


def bare_option(option: Json, value: object) -> Json:
    return {"name": option["name"], "type": option["type"], "value": value}


VALUE_TYPES: dict[int, tuple[type, ...]] = {
    3: (str,),
    4: (int,),
    5: (bool,),
    6: (int,),
    7: (int,),
    8: (int,),
    9: (int,),
    10: (int, float),
}


def filled_in(options: list[Json], values: Mapping[str, object], *, enforce: bool) -> list[Json]:
    """The options a client would send; refuses what no client can, or with `enforce` should."""
    by_name = {option["name"]: option for option in options}
    if unknown := values.keys() - by_name.keys():
        raise LookupError(f"no such options: {sorted(unknown)}; there are {sorted(by_name)}")
    missing = [name for name, o in by_name.items() if o.get("required") and name not in values]
    if missing:
        raise LookupError(f"required options not given: {missing}")
    for name, value in values.items():
        check_value(by_name[name], value, enforce=enforce)
    return [
        bare_option(by_name[name], str(value) if by_name[name]["type"] in (6, 7, 8, 9) else value)
        for name, value in values.items()
    ]


def check_value(option: Json, value: object, *, enforce: bool) -> None:
    kinds = VALUE_TYPES.get(option["type"])
    if kinds is None:
        raise NotImplementedError(f"options of type {option['type']}")
    if not isinstance(value, kinds) or (isinstance(value, bool) and option["type"] != 5):
        raise TypeError(f"{option['name']}: option of type {option['type']} given {value!r}")
    if enforce and (problem := value_problem(option, value)):
        raise ValueError(f"{option['name']}: {problem}")


def value_problem(option: Json, value: Any) -> str | None:
    """What an up-to-date client would not let a member send."""
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        return f"{value!r} is none of {choices}"
    size = len(value) if isinstance(value, str) else value
    unit = "length" if isinstance(value, str) else "value"
    least, most = option.get(f"min_{unit}"), option.get(f"max_{unit}")
    if (least is not None and size < least) or (most is not None and size > most):
        return f"{unit} {size} is not between {least} and {most}"
    return None


def stored_command(command: Json, guild_id: str | None, known: Mapping[str, str]) -> Json:
    """Schema ApplicationCommandResponse; a command keeps its id for as long as its name."""
    kind = command.get("type") or 1
    permissions = command.get("default_member_permissions")
    placed = {"guild_id": guild_id} if guild_id else {}
    return {
        "integration_types": [GUILD_INSTALL],
        "contexts": None,
        "nsfw": False,
        "options": [],
        "description": "",
        **{key: value for key, value in command.items() if value is not None},
        **placed,
        "id": known.get(f"{kind} {command['name']}") or new_id(),
        "type": kind,
        "application_id": str(APPLICATION_ID),
        "version": new_id(),
        "default_member_permissions": None if permissions is None else str(permissions),
    }


def holders(command: Json, path: list[str]) -> list[Json]:
    """The group and subcommand that `path` names, outermost first."""
    found = [command]
    for name in path:
        inner = [option for option in found[-1].get("options") or [] if option["name"] == name]
        if not inner or inner[0]["type"] not in (limits.SUBCOMMAND, limits.GROUP):
            raise LookupError(f"{found[-1]['name']} has no subcommand {name}")
        found += inner
    return found[1:]


def descend(command: Json, path: list[str]) -> Json:
    """The subcommand, or the command itself, that holds the options."""
    command = [command, *holders(command, path)][-1]
    if any(o["type"] in (limits.SUBCOMMAND, limits.GROUP) for o in command.get("options") or []):
        raise LookupError(f"{command['name']} cannot be used without a subcommand")
    return command


def command_data(command: Json, path: list[str], options: list[Json]) -> Json:
    """Schema ApplicationCommandInteractionData: options lie inside their subcommands."""
    for holder in reversed(holders(command, path)):
        options = [{"name": holder["name"], "type": holder["type"], "options": options}]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def check_available(command: Json, by: Someone, *, enforce: bool = True) -> None:
    """Whether a client would offer the command to this member here."""
    here = by.channel.context
    contexts = command["contexts"]
    if here not in (contexts if contexts is not None else (IN_GUILD, IN_BOT_DM)):
        raise LookupError(f"{command['name']} is not offered in context {here}, only {contexts}")
    install = USER_INSTALL if by.user_installed else GUILD_INSTALL
    if install not in command["integration_types"]:
        raise LookupError(f"{command['name']} is not offered to installation type {install}")
    if here == IN_PRIVATE and not by.user_installed:
        raise LookupError("between others only what somebody installed for themselves is offered")
    if by.channel.archived:
        raise LookupError("commands cannot be used in an archived thread")
    needed = command["default_member_permissions"]
    if enforce and by.guild_id and not may(by, USE_APPLICATION_COMMANDS):
        raise PermissionError("the member may not use application commands here")
    if enforce and by.guild_id and needed is not None and not may(by, int(needed)):
        raise PermissionError(f"{command['name']} needs permissions {needed}")


def may(by: Someone, needed: int) -> bool:
    """Needing no permission at all is Discord's way of saying administrators only."""
    if by.permissions & ADMINISTRATOR:
        return True
    return needed != 0 and by.permissions & needed == needed


def usable(message: Message, custom_id: str, by: Someone) -> Json:
    """The component of that custom_id, if this member can see and use it."""
    if message.deleted:
        raise LookupError("the message was deleted")
    if message.ephemeral and by.user_id != message.placed.user_id:
        raise LookupError("an ephemeral message is seen only by whom it answers")
    if by.guild_id and not by.permissions & (VIEW_CHANNEL | ADMINISTRATOR):
        raise LookupError("the member does not see the channel")
    for component in message.interactive:
        if component["custom_id"] == custom_id:
            if component.get("disabled"):
                raise LookupError(f"{custom_id} is disabled")
            return component
    raise LookupError(f"no component {custom_id!r}; there are {message.custom_ids}")


SELECTED_KINDS = {5: 6, 6: 8, 7: 9, 8: 7}  # a select's type: the type of option that names the same


def chosen(select: Json, values: list[str], by: Someone, places: Places) -> Json:
    """What a client sends of a select: the values, and what they name."""
    check_count(select, values)
    if select["type"] == limits.STRING_SELECT:
        offered = [option["value"] for option in select["options"]]
        if unknown := set(values) - set(offered):
            raise LookupError(f"not offered: {sorted(unknown)}; there are {offered}")
        return {"values": values}
    check_kinds(select, values, places)
    return {"values": values, **resolved(named_by(select, values), by, places)}


def named_by(select: Json, values: list[str]) -> list[Json]:
    """A select's values, as if they were options'."""
    return [{"type": SELECTED_KINDS[select["type"]], "value": value} for value in values]


def check_count(select: Json, values: list[str]) -> None:
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not least <= len(values) <= most:
        raise ValueError(f"{len(values)} values for a select of {least} to {most}")


def check_kinds(select: Json, values: list[str], places: Places) -> None:
    """A channel select shows only channels of the types that it names."""
    wanted = select.get("channel_types") or []
    for value in values:
        channel = places.channel(value)
        if wanted and channel is not None and channel.kind not in wanted:
            raise LookupError(f"{channel.name} is of type {channel.kind}, not one of {wanted}")


# Modals, as members fill them in


def submitted(component: Json, values: Mapping[str, object]) -> Json:
    """A modal's component with what the member put in it: schema ModalSubmit*."""
    told: Json = {key: component[key] for key in ("type", "id", "custom_id") if key in component}
    if component["type"] == limits.LABEL:
        return told | {"component": submitted(component["component"], values)}
    if component["type"] == limits.ACTION_ROW:
        return told | {"components": [submitted(c, values) for c in component["components"]]}
    if component["type"] == limits.TEXT_DISPLAY:
        return told
    value = values.get(component["custom_id"], preset(component))
    if value in (None, "", []) and is_required(component):
        raise LookupError(f"required by the modal and not given: {component['custom_id']}")
    match component["type"]:
        case limits.TEXT_INPUT:
            check_length(component, str(value or ""))
            return told | {"value": value or ""}
        case limits.RADIO_GROUP:
            check_offered(component, [value] if value is not None else [])
            return told | {"value": value}
        case limits.CHECKBOX:
            return told | {"value": bool(value)}
        case _:
            picked = list(value) if isinstance(value, list) else []
            check_offered(component, picked)
            if picked:
                check_count(component, picked)
            return told | {"values": picked}


def is_required(component: Json) -> bool:
    return bool(component.get("required", True)) and component["type"] != limits.CHECKBOX


def preset(component: Json) -> object:
    """What a member leaves in it by not touching it."""
    if component["type"] == limits.TEXT_INPUT:
        return component.get("value")
    chosen_already = [o["value"] for o in component.get("options", []) if o.get("default")]
    if component["type"] == limits.RADIO_GROUP:
        return chosen_already[0] if chosen_already else None
    if component["type"] == limits.CHECKBOX:
        return component.get("default", False)
    return chosen_already or [given["id"] for given in component.get("default_values") or []]


def check_length(component: Json, value: str) -> None:
    least, most = component.get("min_length", 0), component.get("max_length", 4000)
    if value and not least <= len(value) <= most:
        raise ValueError(
            f"{component['custom_id']}: {len(value)} characters, not {least} to {most}"
        )


def check_offered(component: Json, values: Iterable[object]) -> None:
    offered = [option["value"] for option in component.get("options", [])]
    unknown = [value for value in values if value not in offered]
    if offered and unknown:
        raise LookupError(f"{component['custom_id']} does not offer {unknown}, only {offered}")


def submission(modal: Json, values: Mapping[str, object], by: Someone, places: Places) -> Json:
    """A modal's data once filled in, and what its selects name."""
    components = number_components(modal["components"])
    fields = {item["custom_id"]: item for _, item in limits.walk(components) if "custom_id" in item}
    if unknown := values.keys() - fields.keys():
        raise LookupError(f"the modal has no {sorted(unknown)}; it has {sorted(fields)}")
    filled = [submitted(component, values) for component in components]
    picked = [
        named
        for _, item in limits.walk(filled)
        if item["type"] in SELECTED_KINDS
        for named in named_by(item, item["values"])
    ]
    data = {"custom_id": modal["custom_id"], "components": filled}
    return data | resolved(picked, by, places)
