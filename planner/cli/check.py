"""planner check: read and validate everything, solve nothing."""

from collections.abc import Mapping
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, ScenarioPath, print_json, print_text, told_errors
from planner.inputs import Inputs, read_inputs
from planner.language import Text, in_language
from planner.progress import told
from planner.reading.later_years import outlook_note
from planner.show.settings import apply_settings
from planner.show.words.problem_json import both

Settings = Annotated[
    bool,
    typer.Option(
        "--settings",
        help=Text(
            "take the settings from the workbook's sheet 设置: check it and write SCENARIO from it first",
            "以工作簿的“设置”表为准：先核对该表，并按它写出 SCENARIO 文件",
        ),
    ),
]


def check(scenario: ScenarioPath, *, settings: Settings = False, as_json: Json = False, quiet: Quiet = False) -> None:
    """Read and validate everything; solve nothing."""
    with told_errors(as_json=as_json):
        applied = [apply_settings(scenario).text()] if settings else []
        with told(quiet=quiet or as_json) as report:
            report("reading", None)
            inputs = read_inputs(scenario)
        counts = _counts(inputs)
        notes = [*applied, *inputs.notes, *outlook_note(inputs.district.pupils, inputs.scenario)]
        if as_json:
            print_json({"ok": True, "counts": counts} | both("notes", notes))
            return
        print_text(_summary(counts))
        for note in notes:
            print_text(f"  {in_language(note)}")


def _summary(counts: Mapping[str, int]) -> str:
    en = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    zh = "，".join(f"{_COUNTED[what]} {count:,} {_MEASURES[what]}" for what, count in counts.items())
    return in_language(Text(f"no problems found: {en}", f"数据无误：{zh}"))


_COUNTED = {"settlements": "居民点", "schools": "学校", "pupils": "学生", "blocks": "需安排的学生组",
            "pairs within reach": "可达的居民点与学校组合"}  # fmt: skip
_MEASURES = {"settlements": "个", "schools": "所", "pupils": "人", "blocks": "个", "pairs within reach": "个"}


def _counts(inputs: Inputs) -> dict[str, int]:
    district, problem = inputs.district, inputs.problem
    return {
        "settlements": len(district.settlements),
        "schools": len(district.schools),
        "pupils": int(problem.block_pupils.sum()),
        "blocks": problem.n_blocks,
        "pairs within reach": problem.n_pairs,
    }
