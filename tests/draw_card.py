"""Draws a Discord message to an SVG picture in the colours of Discord's dark theme.

The message is the JSON that is sent to Discord's REST API: Components V2, or content and embeds.

    python tests/draw_card.py payload.json card.svg --now 2024-06-10T08:15:00+00:00
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from math import ceil
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

Part = Mapping[str, object]

BACKGROUND, CARD, EDGE, BADGE = "#313338", "#2b2d31", "#3b3d44", "#5865f2"
TEXT, BRIGHT, MUTED, LINK = "#dbdee1", "#f2f3f5", "#949ba4", "#00a8fc"
BAR, BOX, CODE, STAMP = "#4e5058", "#3f4147", "#1e1f22", "#3d3f45"
BUTTONS = {1: "#5865f2", 2: "#4e5058", 3: "#248046", 4: "#da373c", 5: "#4e5058"}
LINK_BUTTON = 5

FONT = "gg sans, Noto Sans, Helvetica, Arial, sans-serif"
MONO = "Consolas, Noto Sans Mono, Liberation Mono, monospace"

MARGIN, GUTTER, AVATAR = 16, 72, 40
PADDING, GAP, RADIUS, ACCENT = 16, 8, 8, 4
PILL_SIDE, BUTTON_HEIGHT, ARROW = 3, 32, 16
THUMBNAIL, PICTURE = 85, 160
SELECTS = (3, 5, 6, 7, 8)
SELECT_WIDTH, SELECT_HEIGHT = 400, 40
EMBED_WIDTH, FIELDS_A_ROW = 516, 3

# The wider of Noto Sans and Arial, in thousandths of the font size, from the space to the tilde.
REGULAR = """
    278 278 408 646 572 889 732 225 333 333 551 584 278 333 278 372 572 572 572 572 572 572 572 572
    572 572 278 278 584 584 584 556 1015 667 667 722 730 667 611 778 741 339 500 667 556 907 760
    781 667 781 722 667 611 731 667 944 667 667 611 329 372 329 572 556 333 561 615 500 615 564 344
    615 618 258 258 534 258 935 618 605 615 615 413 500 361 618 508 786 529 510 500 380 551 380 584
"""
BOLD = """
    278 333 474 646 572 901 750 266 339 339 545 584 285 333 285 413 572 572 572 572 572 572 572 572
    572 572 333 333 584 584 584 611 975 722 722 722 740 667 611 778 765 389 556 722 611 943 813
    796 667 796 722 667 611 756 667 967 667 667 611 333 413 333 584 556 362 604 633 556 633 591 387
    633 657 305 305 620 305 982 657 619 633 633 454 556 434 657 569 856 578 569 500 394 551 394 584
"""
PUNCTUATION = {"·": 0.29, "‘": 0.28, "’": 0.28, "“": 0.5, "”": 0.5, "–": 0.56, "•": 0.38}
STROKED = str.maketrans("øØłŁđĐħıð", "oOlLdDhio")
MONO_WIDTH, WIDE_WIDTH, EMOJI_WIDTH, SMALL_WIDTH, OTHER_WIDTH = 0.61, 1.0, 1.3, 0.8, 1.0


def widths(table: str) -> dict[str, float]:
    """The table's widths by character, in font sizes."""
    return {chr(code): int(width) / 1000 for code, width in enumerate(table.split(), ord(" "))}


REGULAR_WIDTHS, BOLD_WIDTHS = (widths(table) | PUNCTUATION for table in (REGULAR, BOLD))


@dataclass(frozen=True)
class Style:
    """How a run of text looks; `pill` is the colour behind it."""

    size: float = 16
    fill: str = TEXT
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    mono: bool = False
    pill: str = ""


@dataclass(frozen=True)
class Run:
    """Neighbouring characters in one style."""

    text: str
    style: Style


Line = list[Run]

BODY = Style()
SMALL = Style(size=14)
CAPTION = Style(size=12, fill=MUTED)
LABEL = Style(size=14, fill="#ffffff", bold=True)
SUBTEXT = "-# "
HEADINGS = {"# ": 24, "## ": 20, "### ": 16}


# Measuring and wrapping


