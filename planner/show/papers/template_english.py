"""The templates of plan-en.docx and hearing-en.docx."""

from collections.abc import Sequence

from docx.document import Document as DocumentFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm

from planner.show.papers.template_layout import (
    ENGLISH,
    ENGLISH_PAGE,
    Columns,
    Margins,
    add,
    add_form,
    add_if,
    add_loop,
    add_table,
    break_page_before,
    let_grow,
    new_document,
    set_height,
)

_MARGINS = Margins(top=28, bottom=26, left=26, right=24)
_PAGE_MARGINS = Margins(top=19, bottom=12, left=22, right=20)


def english_plan_template() -> DocumentFile:
    """Return the template; its fields are those of `EnglishPaper`."""
    document = new_document(ENGLISH, _MARGINS, both_sides=True)
    add(document, "Title", "{{ title }}")
    add(document, "Body Text", "Issued by: {{ issued_by }}    Date: {{ issued_on }}")
    add_if(document, "stamp", "警示", "{{ stamp }}; not to be used for decisions.")
    add(document, "Heading 2", "Tables and figures")
    add(document, "图表目录", "(made when filled)")
    break_page_before(add(document, "Heading 1", "1. Scope and summary"))
    add(document, "Body Text", "{{ scope }}")
    _texts(document, "summary")
    add(document, "Heading 1", "2. Present state")
    _rows(document, "Existing schools by kind", ("Kind", "Schools", "Classrooms", "Beds"), (70, 30, 30, 30), "kinds")
    _rows(document, "Towns", ("Town", "Pupils", "Schools and sites", "Open in the plan", "Without a seat"),
          (50, 28, 30, 30, 24), "towns")  # fmt: skip
    add(document, "Heading 1", "3. Targets and projects of documents")
    _texts(document, "ledger")
    _rows(document, "Targets beside the plan", ("Target", "Stated", "By", "Document", "Plan", "Verdict", "Note"),
          (30, 22, 11, 30, 20, 17, 30), "targets")  # fmt: skip
    _rows(document, "Projects beside the plan", ("Project", "Works", "Town", "By", "In the plan", "Verdict"),
          (46, 28, 22, 11, 35, 18), "projects")  # fmt: skip
    _merges(document)
    add(document, "Heading 1", "6. Years, journeys and money")
    _rows(document, "By year (running totals)",
          ("Year", "Merged", "New", "Rebuilt", "Classrooms", "Beds", "One-off cost"), (16, 18, 16, 18, 24, 18, 50),
          "years")  # fmt: skip
    _rows(document, "Journeys by grade band, minutes one way",
          ("Grades", "Pupils", "Walk", "Ride", "Board", "Mean", "Longest"), (44, 22, 20, 20, 18, 16, 20),
          "bands")  # fmt: skip
    _rows(document, "Cost a year, by who bears it (not added up)", ("What", "Yuan a year"), (110, 50), "costs")
    _texts(document, "merging")
    add(document, "Heading 1", "7. Teachers, equipment, buildings; early warning")
    _texts(document, "people")
    _texts(document, "warnings")
    add(document, "Heading 1", "8. Procedure")
    _rows(document, "Steps, counted back from the autumn term", ("Step", "What", "By"), (36, 90, 34), "steps")
    _annex(document)
    _figures(document)
    return document


def _texts(document: DocumentFile, field: str) -> None:
    add_loop(document, f"for text in {field}")
    add(document, "Body Text", "{{ text }}")
    add_loop(document, "endfor")


def _rows(document: DocumentFile, caption: str, heads: Sequence[str], widths: Sequence[float], field: str) -> None:
    """Add a table of rows of cells, where there is any."""
    add_loop(document, f"if {field}")
    add(document, "Table caption", caption)
    cells = [f"{{{{ row[{place}] }}}}" for place in range(len(heads))]
    add_table(document, Columns(heads=heads, widths=widths, cells=cells), f"row in {field}")
    add_loop(document, "endif")


def _merges(document: DocumentFile) -> None:
    add(document, "Heading 1", "4. Merges")
    add_loop(document, "if schools")
    add(document, "Table caption", "Schools to be merged")
    add_table(document, Columns(
        heads=["No.", "School", "Town", "Grades", "Pupils", "Into (pupils)", "Longest way", "Year"],
        widths=[10, 32, 24, 16, 15, 36, 16, 13],
        cells=["{{ school.number }}", "{{ school.name }}", "{{ school.town }}", "{{ school.grades }}",
               "{{ school.pupils }}", "{{ school.into }}", "{{ school.farthest }}", "{{ school.year }}"],
    ), "school in schools")  # fmt: skip
    add_loop(document, "endif")
    add_loop(document, "if not schools")
    add(document, "Body Text", "No school is merged.")
    add_loop(document, "endif")
    add(document, "Heading 1", "5. Small schools that stay")
    _rows(document, "Schools that may be merged and stay", ("School", "Town", "Pupils", "Classes"), (60, 44, 28, 28),
          "kept")  # fmt: skip


