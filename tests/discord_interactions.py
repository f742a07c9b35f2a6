"""The stand-in's REST endpoints for what answers interactions: callbacks and their webhooks."""

import time
from collections.abc import Callable, Iterator

import discord_limits as limits
from discord_limits import Json
from discord_messages import (
    Interaction,
    Mail,
    Message,
    age,
    blank,
    callback_response,
    merged,
    render,
)
from discord_places import APPLICATION_ID, THE_BOT
from discord_wire import (
    Body,
    Call,
    Refused,
    Route,
    check_message,
    now,
    refuse_if,
    unknown_message,
    uploaded,
)

MOST_FOLLOW_UPS = 5  # where only the user installed it; docs, receiving-and-responding#followup

Told = Callable[[str, Message], None]
"""Queues MESSAGE_CREATE, MESSAGE_UPDATE or MESSAGE_DELETE of a message."""


class InteractionRest:
    """Everything under /interactions and /webhooks."""

    def __init__(
        self, mail: Mail, told: Told, *, ack_deadline: float, token_lifetime: float
    ) -> None:
        """Deadline and lifetime in seconds."""
        self.interactions: list[Interaction] = []
        self.ack_deadline = ack_deadline
        self.token_lifetime = token_lifetime
        self._mail = mail
        self._told = told

    def routes(self) -> Iterator[Route]:
        yield "POST", "/interactions/{interaction}/{token}/callback", False, self._callback
        message = "/webhooks/{app}/{token}/messages/{message}"
        yield "GET", message, False, self._get_message
        yield "PATCH", message, False, self._edit_message
        yield "DELETE", message, False, self._delete_message
        yield "POST", "/webhooks/{app}/{token}", False, self._follow_up

    # Callbacks

    def _callback(self, call: Call) -> Body:
        interaction = self._awaiting_answer(call)
        data, files = uploaded(call, call.body.get("data") or {}, "data.")
        refuse_if(
            limits.callback_problems(
                call.body, interaction.kind, from_message=interaction.message is not None
            )
        )
        self._carry_out(interaction, call.body["type"], data, files)
        interaction.acknowledged_at = time.monotonic()
        interaction.callback_type = call.body["type"]
        interaction.signal.ring()
        return callback_response(interaction) if asks_for_response(call) else None

    def _awaiting_answer(self, call: Call) -> Interaction:
        """The interaction a callback is for: known, not answered, and not too old to be."""
        interaction = self._by_token(call.args["token"])
        if interaction is None or interaction.id != call.args["interaction"]:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.acknowledged_at is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if age(interaction) > self.ack_deadline:
            raise Refused(404, 10062, "Unknown interaction")
        return interaction

    def _carry_out(
        self, interaction: Interaction, kind: int, data: Json, files: dict[str, bytes]
    ) -> None:
        match kind:
            case limits.REPLY:
                check_message(data, "data.")
                interaction.original = self._send(interaction, data, files)
                interaction.final.append(interaction.original)
            case limits.DEFERRED_REPLY:
                flags = (data.get("flags") or 0) | limits.LOADING
                interaction.original = self._send(interaction, {"flags": flags}, {})
            case limits.DEFERRED_UPDATE:
                interaction.original = interaction.message
            case limits.UPDATE:
                interaction.original = interaction.message
                self._edit(interaction, self._original(interaction), data, files, "data.")
            case limits.SUGGEST:
                refuse_if(limits.suggestion_problems(data), "data.")
                interaction.choices = list(data.get("choices") or [])
            case limits.MODAL:
                refuse_if(limits.modal_problems(data), "data.")
                interaction.modal = data

    # Messages

    def _send(self, interaction: Interaction, sent: Json, files: dict[str, bytes]) -> Message:
        first = not interaction.messages and interaction.kind == limits.COMMAND
        if interaction.by.forced_private:
            sent = sent | {"flags": (sent.get("flags") or 0) | limits.EPHEMERAL}
        body = blank(THE_BOT, interaction.by.channel) | {
            "type": 20 if first else 19,  # CHAT_INPUT_COMMAND, REPLY
            "application_id": str(APPLICATION_ID),
            "webhook_id": str(APPLICATION_ID),
            "interaction_metadata": interaction.metadata(),
        }
        message = Message(body, interaction.by, sent, files=files, answers=interaction)
        render(message)
        interaction.messages.append(message)
        self._mail.put(message)
        self._told("MESSAGE_CREATE", message)
        self._mail.changed(message)
        return message

    def _edit(
        self,
        interaction: Interaction,
        message: Message,
        edit: Json,
        files: dict[str, bytes],
        inside: str = "",
    ) -> None:
        """Changes a message, or fills in the one that was “thinking…”."""
        edit_message(message, edit, files, inside)
        if message not in interaction.final:
            interaction.final.append(message)
        interaction.signal.ring()
        self._told("MESSAGE_UPDATE", message)
        self._mail.changed(message)

    def _by_token(self, token: str) -> Interaction | None:
        return next((i for i in self.interactions if i.token == token), None)

    def _webhook(self, call: Call) -> Interaction:
        """The acknowledged interaction whose token is used as a webhook's.

        Before the callback Discord knows no such webhook; after its lifetime it answers 401 with
        50027 (discord-api-docs issue 6851).
        """
        interaction = self._by_token(call.args["token"])
        if interaction is None or interaction.acknowledged_at is None:
            raise Refused(404, 10015, "Unknown Webhook")
        if age(interaction) > self.token_lifetime:
            known = not interaction.aged  # else the bot could not know its age
            raise Refused(401, 50027, "Invalid Webhook Token", foreseeable=known)
        return interaction

    def _original(self, interaction: Interaction) -> Message:
        if interaction.original is None:
            raise unknown_message()
        return there(interaction.original)

    def _message(self, call: Call, interaction: Interaction) -> Message:
        if call.args["message"] == "@original":
            return self._original(interaction)
        for message in interaction.messages:
            if message.id == call.args["message"]:
                return there(message)
        raise unknown_message()

    def _get_message(self, call: Call) -> Json:
        return self._message(call, self._webhook(call)).body

    def _edit_message(self, call: Call) -> Json:
        interaction = self._webhook(call)
        message = self._message(call, interaction)
        edit, files = uploaded(call, call.body)
        self._edit(interaction, message, edit, files)
        return message.body

    def _delete_message(self, call: Call) -> None:
        message = self._message(call, self._webhook(call))
        message.deleted = True
        self._told("MESSAGE_DELETE", message)
        self._mail.changed(message)

    def _follow_up(self, call: Call) -> Json:
        """A further message; the first after a deferred reply still fills that one in."""
        interaction = self._webhook(call)
        sent, files = uploaded(call, call.body)
        refuse_if(limits.flag_problems(sent.get("flags") or 0))
        original = interaction.original
        if original is not None and original.loading and not original.deleted:
            self._edit(interaction, original, sent, files)
            return original.body
        if interaction.by.user_installed and interaction.follow_ups >= MOST_FOLLOW_UPS:
            told = "This interaction has hit the maximum number of follow up messages"
            raise Refused(400, 40094, told)
        check_message(sent, "")
        interaction.follow_ups += 1
        message = self._send(interaction, sent, files)
        interaction.final.append(message)
        interaction.signal.ring()
        return message.body


def there(message: Message) -> Message:
    """The message, which somebody may have deleted meanwhile."""
    if message.deleted:
        raise unknown_message(foreseeable=False)
    return message


def edit_message(message: Message, edit: Json, files: dict[str, bytes], inside: str = "") -> None:
    """Makes an edit, whichever endpoint it came by."""
    if edit.get("flags") is not None:
        refuse_if(limits.edited_flag_problems(message.flags, edit["flags"]), inside)
    sent = merged(message, edit)
    sent["flags"] = (sent.get("flags") or 0) & ~limits.LOADING
    check_message(sent, inside)
    message.sent = sent
    message.files |= files
    if not message.loading:
        message.body["edited_timestamp"] = now()
    render(message)


def asks_for_response(call: Call) -> bool:
    return call.query.get("with_response", "").lower() in ("1", "true")