def clusters(text: str) -> list[str]:
    """The text's characters, with accents, emoji sequences and flags kept whole."""
    found: list[str] = []
    for character in text:
        if found and joins(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def joins(before: str, character: str) -> bool:
    """Whether the character is drawn as a part of what stands before it."""
    flag = "\U0001f1e6" <= character <= "\U0001f1ff"
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character == "\u200d"
        or before[-1] == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or (flag and len(before) == 1 and "\U0001f1e6" <= before <= "\U0001f1ff")
    )


def cluster_width(cluster: str, style: Style) -> float:
    """A generous width for one character."""
    if "\ufe0f" in cluster or "\U0001f000" <= cluster[0] <= "\U0001faff":
        ems = EMOJI_WIDTH
    elif is_wide(cluster):
        ems = EMOJI_WIDTH if unicodedata.category(cluster[0]) == "So" else WIDE_WIDTH
    elif style.mono:
        ems = MONO_WIDTH
    else:
        ems = letter_width(cluster[0], style)
    return ems * style.size


def letter_width(character: str, style: Style) -> float:
    """The width in font sizes; what is in no table is taken to be wide."""
    table = BOLD_WIDTHS if style.bold else REGULAR_WIDTHS
    if (known := table.get(base_of(character))) is not None:
        return known
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return SMALL_WIDTH if category in ("Ll", "Lo", "Nd") else OTHER_WIDTH


def is_wide(cluster: str) -> bool:
    """Whether this is a full-width character, as in Chinese, Japanese and Korean."""
    return unicodedata.east_asian_width(cluster[0]) in ("W", "F")


def is_latin(text: str) -> bool:
    """Whether the widths of the text are well known, and its letters may be set apart."""
    return all(base_of(cluster) in REGULAR_WIDTHS for cluster in clusters(text))


def base_of(cluster: str) -> str:
    """A letter without its accents and strokes."""
    return unicodedata.normalize("NFD", cluster)[0].translate(STROKED)


def measure(runs: Sequence[Run]) -> float:
    """The width that the runs take on one line, with the room at the sides of grounds."""
    text = sum(cluster_width(cluster, run.style) for run in runs for cluster in clusters(run.text))
    grounds = sum(bool(style.pill) for style, _ in groupby(run.style for run in runs))
    return text + 2 * PILL_SIDE * grounds


def can_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after == " ":
        return False
    if before in ("-", "–", "—", "/"):
        return after.isalpha()
    if before == " ":
        return True
    opening = unicodedata.category(before[0]) in ("Ps", "Pi")
    closing = unicodedata.category(after[0]) in ("Pe", "Pf", "Po")
    return (is_wide(before) or is_wide(after)) and not opening and not closing


def words(runs: Iterable[Run]) -> Iterator[Line]:
    """The runs cut where a line may end; a word keeps the spaces that follow it."""
    word: Line = []
    for cell in (Run(cluster, run.style) for run in runs for cluster in clusters(run.text)):
        if word and can_break(word[-1].text, cell.text):
            yield word
            word = []
        word.append(cell)
    if word:
        yield word


def wrap(runs: Iterable[Run], width: float) -> list[Line]:
    """The runs in lines no wider than `width`; a word wider than that is cut."""
    lines: list[Line] = [[]]
    for word in words(runs):
        fits = measure(trimmed(word)) <= width
        for piece in [word] if fits else [[cell] for cell in word]:
            if lines[-1] and measure(trimmed(lines[-1] + piece)) > width:
                lines.append([])
            lines[-1] += piece
    return [merged(trimmed(line)) for line in lines]


def trimmed(cells: Line) -> Line:
    """The characters without the spaces at their end."""
    end = len(cells)
    while end and cells[end - 1].text == " ":
        end -= 1
    return cells[:end]


def merged(cells: Line) -> Line:
    """The characters as runs."""
    return [
        Run("".join(cell.text for cell in same), style)
        for style, same in groupby(cells, key=lambda cell: cell.style)
    ]


def shortened(run: Run, width: float) -> Run:
    """The run, cut with an ellipsis where it is wider than `width`."""
    if measure([run]) <= width:
        return run
    kept = clusters(run.text)
    while kept and measure([Run("".join(kept) + "…", run.style)]) > width:
        kept.pop()
    return replace(run, text="".join(kept) + "…")


