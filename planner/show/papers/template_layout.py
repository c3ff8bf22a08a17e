"""The look of the papers' templates: page, fonts, styles, tables, page numbers.

After the layout of official papers (GB/T 9704): A4, margins 37, 35, 28 and 26 mm, text in 16-point 仿宋 on 28-point
lines, 黑体 and 楷体 headings, page numbers between dashes at the outer edge. The fonts are those of a Chinese Windows;
a title is in bold 宋体, and a bureau that owns 方正小标宋 may name it in the style "Title". Line heights are exact, so
that another machine's fonts do not move a page.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

LATIN = "Times New Roman"
_BODY, _HEAD, _SUB, _SONG = "仿宋", "黑体", "楷体", "宋体"
_ALSO = {_BODY: "FangSong", _HEAD: "SimHei", _SUB: "KaiTi", _SONG: "SimSun"}
"""What else a font is called: a machine without it chooses a kin by these names."""
_KEPT = frozenset({
    "Normal", "Default Paragraph Font", "Normal Table", "No List", "Title", "Subtitle", "Heading 1", "Heading 2",
    "Heading 3", "Header", "Footer", "Body Text", "Table Grid",
})  # fmt: skip
_RED = RGBColor(0xC0, 0x00, 0x00)
CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""A fixed date, so that the same template gives the same bytes."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """A paragraph style: fonts in points, lines exactly so high."""

    font: str
    points: float
    line: float
    bold: bool = False
    before: float = 0
    after: float = 0
    indent_letters: float = 0
    """First line, in letters of the style's size."""
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    red: bool = False
    keep_with_next: bool = False


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Columns of a table: heading, width in millimetres, text of a cell. A cell's text may hold fields."""

    heads: Sequence[str]
    widths: Sequence[float]
    cells: Sequence[str]
    centred: frozenset[int] = frozenset()
    """Columns whose cells stand in the middle: numbers and short words."""


CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
OFFICIAL: Mapping[str, Look] = {
    "Title": Look(font=_SONG, points=22, line=36, bold=True, before=6, after=6, align=CENTRE),
    "Subtitle": Look(font=_SUB, points=16, line=28, align=CENTRE),
    "Body Text": Look(font=_BODY, points=16, line=28, indent_letters=2),
    "Heading 1": Look(font=_HEAD, points=16, line=28, indent_letters=2, keep_with_next=True),
    "Heading 2": Look(font=_SUB, points=16, line=28, indent_letters=2, keep_with_next=True),
    "Heading 3": Look(font=_HEAD, points=14, line=26, before=8, keep_with_next=True, align=LEFT),
    "表题": Look(font=_HEAD, points=12, line=22, before=6, after=2, align=CENTRE, keep_with_next=True),
    "图题": Look(font=_HEAD, points=12, line=22, before=2, after=6, align=CENTRE),
    "图表目录": Look(font=_BODY, points=12, line=20, align=LEFT),
    "表头": Look(font=_HEAD, points=10.5, line=15, align=CENTRE, keep_with_next=True),
    "表文": Look(font=_BODY, points=10.5, line=15, align=LEFT),
    "表数": Look(font=_BODY, points=10.5, line=15, align=CENTRE),
    "附注": Look(font=_BODY, points=12, line=20, align=LEFT, after=6),
    "附件首": Look(font=_BODY, points=12, line=20, align=LEFT, after=2, keep_with_next=True),
    "附件文": Look(font=_BODY, points=12, line=20, align=LEFT),
    "警示": Look(font=_HEAD, points=12, line=20, align=LEFT, red=True),
}
"""Styles of the plan, by name."""
PAGE: Mapping[str, Look] = {
    "Title": Look(font=_SONG, points=18, line=26, bold=True, after=2, align=CENTRE),
    "Body Text": Look(font=_BODY, points=11, line=16, indent_letters=2),
    "Heading 1": Look(font=_HEAD, points=11, line=16, before=4, after=1, align=LEFT, keep_with_next=True),
    "表头": Look(font=_HEAD, points=10, line=13.5, align=CENTRE),
    "表文": Look(font=_BODY, points=10, line=13.5, align=LEFT),
    "表数": Look(font=_BODY, points=10, line=13.5, align=CENTRE),
    "附件文": Look(font=_BODY, points=11, line=15.5, align=LEFT),
    "附注": Look(font=_BODY, points=9, line=13, before=2, align=LEFT),
    "警示": Look(font=_HEAD, points=9.5, line=13, align=LEFT, red=True),
}
"""Styles of the page for parents, by name."""


