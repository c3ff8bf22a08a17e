"""Make docs/howto/templates.md, the fields of plan.docx, from their definitions: python -m docs.make.templates."""

import ast
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import get_args, get_type_hints

from planner.show.papers import plan_paper
from planner.show.papers.plan_paper import PlanPaper

PAGE = Path(__file__).parents[1] / "howto" / "templates.md"
_HEAD = """# Word 模板 Word templates

    planner run scenarios/mengjin-2026.yaml --template 我局模板.docx
    planner redraw maps/mengjin-2026/plan.json --template 我局模板.docx

`plan.docx` 是用模板填出来的。要用本局的版式和措辞：把软件自带的模板（`planner/show/papers/plan.docx`）
复制一份，在 Word 里改字、改版式、删段落、调顺序，双花括号里的标记保持原样，再用 `--template` 指给
`run` 或 `redraw`。模板先检查：不是 Word 文件、用到没有的字段，都会在求解之前一次说清。
模板的副本 `plan-template.docx` 留在方案旁边，以后 `explain`、`redraw` 仍用它；改用软件自带的，删去副本再 `redraw`。

| 写法 | 作用 |
|---|---|
| `{{ title }}` | 填一个字段 |
| `{%p if kept_schools %}` … `{%p endif %}` | 有内容才出现的段落，各占一段 |
| `{%p for text in people %}` … `{%p endfor %}` | 重复的段落 |
| `{%tr for school in schools %}` … `{%tr endfor %}` | 重复的表格行，各占一行 |
| 样式“表题”“图题” | 自动编号：表1、图1 |
| 样式“图表目录”的段落 | 换成图表目录 |

Copy the planner's template, change words and layout in Word, keep the tags in double braces, and give it to `run`
or `redraw`. It is looked at before anything is solved. A copy, `plan-template.docx`, stays beside the plan: `explain`
and `redraw` fill it again; remove it and `redraw` to have the planner's own. Tags are those of
[docxtpl](https://docxtpl.readthedocs.io): `{{ field }}`,
`{%p if … %}` and `{%p for … %}` for paragraphs, `{%tr for … %}` for rows. Paragraphs in the styles 表题 and 图题
are numbered; one in the style 图表目录 becomes the list of tables and figures.

## Fields

All figures are words with their units. A list is gone through with `for`; names behind it are its items'.

| field | is |
|---|---|
"""


def page() -> str:
    """Return the page."""
    said = _docstrings(Path(plan_paper.__file__), "PlanPaper")
    hints = get_type_hints(PlanPaper)
    rows = []
    for field in fields(PlanPaper):
        kind = _item(hints[field.name])
        what = said.get(field.name, "")
        plain = "Text." if kind is None else "Lines of a table."
        below = f" {_names(kind)}" if kind is not None else ""
        rows.append(f"| `{field.name}` | {' '.join((what or plain).split())}{below} |")
    return _HEAD + "\n".join(rows) + "\n"


def _item(hint: object) -> type | None:
    """Return the record that a field is, or is a list of."""
    for each in (hint, *get_args(hint)):
        if isinstance(each, type) and is_dataclass(each) and each.__name__ != "Picture":
            return each
    return None


def _names(kind: type) -> str:
    names = ", ".join(f"`{field.name}`" for field in fields(kind))
    return f"Each has {names}."


def _docstrings(source: Path, name: str) -> dict[str, str]:
    """Return what stands below each field of a class."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name).body
    found = {}
    for line, below in pairwise(body):
        if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)):
            continue
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            found[line.target.id] = str(below.value.value)
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