# Markdown

INLINE = re.compile(
    r"""
      (?P<escape>\\(?P<literal>[^0-9A-Za-z\s]))
    | (?P<code>(?P<ticks>`{1,2})(?P<code_text>.+?)(?<!`)(?P=ticks)(?!`))
    | (?P<stamp><t:(?P<seconds>-?\d{1,10})(?::(?P<form>[tTdDfFR]))?>)
    | (?P<link>\[(?P<label>(?:\\.|\[(?:\\.|[^\[\]\\])*\]|[^\[\]\\])+)\]
        \(<?https?://(?:\\.|\([^\s()]*\)|[^\s()<>\\])+>?(?:\s+"[^"]*")?\))
    | (?P<address><?(?P<url>https?://[^\s<>]*[^\s<>.,:;"')\]*_~])>?)
    | (?P<command><(?P<name>/[-\w\ ]+):\d+>)
    | (?P<bold>\*\*(?P<bold_text>(?:\\.|[^\\])+?)\*\*(?!\*))
    | (?P<underline>__(?P<underline_text>(?:\\.|[^\\])+?)__(?!_))
    | (?P<strike>~~(?P<strike_text>(?:\\.|[^\\])+?)~~)
    | (?P<star>\*(?=\S)(?P<star_text>(?:\\.|\*\*|[^\\*])+?)(?<!\s)\*(?!\*))
    | (?P<dash>(?<!\w)_(?P<dash_text>(?:\\.|__|[^\\_])+?)_(?!\w))
    """,
    re.VERBOSE,
)


def inline(text: str, style: Style, now: datetime) -> Line:
    """One line of Markdown as runs."""
    runs: Line = []
    end = 0
    for found in INLINE.finditer(text):
        runs.append(Run(text[end : found.start()], style))
        runs += marked_up(found, style, now)
        end = found.end()
    runs.append(Run(text[end:], style))
    return [run for run in runs if run.text]


def marked_up(found: re.Match[str], style: Style, now: datetime) -> Line:
    """The runs that one piece of markup stands for."""
    kind = found.lastgroup or ""
    link = replace(style, fill=LINK)
    match kind:
        case "escape":
            return [Run(found["literal"], style)]
        case "code":
            return [Run(found["code_text"], code_style(style))]
        case "stamp":
            text = timestamp(int(found["seconds"]), found["form"] or "f", now)
            return [Run(text, replace(style, pill=STAMP))]
        case "link":
            return inline(found["label"], link, now)
        case "address":
            return [Run(found["url"], link)]
        case "command":
            return [Run(found["name"], link)]
        case "bold":
            changed = replace(style, bold=True)
        case "underline":
            changed = replace(style, underline=True)
        case "strike":
            changed = replace(style, strike=True)
        case _:
            changed = replace(style, italic=True)
    inner = found[f"{kind}_text"]
    return [Run(inner, style)] if changed == style else inline(inner, changed, now)


def code_style(style: Style) -> Style:
    """`code` on a dark ground, a little smaller than the text around it."""
    return replace(style, mono=True, size=style.size * 0.875, pill=CODE)


def timestamp(seconds: int, form: str, now: datetime) -> str:
    """What Discord shows for <t:seconds:form>, in UTC."""
    when = datetime.fromtimestamp(seconds, UTC)
    date = f"{when.day} {when:%B %Y}"
    forms = {
        "t": f"{when:%H:%M}",
        "T": f"{when:%H:%M:%S}",
        "d": f"{when:%d/%m/%Y}",
        "D": date,
        "f": f"{date} {when:%H:%M}",
        "F": f"{when:%A}, {date} {when:%H:%M}",
        "R": relative((when - now).total_seconds()),
    }
    return forms[form]