ENGLISH: Mapping[str, Look] = {
    **{
        name: replace(OFFICIAL[name], points=points, line=line, indent_letters=0, align=LEFT)
        for name, points, line in (
            ("Title", 20, 28), ("Body Text", 11, 15), ("Heading 1", 14, 22), ("Heading 2", 12, 20),
            ("Heading 3", 11, 18),
            ("表头", 9, 12), ("表文", 9, 12), ("附注", 9, 12), ("附件首", 10, 14), ("附件文", 10, 14), ("警示", 11, 16),
            ("图表目录", 10, 14),
        )
    },
    "表数": replace(OFFICIAL["表数"], points=9, line=12),
    "Table caption": replace(OFFICIAL["表题"], points=10, line=16, align=LEFT),
    "Figure caption": replace(OFFICIAL["图题"], points=10, line=16),
}  # fmt: skip
"""Styles of the plan in English."""
ENGLISH_PAGE: Mapping[str, Look] = {
    **PAGE, "Body Text": replace(PAGE["Body Text"], indent_letters=0, after=2, align=LEFT),
}  # fmt: skip
"""Styles of the page for parents in English."""


@dataclass(frozen=True, kw_only=True)
class Margins:
    """Margins of a page, millimetres."""

    top: float
    bottom: float
    left: float
    right: float


def new_document(looks: Mapping[str, Look], margins: Margins, *, both_sides: bool) -> DocumentFile:
    """Return an empty A4 document with these styles, a header for the label of made-up data, and page numbers.

    `both_sides` puts the page number at the outer edge of odd and even pages; else there is none.
    """
    document = Document()
    _forget_styles(document)
    _set_fonts_everywhere(document)
    for name, look in looks.items():
        _set_style(document, name, look)
    _set_page(document, margins)
    _set_label(document, both_sides=both_sides)
    _name_fonts(document)
    _set_properties(document)
    _set_settings(document)
    return document


def add(document: DocumentFile, style: str, text: str) -> Paragraph:
    """Add a paragraph."""
    return document.add_paragraph(text, style=style)


def add_loop(document: DocumentFile, tag: str, *, style: str = "附件文") -> None:
    """Add a paragraph that is a mark of the template: {%p … %}; it leaves nothing behind when filled."""
    document.add_paragraph(f"{{%p {tag} %}}", style=style)


def add_if(document: DocumentFile, field: str, style: str, text: str) -> None:
    """Add a paragraph that stands only where a field is not empty."""
    add_loop(document, f"if {field}")
    add(document, style, text)
    add_loop(document, "endif")


def add_table(document: DocumentFile, columns: Columns, loop: str) -> Table:
    """Add a table whose heading repeats on every page, with one row for each turn of `loop`; no row breaks."""
    table = _framed(document, 4, columns.widths)
    _write_row(table.rows[0].cells, columns.heads, ["表头"] * len(columns.heads))
    _mark_row(table, 0, heading=True)
    styles = ["表数" if place in columns.centred else "表文" for place in range(len(columns.heads))]
    for place, texts in enumerate(([f"{{%tr for {loop} %}}"], columns.cells, ["{%tr endfor %}"]), 1):
        _write_row(table.rows[place].cells, texts, styles)
        _mark_row(table, place, heading=False)
    _fix_widths(table, columns.widths)
    return table


def add_form(
    document: DocumentFile, rows: Sequence[Sequence[str]], widths: Sequence[float], *, headed: bool = False
) -> Table:
    """Add a table of fixed rows: the first column names what stands in the others; `headed`: so does the first row."""
    table = _framed(document, len(rows), widths)
    for place, texts in enumerate(rows):
        heading = headed and not place
        _write_row(table.rows[place].cells, texts, ["表头", *["表头" if heading else "表文"] * (len(texts) - 1)])
        _mark_row(table, place, heading=heading)
    _fix_widths(table, widths)
    return table


def set_height(table: Table, place: int, millimetres: float) -> None:
    """Give a row at least this height, for handwriting."""
    table.rows[place].height = Mm(millimetres)
    table.rows[place].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST


def break_page_before(paragraph: Paragraph) -> None:
    """Start a page with a paragraph."""
    paragraph.paragraph_format.page_break_before = True


