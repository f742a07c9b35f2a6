"""Markdown with YAML front matter -> article fields."""

import re
from collections.abc import Iterator, Mapping

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.article import ArticleError
from corpus.text import tidy

_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(.*?\n)?(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)


class _Loader(yaml.SafeLoader):
    """YAML in which a word is a word: plain YAML reads `no` as False and `12:30` as 750.

    Aliases are refused: ten lines of them can stand for more values than fit into any machine.
    """

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise ArticleError("front matter with aliases (*name) is refused; write the value out")
        node: yaml.Node | None = super().compose_node(parent, index)  # type: ignore[arg-type]
        return node


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_markdown(source: str) -> tuple[Mapping[str, object], str | None, str]:
    """Front matter, the first level-one heading if the text opens with it, and the body as text.

    Raises ArticleError when the front matter is not a YAML mapping.
    """
    matter = _FRONT_MATTER.match(source)
    fields = _front_matter(matter.group(1) or "") if matter else {}
    blocks = list(_blocks(source[matter.end() :] if matter else source))
    heading = blocks.pop(0)[1] if blocks and blocks[0][0] == "h1" else None
    return fields, heading, "\n\n".join(text for _, text in blocks)


def _front_matter(source: str) -> Mapping[str, object]:
    try:
        fields = yaml.load(source, _Loader)  # noqa: S506 - is a SafeLoader
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 2}" if where else ""
        raise ArticleError(
            f"front matter is not YAML{line}: {getattr(error, 'problem', error)}"
        ) from None
    except ValueError as error:  # a tagged value, such as `!!int x`
        raise ArticleError(f"front matter holds an impossible value: {error}") from None
    except RecursionError:
        raise ArticleError("front matter is nested too deeply") from None
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise ArticleError("front matter is not a list of `name: value` lines")
    return {str(name): value for name, value in fields.items()}


def _blocks(source: str) -> Iterator[tuple[str, str]]:
    """(tag, text) of each block: "h1", "p", …; markup gone, one line each, pictures dropped."""
    tag = ""
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.nesting == 1:
            tag = token.tag
        text = _inline(token.children or []) if token.type == "inline" else ""
        if token.type in ("fence", "code_block"):
            text = token.content
        if tidied := tidy(text):
            yield tag, tidied


def _inline(tokens: list[Token]) -> str:
    return "".join(_shown(token) for token in tokens)


def _shown(token: Token) -> str:
    if token.type in ("text", "code_inline", "text_special"):
        return token.content
    breaks = token.type in ("softbreak", "hardbreak") or _LINE_BREAK.match(token.content)
    return " " if breaks else ""
