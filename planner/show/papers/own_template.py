"""A bureau's own Word template for plan.docx: looked at before anything is computed."""

import zipfile
from dataclasses import fields
from pathlib import Path

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from planner.errors import InputError
from planner.language import Text, joined
from planner.show.papers.plan_paper import PlanPaper


def check_plan_template(template: Path) -> None:
    """Raise InputError where a file is no Word template, or names a field that a plan's paper does not have.

    Every such field is named at once. What stands below a field (`school.name`) is found out when it is filled.
    """
    try:
        asked = DocxTemplate(template).get_undeclared_template_variables(SandboxedEnvironment())
    except (OSError, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as problem:
        msg = Text(f"cannot read the Word template {template}: {problem}", f"Word 模板 {template} 读不出来：{problem}")
        raise InputError(msg) from problem
    except TemplateError as problem:
        msg = Text(
            f"the Word template {template} cannot be filled: {problem}", f"Word 模板 {template} 无法填写：{problem}"
        )
        raise InputError(msg) from problem
    unknown = joined(sorted(asked - {field.name for field in fields(PlanPaper)}))
    if unknown:
        msg = Text(
            f"the Word template {template} asks for fields that are not there: {unknown}; docs/howto/templates.md "
            "lists those that are",
            f"Word 模板 {template} 用到了没有的字段：{unknown.zh}；可用的字段见 docs/howto/templates.md",
        )
        raise InputError(msg)