def let_grow(paragraph: Paragraph) -> None:
    """Let a paragraph be as high as the picture in it."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _framed(document: DocumentFile, rows: int, widths: Sequence[float]) -> Table:
    table: Table = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    return table


def _write_row(cells: Sequence[_Cell], texts: Sequence[str], styles: Sequence[str]) -> None:
    for cell, text, style in zip(cells, [*texts, *[""] * (len(cells) - len(texts))], styles, strict=True):
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)


def _mark_row(table: Table, place: int, *, heading: bool) -> None:
    """Keep a row on one page, and repeat it on every page where it is the heading."""
    properties = table.rows[place]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _fix_widths(table: Table, widths: Sequence[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _set_cell_margins(table)


def _set_cell_margins(table: Table) -> None:
    """Leave a millimetre at both sides of a cell: figures need the width."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no cell margins
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else list(properties).index(look), margins)


def _forget_styles(document: DocumentFile) -> None:
    """Drop the styles that the papers do not use, so that a list of styles can be read, and the links to them."""
    for style in list(document.styles):
        if style.name not in _KEPT:
            style.delete()
    for style in document.styles:
        for link in style.element.findall(qn("w:link")):
            style.element.remove(link)


def _set_fonts_everywhere(document: DocumentFile) -> None:
    """Name a Latin and a Chinese font in the defaults and in every style: nothing is left to a theme."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_fonts(defaults, _BODY)
    for style in document.styles:
        if style.type in {WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.TABLE}:
            _set_fonts(style.element.get_or_add_rPr(), _BODY)


def _set_fonts(properties: BaseOxmlElement, chinese: str) -> None:
    """Set fonts and language of run properties."""
    for tag in ("w:rFonts", "w:lang"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for kind, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", chinese), ("cs", LATIN)):
        fonts.set(qn(f"w:{kind}"), font)
    properties.insert(0, fonts)
    language = OxmlElement("w:lang")
    for kind, code in (("val", "en-US"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{kind}"), code)
    properties.append(language)


def _set_style(document: DocumentFile, name: str, look: Look) -> None:
    known = {style.name for style in document.styles}
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    style.font.size, style.font.bold, style.font.italic = Pt(look.points), look.bold, False
    style.font.color.rgb = _RED if look.red else RGBColor(0, 0, 0)
    _set_fonts(properties, look.font)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.alignment = look.align
    layout.keep_with_next = look.keep_with_next
    layout.widow_control = True
    for frame in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(frame)
    if look.indent_letters:
        layout.first_line_indent = Pt(look.indent_letters * look.points)
        style.element.pPr.ind.set(qn("w:firstLineChars"), str(int(look.indent_letters * 100)))


def _set_page(document: DocumentFile, margins: Margins) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.header_distance = Mm(min(15, margins.top / 2))
    section.footer_distance = Mm(min(25, margins.bottom / 2))


def _set_label(document: DocumentFile, *, both_sides: bool) -> None:
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = both_sides
    sides = [(section.header, section.footer, RIGHT)]
    if both_sides:
        sides.append((section.even_page_header, section.even_page_footer, LEFT))
    for header, footer, align in sides:
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        head = header.paragraphs[0]
        head.style, head.alignment = document.styles["Header"], CENTRE
        run = head.add_run("{{ stamp }}")
        run.font.color.rgb, run.font.size, run.font.bold = _RED, Pt(10.5), True
        foot = footer.paragraphs[0]
        foot.style, foot.alignment = document.styles["Footer"], align
        if both_sides:
            _number_page(foot)


def _number_page(paragraph: Paragraph) -> None:
    paragraph.add_run("— ").font.size = Pt(14)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields
    run = paragraph.add_run("1")
    run.font.size = Pt(14)
    field.append(run._r)  # noqa: SLF001 - as above
    paragraph.add_run(" —").font.size = Pt(14)


def _name_fonts(document: DocumentFile) -> None:
    """Write what else each font is called into the font table."""
    part = next(part for part in document.part.package.parts if str(part.partname) == "/word/fontTable.xml")
    names = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{also}"/><w:charset w:val="86"/><w:family w:val="modern"/>'
        f'<w:pitch w:val="variable"/></w:font>'
        for name, also in _ALSO.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{space}">{latin}{names}</w:fonts>'
    part._blob = text.encode()  # noqa: SLF001 - python-docx keeps the font table as bytes


def _set_properties(document: DocumentFile) -> None:
    core = document.core_properties
    core.author = core.last_modified_by = "planner"
    core.comments = core.title = core.subject = core.keywords = ""
    core.created = core.modified = CREATED
    core.revision = 1


def _set_settings(document: DocumentFile) -> None:
    """Ask for the present layout rules of Word and for Chinese; drop the picture of python-docx's own template."""
    settings = document.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]
