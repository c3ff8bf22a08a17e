"""What building the site needs beside its settings: formulas as MathML, Chinese lines and anchors of Chinese headings.

A formula is a fenced block `math` or $`inline`$, as code hosts write them. Browsers draw MathML by themselves: no
script and no font is loaded. A formula that cannot be read ends the build.
"""

import re
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from mkdocs.config.defaults import MkDocsConfig
from pymdownx.slugs import slugify

_BEFORE_CODE = 195
"""Priority of the inline pattern: code spans have 190."""
_CHINESE = "[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60\u2018-\u201d\u2026]"
_LINE_END = re.compile(rf"(?<={_CHINESE})\n(?=(?:\*\*)?{_CHINESE})")
"""A line that ends in Chinese, before one that goes on in Chinese: a browser would put a blank between them."""


def block(source: str, *_: object, **__: object) -> str:
    """Return a fenced formula as MathML, in a line of its own."""
    return str(convert(source, display="block"))


class _Inline(InlineProcessor):
    """Formulas within a sentence, kept away from whatever else Markdown would make of their letters."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str, int, int]:  # noqa: ARG002, N802 - the library's names
        """Return the formula, stashed until the page is put together."""
        return self.md.htmlStash.store(convert(m.group(1))), m.start(0), m.end(0)


class Formulas(Extension):
    """The inline pattern as an extension of Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Look for formulas before code spans are looked for."""
        md.inlinePatterns.register(_Inline(r"\$`([^`]+)`\$", md), "formula", _BEFORE_CODE)


def on_page_markdown(markdown: str, **_: object) -> str:
    """Join Chinese lines, code left as it is."""
    parts = re.split(r"(^```.*?^```)", markdown, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _LINE_END.sub("", part) for part in parts)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Have fenced and inline formulas read, and headings named as code hosts name them: in their own words."""
    config.markdown_extensions.append(Formulas())
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fences.setdefault("custom_fences", []).append({"name": "math", "class": "math", "format": block})
    config.mdx_configs["toc"]["slugify"] = slugify(case="lower")
    return config