MINUTE, HOUR, DAY = 60, 3600, 86400
MONTH, YEAR = 30.44 * DAY, 365.25 * DAY
SPANS = (
    (45, 1, "a few seconds"),
    (90, MINUTE, "a minute"),
    (45 * MINUTE, MINUTE, "{} minutes"),
    (90 * MINUTE, HOUR, "an hour"),
    (22 * HOUR, HOUR, "{} hours"),
    (36 * HOUR, DAY, "a day"),
    (26 * DAY, DAY, "{} days"),
    (45 * DAY, MONTH, "a month"),
    (320 * DAY, MONTH, "{} months"),
    (548 * DAY, YEAR, "a year"),
    (float("inf"), YEAR, "{} years"),
)


def relative(seconds: float) -> str:
    """A time from now in Discord's words, such as "2 hours ago"."""
    unit, words_for = next((unit, text) for end, unit, text in SPANS if abs(seconds) < end)
    span = words_for.format(int(abs(seconds) / unit + 0.5))
    return f"in {span}" if seconds > 0 else f"{span} ago"


# SVG


class Picture:
    """The shapes drawn so far, the time that timestamps are told from, and names by id."""

    def __init__(self, now: datetime, names: Mapping[str, str]) -> None:
        self.now = now
        self.names = names
        self.shapes: list[str] = []

    def chosen(self, select: Part) -> list[str]:
        """What is chosen in a select: the labels of options, or channels and roles by name."""
        options = [part for part in parts_of(select, "options") if part.get("default")]
        named = [text_of(part, "id") for part in parts_of(select, "default_values")]
        return [
            *(text_of(part, "label") for part in options),
            *(self.names.get(one, one) for one in named),
        ]

    def box(
        self, x: float, y: float, width: float, height: float, radius: float, **look: object
    ) -> None:
        """A rectangle with rounded corners."""
        sides = {"x": x, "y": y, "width": width, "height": height, "rx": radius}
        self.shapes.append(tag("rect", **sides, **look))

    def path(self, steps: str, **look: object) -> None:
        """A path."""
        self.shapes.append(tag("path", d=steps, **look))

    def behind(self, mark: int) -> None:
        """Moves the shape drawn last behind those drawn since the first `mark` ones."""
        self.shapes.insert(mark, self.shapes.pop())

    def line(self, line: Line, x: float, y: float, height: float) -> None:
        """One line of text, its letters in the middle of `height`."""
        if not line:
            return
        baseline = y + height / 2 + 0.36 * max(run.style.size for run in line)
        if any(run.style.pill for run in line):
            inside = "".join(self.placed(line, x, y, height))
        else:
            inside = "".join(span(run) for run in line)
        self.shapes.append(tag("text", inside, x=x, y=baseline))

    def placed(self, line: Line, x: float, y: float, height: float) -> Iterator[str]:
        """The line's runs, each at its place so that grounds lie behind their text."""
        for run in line:
            length = measure([run])
            side = PILL_SIDE if run.style.pill else 0
            if run.style.pill:
                self.box(x, y + 2, length, height - 4, 3, fill=run.style.pill)
            exact = {"textLength": length - 2 * side} if is_latin(run.text) else {}
            yield span(run, x=x + side, **exact)
            x += length

    def svg(self, width: float, height: float, title: str) -> str:
        """The whole picture."""
        ground = tag("rect", width=width, height=height, fill=BACKGROUND)
        view = f"0 0 {number(width)} {number(height)}"
        body = "\n".join([tag("title", escaped(title)), ground, *self.shapes])
        look = {"font-family": FONT, "font-size": BODY.size, "fill": BODY.fill}
        root = {"xmlns": "http://www.w3.org/2000/svg", "xml:space": "preserve", "role": "img"}
        sides = {"width": width, "height": height, "viewBox": view}
        return tag("svg", f"\n{body}\n", **root, **sides, **look) + "\n"


def tag(name: str, inside: str = "", /, **attributes: object) -> str:
    """One SVG element; `inside` is SVG, and an underscore in an attribute's name a hyphen."""
    given = "".join(
        f" {key.replace('_', '-')}={quoteattr(number(value))}" for key, value in attributes.items()
    )
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>"


def number(value: object) -> str:
    """An attribute's value, with no more than two decimals."""
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)


def escaped(text: str) -> str:
    """The text for XML, without the characters that XML cannot hold."""
    return escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text))


