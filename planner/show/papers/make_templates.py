"""Make the templates that come with the planner: python -m planner.show.papers.make_templates.

To be run when a template's words or look are changed here; a test tells when it was forgotten. A bureau that wants its
own words or fonts copies plan.docx, changes it in Word, and leaves the fields in double braces as they are.
"""

import io
from pathlib import Path

from docx.document import Document as DocumentFile

from planner.show.papers.fill import pack_again
from planner.show.papers.template_english import english_hearing_template, english_plan_template
from planner.show.papers.template_hearing import hearing_template
from planner.show.papers.template_plan import plan_template

FOLDER = Path(__file__).parent


def write_templates(folder: Path) -> None:
    """Write plan.docx, hearing.docx and those in English into a folder; the same words give the same bytes."""
    made = {
        "plan.docx": plan_template(),
        "hearing.docx": hearing_template(),
        "plan-en.docx": english_plan_template(),
        "hearing-en.docx": english_hearing_template(),
    }
    for name, template in made.items():
        (folder / name).write_bytes(_packed(template))


def _packed(document: DocumentFile) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return pack_again(made.getvalue())


if __name__ == "__main__":
    write_templates(FOLDER)
