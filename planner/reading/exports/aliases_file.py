"""A file of further headings: kind of export, column, and the headings that an office's exports bear."""

from pathlib import Path

from planner.errors import InputError
from planner.language import Text
from planner.reading.exports.kinds import KINDS, NO_ALIASES, Aliases
from planner.reading.faults import NO_FAULTS, Faults, fault
from planner.reading.yaml_file import read_yaml


def read_aliases(path: Path) -> tuple[Aliases, Faults]:
    """Read a file of headings, such as `register: {grade: [所读年级]}`."""
    try:
        value = read_yaml(path).values
    except InputError as problem:
        return NO_ALIASES, Faults(tuple(problem.findings))
    faults = NO_FAULTS
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    known = {kind.name: [column.name for column in kind.columns] for kind in KINDS}
    for kind, columns in value.items():
        if kind not in known or not isinstance(columns, dict):
            faults += fault(path.name, _one_of("a kind", "导出表的类型", known), column=str(kind))
            continue
        for column, headings in columns.items():
            if column not in known[kind]:
                faults += fault(path.name, _one_of("a column", "列", known[kind]), column=f"{kind}.{column}")
            elif not isinstance(headings, list) or not all(isinstance(each, str) and each for each in headings):
                expected = Text("a list of headings", "应为标题的列表")
                faults += fault(path.name, expected, column=f"{kind}.{column}")
            else:
                found.setdefault(str(kind), {})[str(column)] = tuple(map(str, headings))
    return Aliases(of=found), faults


def _one_of(what: str, chinese: str, known: object) -> Text:
    listed = ", ".join(known) if isinstance(known, dict | list) else ""
    return Text(f"{what}: one of {listed}", f"应为{chinese}之一：{listed}")
