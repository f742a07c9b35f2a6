"""What goes over the stand-in's wire: REST calls, error answers, faults, ids and waiting."""

import asyncio
import copy
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

import discord_limits as limits
from aiohttp import BodyPartReader, web
from discord_limits import Json

T = TypeVar("T")
Body: TypeAlias = Json | list[Json] | None

MAX_FILE = 10 * 1024 * 1024  # bytes of an upload, without boosts; docs, reference#uploading-files


class Refused(Exception):
    """An error answer: the status, and Discord's own JSON.

    It is the bot's fault unless it was not `foreseeable`, as when a member takes no messages.
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        problems: list[str] | None = None,
        *,
        foreseeable: bool = True,
    ):
        self.status = status
        self.foreseeable = foreseeable
        self.body: Json = {"code": code, "message": message}
        if problems:
            self.body["errors"] = error_tree(problems)
        self.said = f"{code} {message}" + "".join(f"; {problem}" for problem in problems or [])
        super().__init__(self.said)


def missing_access() -> Refused:
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    return Refused(403, 50013, "Missing Permissions")


def unknown_message(*, foreseeable: bool = True) -> Refused:
    return Refused(404, 10008, "Unknown Message", foreseeable=foreseeable)


def error_tree(problems: list[str]) -> Json:
    """Problems as Discord nests them; the innermost code is always the same one here."""
    tree: Json = {}
    for problem in problems:
        where, _, what = problem.partition(": ")
        node = tree
        for key in where.split("."):
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": "BASE_TYPE_INVALID", "message": what})
    return tree


def refuse_if(problems: Iterable[str], inside: str = "", *, foreseeable: bool = True) -> None:
    """Refuses a payload that has problems; `inside` is the key that held it, with a dot."""
    found = list(problems)
    if limits.EMPTY_MESSAGE in found:
        raise Refused(400, 50006, "Cannot send an empty message")
    if found:
        where = [inside + problem for problem in found]
        raise Refused(400, 50035, "Invalid Form Body", where, foreseeable=foreseeable)


class Signal:
    """Wakes those who wait for something to have changed, so that they look again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def until(
        self, found: Callable[[], T | None], within: float, complaint: Callable[[], str]
    ) -> T:
        """The first thing `found` returns that is not None."""
        try:
            async with asyncio.timeout(within):
                while (thing := found()) is None:
                    await self._event.wait()
                return thing
        except TimeoutError:
            raise TimeoutError(f"not within {within} s: {complaint()}") from None


_serial = itertools.count()


def new_id() -> str:
    """A snowflake of this moment: discord.py reads an interaction's expiry out of its id."""
    return str(int(time.time() * 1000 - 1_420_070_400_000) << 22 | next(_serial) & 0x3FFFFF)


def now() -> str:
    return datetime.now(UTC).isoformat()


# Requests


@dataclass(frozen=True)
class Call:
    """A REST request, read."""

    method: str
    path: str
    args: Mapping[str, str]
    query: Mapping[str, str]
    json: object
    files: Mapping[str, tuple[str, bytes]]
    """Uploaded files by form field: their name and content."""

    @property
    def body(self) -> Json:
        if not isinstance(self.json, dict):
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        return self.json

    @property
    def message(self) -> Json:
        """The message in the body: all of it, or a callback's data; empty if there is none."""
        if not isinstance(self.json, dict):
            return {}
        data = self.json.get("data")
        return data if isinstance(data, dict) else self.json


Handler: TypeAlias = Callable[[Call], Body]
Route: TypeAlias = tuple[str, str, bool, Handler]
"""Method, path, whether it takes the bot's token, and what answers it."""


@dataclass(frozen=True)
class Request:
    """A line of the log of REST requests."""

    method: str
    path: str
    json: Any
    status: int
    at: float
    injected: bool = False


@dataclass
class Fault:
    """What is to go wrong with some calls, a number of times or, with None, always.

    Without a status the call is answered as it should be, after `delay` seconds; with `cut` its
    answer never arrives, although the call was carried out.
    """

    method: str
    path_contains: str
    when: Callable[[Json], bool] = lambda _message: True
    status: int | None = None
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int | None = 1
    delay: float = 0.0
    cut: bool = False

    def meets(self, call: Call) -> bool:
        """Whether it is this call's turn; counts it if so."""
        meant = call.method == self.method and self.path_contains in call.path
        if self.times == 0 or not meant or not self.when(call.message):
            return False
        if self.times is not None:
            self.times -= 1
        return True


def answer(body: Body, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only from exactly this Content-Type, without a charset."""
    if body is None:
        return web.Response(status=204)
    kind = {"Content-Type": "application/json"}
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers={**kind, **(headers or {})}
    )


async def read(request: web.Request) -> tuple[object, dict[str, tuple[str, bytes]]]:
    """The JSON of a request, from its body or the form's payload_json, and the form's files."""
    if not request.content_type.startswith("multipart/"):
        raw = await request.text()
        return (json.loads(raw) if raw else None), {}
    payload: object = None
    files = {}
    async for part in parts(request):
        if part.name == "payload_json":
            payload = json.loads(part.content)
        else:
            files[part.name] = (part.filename, part.content)
    return payload, files


@dataclass(frozen=True)
class Part:
    name: str
    filename: str
    content: bytes


async def parts(request: web.Request) -> AsyncIterator[Part]:
    form = await request.multipart()
    while (part := await form.next()) is not None:
        assert isinstance(part, BodyPartReader), "a form inside a form"
        yield Part(part.name or "", part.filename or "", bytes(await part.read()))


def pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


def uploaded(call: Call, payload: Json, inside: str = "") -> tuple[Json, dict[str, bytes]]:
    """A sound payload with its new attachments' real ids and names, and the files by name.

    A file that the payload does not list is attached all the same.
    """
    refuse_if(limits.MESSAGE_BASE(payload, ""), inside)
    if any(len(content) > MAX_FILE for _, content in call.files.values()):
        raise Refused(413, 40005, "Request entity too large")
    listed = payload.get("attachments") or []
    slots = {f"files[{attached['id']}]" for attached in listed}
    unlisted = [{"filename": name} for slot, (name, _) in call.files.items() if slot not in slots]
    named = []
    for attached in copy.deepcopy(listed):
        slot = call.files.get(f"files[{attached['id']}]")
        named.append({**attached, "id": new_id(), "filename": slot[0]} if slot else attached)
    named += [{**attached, "id": new_id()} for attached in unlisted]
    if len(named) > 10:
        refuse_if(["attachments: Must be between 0 and 10 in length"], inside)
    known = {**payload, "attachments": named} if named or "attachments" in payload else payload
    return known, dict(call.files.values())


def check_message(payload: Json, inside: str) -> None:
    """Raises what Discord answers a message that does not fit; the payload is given whole."""
    refuse_if(limits.message_problems(payload), inside)
    if limits.text_weight(payload) > limits.MAX_TEXT_WEIGHT:
        raise Refused(500, 0, "500: Internal Server Error")
