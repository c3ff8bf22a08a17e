"""What a verb's options are called and want, in both languages, read from its own signature."""

import enum
import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any

from typer.models import ArgumentInfo, OptionInfo

from planner.language import Text, in_language, joined

Info = ArgumentInfo | OptionInfo

VERB_HELP: Mapping[str, Text] = {
    "run": Text(
        "Solve, verify, write plan, maps, workbook and papers.", "求解、核验，并写出方案、地图、工作簿和文稿。"
    ),
    "check": Text("Read and check everything; solve nothing.", "读取并核对全部数据，列出每一处问题，不求解。"),
    "verify": Text(
        "Recompute every rule and every cost of a saved plan, without the optimiser.",
        "不用求解器，从原始数据重算已存方案的每条规则和每项费用。",
    ),
    "prove": Text(
        "The proof of a saved plan goes on from where it was: a higher limit, and a cheaper plan where one is found.",
        "对已存方案继续证明：提高已证明的下限，途中若找到更省的方案则一并采用。",
    ),
    "new": Text(
        "An empty district: workbook template, scenario, small sample.",
        "新建一个空的区县：工作簿模板、情景文件和小样例。",
    ),
    "example": Text(
        "The embedded example: Mengjin's tables and scenarios, ready to run.",
        "写出自带示例：孟津区的数据表和情景文件，可直接求解。",
    ),
    "maps": Text(
        "Draw every map of a saved plan.", "重画已存方案的各张图：方案、现状、学位缺口、通学时间、学校负荷、招生片区。"
    ),
    "redraw": Text(
        "Make maps, pages, workbook, papers and QGIS file of a saved plan anew.",
        "由已存方案重新生成地图、网页、工作簿、文稿和 QGIS 文件，不再求解。",
    ),
    "compare": Text(
        "Two to six plans side by side: figures, schools, journeys, maps.",
        "并列比较两到六个方案：指标、学校、行程、地图。",
    ),
    "explain": Text(
        "Why each school is kept, merged, expanded or built, and what the other way costs.",
        "说明每所学校为什么保留、撤并、扩建或新建，换一种做法要多花多少。",
    ),
    "shortfall": Text(
        "Seats wanted, there and within reach, by town, stage and year: today's network and the plan's.",
        "分乡镇、学段、年份的学位需求、现有学位和可达学位：现状与方案。",
    ),
    "forecast": Text(
        "Pupils of years to come, by settlement and grade: from births, progression, migration, new estates.",
        "由出生、升级、迁移和新建住宅预测今后各年每个居民点、年级的学生。",
    ),
    "import": Text(
        "Turn registers, statistics forms and lists that offices export into the tables of a district.",
        "把学籍、统计报表、村和学校名单等导出表变成区县数据表。",
    ),
    "stress": Text(
        "A saved plan with more or fewer pupils, a school, a road or a bridge shut: who has no seat, and where.",
        "已存方案在学生增减、学校停用、道路或桥梁中断时：谁没有学位、在哪里。",
    ),
    "buses": Text(
        "Bus lines for a plan's riders: lines, buses, kilometres, yearly cost, on a map.",
        "为已存方案的乘车学生编制校车线路：线路、车辆、里程、年费用和地图。",
    ),
    "sweep": Text(
        "One question under several settings: a plan for each, a table and a trade-off curve.",
        "同一问题分别取几种值：每种值一个方案，列表并画出取舍曲线。",
    ),
    "alternatives": Text(
        "Several plans as different as possible that cost hardly more than the best: which merges are in all of them.",
        "几个差别尽量大、费用与最好方案相近的备选方案：哪些撤并在各方案中都有。",
    ),
    "batch": Text(
        "Many scenarios, side by side here or on a Dask cluster: what is done is not done again.",
        "批量求解多个情景：在本机并行，或交给 Dask 集群；已完成的不再重算。",
    ),
    "city": Text(
        "A city or a province: its counties side by side, and who attends across their borders.",
        "一个市或省：各区县分别求解，并安排可跨界就读的学生。",
    ),
    "serve": Text(
        "The local page: everything in the browser, on this computer alone.",
        "打开本机网页：在浏览器里完成全部工作，数据不离开本机。",
    ),
}
"""What each verb does."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One option or argument: its name in the function, its type, and what it says of itself."""

    name: str
    kind: type
    info: Info

    @property
    def meaning(self) -> str:
        """Its help text, in both languages where it is a `Text`."""
        return self.info.help or ""

    @property
    def wanted(self) -> Text:
        """What its value must be.

        >>> Parameter(name="gap", kind=float, info=OptionInfo(min=0, max=1)).wanted
        'a number from 0 to 1'
        """
        if issubclass(self.kind, enum.Enum):
            choices = [str(choice.value) for choice in self.kind]
            return Text(f"one of {', '.join(choices)}", f"应为 {'、'.join(choices)} 之一")
        if self.kind not in _NUMBERS:
            return Text(f"a value: {self.meaning}", f"应填写：{in_language(self.meaning, 'zh')}")
        low, high = self.info.min, self.info.max
        number = _NUMBERS[self.kind]
        if low is not None and high is not None:
            return Text(f"{number} from {low:g} to {high:g}", f"应为 {low:g} 到 {high:g} 的{number.zh}")
        if low is not None:
            return Text(f"{number}, {low:g} or more", f"应为不小于 {low:g} 的{number.zh}")
        return Text(number, f"应为{number.zh}")


_NUMBERS: Mapping[type, Text] = {int: Text("a whole number", "整数"), float: Text("a number", "数")}


def parameters_of(verb: Callable[..., Any]) -> dict[str, Parameter]:
    """Return a verb's parameters by name."""
    hints = typing.get_type_hints(inspect.unwrap(verb), include_extras=True)
    found = {}
    for name, hint in hints.items():
        infos = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Info)]
        if infos:
            found[name] = Parameter(name=name, kind=_plain(hint.__origin__), info=infos[0])
    return found


def _plain(hint: Any) -> type:  # noqa: ANN401 - a type hint may be anything
    """Return the type of one value: float of `float | None`, Path of `list[Path] | None`."""
    if isinstance(hint, UnionType):
        hint = next(each for each in typing.get_args(hint) if each is not type(None))
    if typing.get_origin(hint) is list:
        (hint,) = typing.get_args(hint)
    return hint if isinstance(hint, type) else object


def nearest_text(nearest: list[str]) -> Text:
    """Say which known names are near; nothing where none is.

    >>> nearest_text(["--seed"]), nearest_text([])
    ('; the nearest is --seed', '')
    """
    if not nearest:
        return Text("", "")
    named = joined(nearest)
    return Text(f"; the nearest {'is' if len(nearest) == 1 else 'are'} {named}", f"；最接近的是 {named.zh}")
