"""Numbers of a paper's tables and figures, and the lists of them at its beginning.

A caption is a paragraph in the style 表题 or 图题, in English Table caption or Figure caption; the lists take the place
of a paragraph in the style 图表目录. A template without these styles is left as it is.
"""

import copy

from docx.document import Document as DocumentFile
from docx.text.paragraph import Paragraph

LIST = "图表目录"
CAPTIONS = (("表题", "表{}　"), ("图题", "图{}　"), ("Table caption", "Table {}. "), ("Figure caption", "Figure {}. "))
"""Styles of captions, tables before figures, and what is set before their words."""


def number_captions(document: DocumentFile) -> None:
    """Give tables and figures numbers in their order, and write the lists."""
    listed = [text for style, form in CAPTIONS for text in _numbered(document, style, form)]
    for place in [each for each in document.paragraphs if _style(each) == LIST]:
        _fill_list(place, listed)


def _numbered(document: DocumentFile, style: str, form: str) -> list[str]:
    captions = [each for each in document.paragraphs if _style(each) == style and each.text.strip()]
    for number, caption in enumerate(captions, 1):
        caption.runs[0].text = f"{form.format(number)}{caption.runs[0].text}"
    return [caption.text for caption in captions]


def _fill_list(place: Paragraph, listed: list[str]) -> None:
    """Put a paragraph for each entry where the place was; none where nothing is listed."""
    for text in listed:
        entry = copy.deepcopy(place._p)  # noqa: SLF001 - python-docx cannot copy a paragraph
        place._p.addprevious(entry)  # noqa: SLF001 - as above
        Paragraph(entry, place._parent).text = text  # noqa: SLF001 - as above
    place._p.getparent().remove(place._p)  # noqa: SLF001 - as above


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return "" if style is None else str(style.name)