def span(run: Run, **place: object) -> str:
    """A run of text in its style."""
    style = run.style
    lines = "underline " * style.underline + "line-through" * style.strike
    looks: dict[str, object] = {
        "fill": style.fill if style.fill != BODY.fill else "",
        "font-size": style.size if style.size != BODY.size else "",
        "font-weight": "600" * style.bold,
        "font-style": "italic" * style.italic,
        "font-family": MONO * style.mono,
        "text-decoration": lines.strip(),
    }
    chosen = {key: value for key, value in looks.items() if value}
    return tag("tspan", escaped(run.text), **place, **chosen)


# Text on the page


def draw_markdown(
    picture: Picture, text: str, x: float, y: float, width: float, base: Style = BODY
) -> float:
    """Markdown in lines; quoted lines that follow each other share one bar. Returns its end."""
    first = True
    for quoted, lines in groupby(unfolded(text), key=lambda line: line.startswith("> ")):
        start, inset = y, 16 if quoted else 0
        for line in lines:
            bare = line.removeprefix("> ")
            y = draw_block(picture, bare, x + inset, y, width - inset, base, first=first)
            first = False
        if quoted:
            picture.box(x, start, 4, y - start, 2, fill=BAR)
    return y


def unfolded(text: str) -> Iterator[str]:
    """The text's lines; ">>> " becomes "> " on its line and on all that follow."""
    rest = False
    for line in text.split("\n"):
        rest = rest or line.startswith(">>> ")
        yield f"> {line.removeprefix('>>> ')}" if rest else line


def draw_block(
    picture: Picture, line: str, x: float, y: float, width: float, base: Style, *, first: bool
) -> float:
    """A heading, subtext, list item or plain line, wrapped."""
    mark, _, text = line.partition(" ")
    if text and f"{mark} " in HEADINGS:
        style = replace(base, size=HEADINGS[f"{mark} "], fill=BRIGHT, bold=True)
        return draw_text(picture, text, x, y if first else y + GAP, width, style) + 4
    if line.startswith(SUBTEXT):
        style = replace(base, size=min(13, base.size), fill=MUTED)
        return draw_text(picture, text, x, y, width, style)
    if text and mark in ("-", "*"):
        picture.line([Run("•", base)], x + 4, y, line_height(base))
        return draw_text(picture, text, x + 20, y, width - 20, base)
    return draw_text(picture, line, x, y, width, base)


def line_height(style: Style) -> float:
    """From one line's top to the next one's."""
    return round(style.size * 1.375)


def draw_text(picture: Picture, text: str, x: float, y: float, width: float, style: Style) -> float:
    """One line of Markdown, wrapped; returns its end."""
    return draw_runs(picture, inline(text, style, picture.now), x, y, width, line_height(style))


def draw_runs(
    picture: Picture, runs: Line, x: float, y: float, width: float, height: float
) -> float:
    """Runs of text, wrapped to lines of one height; returns their end."""
    for line in wrap(runs, width):
        picture.line(line, x, y, height)
        y += height
    return y


# Components


def text_of(part: Part, key: str) -> str:
    """A text of the payload, "" where it has none."""
    value = part.get(key)
    return "" if value is None else str(value)


def part_of(part: Part, key: str) -> Part:
    """A nested object of the payload, empty where it has none."""
    value = part.get(key)
    return value if isinstance(value, Mapping) else {}


def parts_of(part: Part, key: str) -> list[Part]:
    """A list of objects of the payload."""
    value = part.get(key)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def color_of(part: Part, key: str, default: str) -> str:
    """A colour of the payload in SVG's form."""
    value = part.get(key)
    return f"#{value:06x}" if isinstance(value, int) else default