def _annex(document: DocumentFile) -> None:
    add_loop(document, "if schools")
    break_page_before(add(document, "Heading 1", "Annex. Merged schools one by one"))
    add_loop(document, "for school in schools")
    add(document, "Heading 3", "{{ school.number }}. {{ school.name }} ({{ school.town }})")
    add(document, "附件首", "Grades {{ school.grades }}; merged in {{ school.year }}; {{ school.pupils }} pupils, into "
        "{{ school.into }}.")  # fmt: skip
    _homes(document)
    add_if(document, "school.nursery", "附件文", "{{ school.nursery }}.")
    add_if(document, "school.opposite", "附件文", "{{ school.opposite }}")
    add_if(document, "school.rules", "附件文", "{{ school.rules|join(' ') }}")
    add_loop(document, "for line in school.red_lines")
    add(document, "附件文", "{{ line }}")
    add_loop(document, "endfor")
    add_loop(document, "endfor")
    add_loop(document, "endif")


def _homes(document: DocumentFile) -> None:
    add_loop(document, "if school.homes")
    add_table(document, Columns(
        heads=["Village", "Grades", "Pupils", "School", "How", "Minutes", "km"], widths=[36, 28, 16, 40, 18, 14, 10],
        cells=["{{ home.home }}", "{{ home.band }}", "{{ home.pupils }}", "{{ home.school }}", "{{ home.mode }}",
               "{{ home.minutes }}", "{{ home.kilometres }}"],
    ), "home in school.homes")  # fmt: skip
    add_loop(document, "endif")


def _figures(document: DocumentFile) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(20), Mm(15)
    section.footer_distance = Mm(7)
    section.left_margin = section.right_margin = Mm(26)
    add(document, "Heading 1", "Maps (lettering in Chinese)")
    add_loop(document, "for figure in figures")
    let_grow(add(document, "表数", "{{ figure.picture }}"))
    add(document, "Figure caption", "{{ figure.caption }}")
    add_loop(document, "endfor")


def english_hearing_template() -> DocumentFile:
    """Return the template; its fields are those of `EnglishHearing`."""
    document = new_document(ENGLISH_PAGE, _PAGE_MARGINS, both_sides=False)
    add(document, "Title", "Proposed merge of {{ school.name }}")
    add(
        document, "Body Text",
        'To the parents: the plan "{{ plan_title }}" proposes to merge {{ school.name }} ({{ school.town }}, grades '
        "{{ school.grades }}) in {{ school.year }}; {{ school.pupils }} pupils are concerned. Nothing is decided: your "
        "opinion is heard first, then the proposal is posted and submitted for approval.",
    )  # fmt: skip
    add(document, "Heading 1", "1. Where the children would go, and how")
    add(document, "附件文", "Into {{ school.into }}; the longest way takes {{ school.farthest }} minutes one way.")
    _homes(document)
    add_if(document, "more", "附注", "{{ more }}")
    add_if(document, "school.nursery", "附件文", "{{ school.nursery }}.")
    add(document, "Heading 1", "2. What else was considered")
    add_if(document, "school.opposite", "附件文", "{{ school.opposite }}")
    add_if(document, "not school.opposite", "附件文", "What keeping the school would cost was not worked out.")
    add_if(document, "school.rules", "附件文", "{{ school.rules|join(' ') }}")
    add(document, "Heading 1", "3. Still to be arranged (by the education bureau)")
    _form(document, [["Bus and escort", ""], ["Lunch and boarding", ""], ["Safety of the road", ""]])
    add(document, "Heading 1", "4. Your opinion")
    _form(document, [["Opinion", "□ agree　　□ agree on conditions　　□ disagree"], ["Reasons, requests", ""],
                     ["Child, class, signature", ""], ["Return to, by", ""]])  # fmt: skip
    return document


def _form(document: DocumentFile, rows: list[list[str]]) -> None:
    form = add_form(document, rows, [46, 122])
    for place in range(len(rows)):
        set_height(form, place, 14.0 if rows[place][0].startswith("Reasons") else 7.0)
