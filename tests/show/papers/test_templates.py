"""The templates that come with the planner, and those of others."""

import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from planner.errors import InputError
from planner.show.papers import english, english_school, hearing_paper, plan_paper
from planner.show.papers.fill import fill_template
from planner.show.papers.make_templates import write_templates
from planner.show.papers.own_template import check_plan_template
from tests.papers import opened, rows_of_all
from tests.shown import Shown

TEMPLATES = [plan_paper.TEMPLATE, hearing_paper.TEMPLATE, english.TEMPLATE, english_school.TEMPLATE]
PARTS = ["document", "styles", "fontTable", "header1", "footer1", "settings"]
ids = pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)


@ids
def test_the_shipped_template_is_the_made_one(template: Path, tmp_path: Path) -> None:
    """Words and looks changed in the script are in the file too."""
    write_templates(tmp_path)
    with zipfile.ZipFile(template) as shipped, zipfile.ZipFile(tmp_path / template.name) as made:
        for part in PARTS:
            assert shipped.read(f"word/{part}.xml") == made.read(f"word/{part}.xml"), f"{part}: run make_templates"


@ids
def test_every_style_names_a_chinese_font(template: Path) -> None:
    """Defaults, styles and font table: nothing is left to the machine, and no theme decides."""
    document = opened(template)
    fonts = [*document.styles.element.iter(qn("w:rFonts"))]
    assert len(fonts) > len([style for style in document.styles if style.type in {1, 2, 3}])
    known = {"仿宋", "黑体", "楷体", "宋体"}
    assert {font.get(qn("w:eastAsia")) for font in fonts} <= known
    assert not any(name.endswith("Theme") for font in fonts for name in font.attrib)
    with zipfile.ZipFile(template) as file:
        table = file.read("word/fontTable.xml").decode()
    assert all(f'w:name="{font}"' in table for font in known)


@ids
def test_no_row_breaks_and_headings_repeat(template: Path) -> None:
    """Every row stays on a page; every list repeats its heading."""
    document = opened(template)
    for table, place in rows_of_all(document.tables):
        properties = table.rows[place]._tr.trPr
        assert properties is not None
        assert properties.find(qn("w:cantSplit")) is not None
        is_list = "{%tr" in table.rows[min(1, len(table.rows) - 1)].cells[0].text
        if is_list and not place:
            assert properties.find(qn("w:tblHeader")) is not None


def test_the_page_is_an_official_papers() -> None:
    """A4, 37, 35, 28 and 26 mm, 16-point text, page numbers on odd and even pages."""
    document = opened(plan_paper.TEMPLATE)
    section = document.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
             section.right_margin)  # fmt: skip
    assert [round(side / Mm(1)) for side in sides if side is not None] == [210, 297, 37, 35, 28, 26]
    assert document.styles["Body Text"].font.size.pt == 16
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert 'w:instr="PAGE"' in footer.paragraphs[0]._p.xml


def made_template(folder: Path, text: str) -> Path:
    """Write a template of one paragraph."""
    document = Document()
    document.add_paragraph(text)
    document.save(str(folder / "own.docx"))
    return folder / "own.docx"


def test_a_bureaus_own_template_is_filled(tmp_path: Path) -> None:
    """Any document with fields will do."""
    made = fill_template(made_template(tmp_path, "关于{{ title }}的请示"), {"title": "甲方案"}, title="x" * 400)
    (tmp_path / "made.docx").write_bytes(made)
    document = opened(tmp_path / "made.docx")
    assert document.paragraphs[0].text == "关于甲方案的请示"
    assert len(document.core_properties.title) == 255


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ tilte }}", "asks for a field that is not there.*tilte"),
        ("{{ title", "cannot be filled"),
        ("{{ title.__class__.__mro__ }}", "cannot be filled|not there"),
        ("{% for x in title %}", "cannot be filled"),
    ],
)
def test_a_wrong_template_is_told(tmp_path: Path, text: str, said: str) -> None:
    """A misspelt field, a broken mark, a way out of the fields: an error that names the file."""
    with pytest.raises(InputError, match=f"(?s)own.docx.*({said})"):
        fill_template(made_template(tmp_path, text), {"title": "甲方案"}, title="")


def test_a_file_that_is_no_template_is_told(tmp_path: Path) -> None:
    """Neither a missing file nor one of another kind is a fault of the program."""
    (tmp_path / "text.docx").write_text("no Word file")
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as file:
        file.writestr("a", "b")
    for name in ("missing.docx", "text.docx", "zip.docx"):
        with pytest.raises(InputError, match=name):
            fill_template(tmp_path / name, {}, title="")


def test_a_bureau_fills_a_template_of_its_own(merging: Shown, tmp_path: Path) -> None:
    """Its words, its order, its styles; captions are numbered where it has them."""
    document = Document()
    document.add_paragraph("孟津区教体局：{{ title }}，{{ actions|length }}个规划年")
    document.add_paragraph("{%p for step in steps %}")
    document.add_paragraph("{{ step.step }}")
    document.add_paragraph("{%p endfor %}")
    document.save(str(tmp_path / "own.docx"))
    check_plan_template(tmp_path / "own.docx")
    plan_paper.write_plan_paper(
        tmp_path / "plan.docx", merging.results, given=plan_paper.Given(template=tmp_path / "own.docx")
    )
    said = [paragraph.text for paragraph in opened(tmp_path / "plan.docx").paragraphs]
    assert said[0] == "孟津区教体局：两村方案，1个规划年"
    assert "报批" in said


def test_what_a_template_of_ones_own_lacks_is_said_at_once(tmp_path: Path) -> None:
    """Every field that is not there, a file that is no Word file, a tag that is not closed."""
    own = tmp_path / "own.docx"
    document = Document()
    document.add_paragraph("{{ title }}{{ mayor }}{{ weather.today }}")
    document.save(str(own))
    with pytest.raises(InputError, match="mayor, weather"):
        check_plan_template(own)
    document.add_paragraph("{%p if title %}")
    document.save(str(own))
    with pytest.raises(InputError, match="cannot be filled"):
        check_plan_template(own)
    own.write_text("no Word file")
    with pytest.raises(InputError, match="cannot read"):
        check_plan_template(own)