def draw_component(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """Any component; returns where it ends."""
    kind = part.get("type")
    if not isinstance(kind, int) or kind not in DRAWN:
        raise ValueError(f"cannot draw a component of type {kind!r}")
    return DRAWN[kind](picture, part, x, y, width)


def draw_stack(
    picture: Picture, parts: Sequence[Part], x: float, y: float, width: float, gap: float = GAP
) -> float:
    """Components below each other."""
    for index, part in enumerate(parts):
        y = draw_component(picture, part, x, y + (gap if index else 0), width)
    return y


def draw_container(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """A card with rounded corners, and the accent bar at its left."""
    mark = len(picture.shapes)
    inset = ACCENT + PADDING
    inner = width - inset - PADDING
    end = draw_stack(picture, parts_of(part, "components"), x + inset, y + PADDING, inner)
    accent = color_of(part, "accent_color", "")
    return finish_card(picture, mark, (x, y, width), end + PADDING, accent, RADIUS)


def finish_card(
    picture: Picture,
    mark: int,
    place: tuple[float, float, float],
    end: float,
    accent: str,
    radius: float,
) -> float:
    """The card behind what was drawn on it since `mark`, now that its height is known."""
    x, y, width = place
    if accent:
        picture.path(bar_path(x, y, end, radius), fill=accent)
        picture.behind(mark)
    picture.box(x + 0.5, y + 0.5, width - 1, end - y - 1, radius, fill=CARD, stroke=EDGE)
    picture.behind(mark)
    return end


def bar_path(x: float, y: float, end: float, radius: float) -> str:
    """The leftmost strip of a card, rounded like its corners."""
    curve = radius - (radius**2 - (radius - ACCENT) ** 2) ** 0.5
    right, top, bottom = (number(float(value)) for value in (x + ACCENT, y + curve, end - curve))
    arc = f"A{radius} {radius} 0 0 0"
    left, high, low = (number(float(value)) for value in (x, y + radius, end - radius))
    return f"M{right} {top}{arc} {left} {high}V{low}{arc} {right} {bottom}Z"


def draw_display(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """A text display."""
    return draw_markdown(picture, text_of(part, "content"), x, y, width)


def draw_separator(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """A thin line, or the room of one."""
    room = GAP if part.get("spacing") == 2 else 0
    if part.get("divider", True):
        picture.box(x, y + room, width, 1, 0, fill=BOX)
    return y + 2 * room + 1


def draw_section(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """Texts, with a button or a thumbnail at their right."""
    accessory = part_of(part, "accessory")
    is_button = accessory.get("type") == 2
    aside = button_width(accessory, width / 2) if is_button else THUMBNAIL
    texts = parts_of(part, "components")
    end = draw_stack(picture, texts, x, y, width - aside - PADDING, gap=0)
    left = x + width - aside
    return max(end, draw_component(picture, accessory, left, y, aside))


def draw_row(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """One select, or buttons beside each other, on further lines where one is not enough."""
    left = x
    items = parts_of(part, "components")
    if items and items[0].get("type") in SELECTS:
        return draw_component(picture, items[0], x, y, min(width, SELECT_WIDTH))
    for button in items:
        wide = button_width(button, width)
        if left > x and left + wide > x + width:
            left, y = x, y + BUTTON_HEIGHT + GAP
        draw_component(picture, button, left, y, wide)
        left += wide + GAP
    return y + BUTTON_HEIGHT


def button_label(part: Part) -> Run:
    """A button's emoji and label; an emoji of a server's own is told by its name."""
    emoji = part_of(part, "emoji")
    name = text_of(emoji, "name")
    icon = f":{name}:" if emoji.get("id") else name
    return Run(f"{icon} {text_of(part, 'label')}".strip(), LABEL)


def button_extra(part: Part) -> int:
    """What a button is wider than its label."""
    return 2 * PADDING + (ARROW + 6 if part.get("style") == LINK_BUTTON else 0)


def button_width(part: Part, limit: float) -> float:
    """How wide a button is drawn."""
    return min(limit, ceil(measure([button_label(part)])) + button_extra(part))


def draw_button(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """A button in its style's colour; a link's has an arrow that leads out of a box."""
    mark = len(picture.shapes)
    style = part.get("style")
    fill = BUTTONS.get(style, BUTTONS[2]) if isinstance(style, int) else BUTTONS[2]
    picture.box(x, y, width, BUTTON_HEIGHT, RADIUS, fill=fill)
    label = shortened(button_label(part), width - button_extra(part))
    picture.line([label], x + PADDING, y, BUTTON_HEIGHT)
    if style == LINK_BUTTON:
        draw_arrow(picture, x + width - PADDING - ARROW, y + (BUTTON_HEIGHT - ARROW) / 2)
    if part.get("disabled"):
        picture.shapes[mark:] = [tag("g", "".join(picture.shapes[mark:]), opacity=0.5)]
    return y + BUTTON_HEIGHT


def draw_select(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """A closed select: what is chosen in it, else what it asks for, and a mark that it opens."""
    chosen = picture.chosen(part)
    text = ", ".join(chosen) or text_of(part, "placeholder") or "Make a selection"
    style = Style(size=14, fill=TEXT if chosen else MUTED)
    picture.box(x + 0.5, y + 0.5, width - 1, SELECT_HEIGHT - 1, RADIUS, fill=CODE, stroke=EDGE)
    label = shortened(Run(text, style), width - 3 * PADDING)
    picture.line([label], x + 12, y, SELECT_HEIGHT)
    move = f"translate({number(x + width - 28)} {number(y + SELECT_HEIGHT / 2)})"
    picture.path("M-5 -2.5l5 5 5 -5", transform=move, fill="none", stroke=MUTED, stroke_width=2)
    return y + SELECT_HEIGHT


def draw_arrow(picture: Picture, x: float, y: float) -> None:
    """The mark of a link that leads out of Discord."""
    steps = "M9.5 2.5h4v4M13.5 2.5l-6 6M11.5 9.5v4h-9v-9h4"
    move = f"translate({number(x)} {number(y)})"
    picture.path(steps, transform=move, fill="none", stroke="#ffffff", stroke_width=1.5)


def draw_thumbnail(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """A small grey box with the picture's alternative text."""
    return draw_alt(picture, text_of(part, "description"), x, y, width, THUMBNAIL)


def draw_gallery(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """A grey box for each picture, with its alternative text."""
    for index, item in enumerate(parts_of(part, "items")):
        top = y + (GAP if index else 0)
        y = draw_alt(picture, text_of(item, "description"), x, top, width, PICTURE)
    return y


def draw_alt(picture: Picture, text: str, x: float, y: float, width: float, height: float) -> float:
    """A grey box for a picture; it grows with its alternative text."""
    mark = len(picture.shapes)
    end = draw_runs(picture, [Run(text, CAPTION)], x + GAP, y + GAP, width - 2 * GAP, 16)
    bottom = max(y + height, end + GAP)
    picture.box(x, y, width, bottom - y, RADIUS, fill=BOX)
    picture.behind(mark)
    return bottom


DRAWN: dict[int, Callable[[Picture, Part, float, float, float], float]] = {
    1: draw_row,
    2: draw_button,
    **dict.fromkeys(SELECTS, draw_select),
    9: draw_section,
    10: draw_display,
    11: draw_thumbnail,
    12: draw_gallery,
    14: draw_separator,
    17: draw_container,
}


# Embeds


def draw_embed(picture: Picture, part: Part, x: float, y: float, width: float) -> float:
    """An embed as a card: author, title, description, fields, footer."""
    mark = len(picture.shapes)
    width = min(width, EMBED_WIDTH)
    left, inner = x + ACCENT + 12, width - ACCENT - 12 - PADDING
    end = y + 12
    for text, style in embed_texts(part):
        end = draw_markdown(picture, text, left, end, inner, style) + GAP
    end = draw_fields(picture, parts_of(part, "fields"), left, end, inner)
    if footer := text_of(part_of(part, "footer"), "text"):
        end = draw_runs(picture, [Run(footer, CAPTION)], left, end, inner, 16) + GAP
    bar = color_of(part, "color", CODE)
    return finish_card(picture, mark, (x, y, width), end + 4, bar, ACCENT)


def embed_texts(part: Part) -> list[tuple[str, Style]]:
    """The texts at an embed's top, with their styles."""
    title_color = LINK if part.get("url") else BRIGHT
    texts = [
        (text_of(part_of(part, "author"), "name"), replace(SMALL, fill=BRIGHT, bold=True)),
        (text_of(part, "title"), Style(fill=title_color, bold=True)),
        (text_of(part, "description"), SMALL),
    ]
    return [(text, style) for text, style in texts if text]


def draw_fields(
    picture: Picture, fields: Sequence[Part], x: float, y: float, width: float
) -> float:
    """An embed's fields, those that are inline beside each other."""
    for row in field_rows(fields):
        wide = (width - GAP * (len(row) - 1)) / len(row)
        lefts = [x + index * (wide + GAP) for index in range(len(row))]
        ends = [
            draw_field(picture, field, left, y, wide)
            for left, field in zip(lefts, row, strict=True)
        ]
        y = max(ends) + GAP
    return y


def field_rows(fields: Sequence[Part]) -> list[list[Part]]:
    """The fields by rows."""
    rows: list[list[Part]] = []
    for field in fields:
        last = rows[-1] if rows else []
        joined = last and last[-1].get("inline") and field.get("inline")
        if joined and len(last) < FIELDS_A_ROW:
            last.append(field)
        else:
            rows.append([field])
    return rows


def draw_field(picture: Picture, field: Part, x: float, y: float, width: float) -> float:
    """A field's name above its value."""
    name = replace(SMALL, fill=BRIGHT, bold=True)
    y = draw_markdown(picture, text_of(field, "name"), x, y, width, name)
    return draw_markdown(picture, text_of(field, "value"), x, y, width, SMALL)


# The message


def draw_header(picture: Picture, author: str) -> float:
    """The avatar, the author's name, the APP badge and the time."""
    draw_avatar(picture)
    name = Run(author, Style(fill=BRIGHT, bold=True))
    picture.line([name], GUTTER, MARGIN, 22)
    x = GUTTER + measure([name]) + 6
    badge = Run("APP", Style(size=11, fill="#ffffff", bold=True))
    wide = measure([badge]) + 10
    picture.box(x, MARGIN + 3, wide, 16, 4, fill=BADGE)
    picture.line([badge], x + 5, MARGIN + 3, 16)
    picture.line([Run(f"Today at {picture.now:%H:%M}", CAPTION)], x + wide + 8, MARGIN, 22)
    return MARGIN + 26


def draw_avatar(picture: Picture) -> None:
    """A round avatar: lines of text, and a footnote's superscript 1 after the first of them."""
    center = MARGIN + AVATAR / 2
    picture.shapes.append(tag("circle", cx=center, cy=center, r=AVATAR / 2, fill=BADGE))
    move = f"translate({MARGIN} {MARGIN})"
    look = {"transform": move, "fill": "none", "stroke": "#ffffff", "stroke-linecap": "round"}
    picture.path("M10 18h11M10 24h18M10 30h12", stroke_width=2.5, **look)
    picture.path("M25 10.5l3-2v9", stroke_width=2.5, stroke_linejoin="round", **look)


def draw(
    message: Mapping[str, object],
    *,
    author: str = "Footnote",
    now: datetime | None = None,
    width: int = 640,
    names: Mapping[str, str] | None = None,
) -> str:
    """A message as SVG text: its header, then its content, embeds and components.

    `names` are those of the channels and roles that it tells of by their ids.
    """
    moment = datetime.now(UTC) if now is None else now.astimezone(UTC)
    picture = Picture(moment, names or {})
    inner = width - GUTTER - MARGIN
    y = draw_header(picture, author)
    if content := text_of(message, "content"):
        y = draw_markdown(picture, content, GUTTER, y, inner) + GAP
    for embed in parts_of(message, "embeds"):
        y = draw_embed(picture, embed, GUTTER, y, inner) + GAP
    for part in parts_of(message, "components"):
        y = draw_component(picture, part, GUTTER, y, inner) + GAP
    return picture.svg(width, y - GAP + MARGIN, f"A message from {author} on Discord")


def main() -> None:
    """Draws the message in one file to a picture in another."""
    parser = argparse.ArgumentParser(description="Draws a Discord message to an SVG picture.")
    parser.add_argument("payload", type=Path, help="a message as JSON")
    parser.add_argument("picture", type=Path, help="the SVG file to write")
    parser.add_argument("--author", default="Footnote", help="the name above the message")
    parser.add_argument("--now", type=datetime.fromisoformat, help="the time it is told at")
    parser.add_argument("--width", type=int, default=640, help="in pixels")
    given = parser.parse_args()
    message = json.loads(given.payload.read_text(encoding="utf-8"))
    picture = draw(message, author=given.author, now=given.now, width=given.width)
    given.picture.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
