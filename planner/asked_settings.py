"""Settings of a sweep as users name them, KEY=a,b,c or KEY=first:last:step: scenarios, or one clear error."""

import copy
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from planner.errors import Finding, InputError
from planner.inputs import source_of
from planner.language import Text
from planner.reading.scenario import Scenario, ScenarioFile
from planner.reading.scenario_file import checked_scenario

MOST_SETTINGS = 100
_FIXED = ("name", "title", "district")
"""Keys that are no settings: they name the question and its data."""
_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER}):({_NUMBER}):({_NUMBER})")
_OUTSIDE_BRACKETS = re.compile(r",(?![^\[{]*[\]}])")
_FORM = Text("KEY=a,b,c or KEY=first:last:step", "写作 键=值1,值2,… 或 键=起:止:步长")


@dataclass(frozen=True, kw_only=True)
class Varied:
    """A key of the scenario, and the values it takes in turn."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Setting:
    """One value for each varied key, and the scenario that has them."""

    values: tuple[Any, ...]
    source: ScenarioFile


def settings_of(source: ScenarioFile, asked: Sequence[str]) -> tuple[tuple[Varied, ...], tuple[Setting, ...]]:
    """Return the varied keys and every combination of their values, the last key's changing fastest.

    InputError names every value that is not possible.
    """
    varied = tuple(varied_of(each) for each in asked)
    keys = [each.key for each in varied]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    count = math.prod(len(each.values) for each in varied)
    fixed = sorted(set(keys).intersection(_FIXED))
    if not varied or fixed or twice or count > MOST_SETTINGS:
        raise InputError(_refused(fixed, twice, count))
    settings, findings = list[Setting](), list[Finding]()
    for number, values in enumerate(itertools.product(*(each.values for each in varied)), start=1):
        try:
            settings.append(Setting(values=values, source=_with_values(source, keys, values, number)))
        except InputError as problem:
            findings += [replace(finding, file="--vary") for finding in problem.findings]
    if findings:
        raise InputError(Text("settings that are not possible", "下列取值不能用"), list(dict.fromkeys(findings)))
    return varied, tuple(settings)


def varied_of(asked: str) -> Varied:
    """Read one --vary. InputError.

    >>> varied_of("rules.merge.most=40:50:5").values, varied_of("budget_yuan=null,3e8").values
    ((40, 45, 50), (None, 300000000.0))
    >>> varied_of("rules.bands_together=[],[primary]").values
    ((), ('primary',))
    """
    key, sign, text = asked.partition("=")
    if not sign or not key.strip() or not text.strip():
        raise InputError(Text(f"--vary {asked}: {_FORM}", f"--vary {asked}：{_FORM.zh}"))
    found = _RANGE.fullmatch(text.strip())
    try:
        values = tuple(_steps(found)) if found else tuple(map(_value, _OUTSIDE_BRACKETS.split(text)))
    except YAMLError as problem:
        raise InputError(Text(f"--vary {asked}: {_FORM}", f"--vary {asked}：{_FORM.zh}")) from problem
    return Varied(key=key.strip(), values=tuple(dict.fromkeys(values)))


def _steps(found: "re.Match[str]") -> Iterator[float]:
    """Yield a range, its last value included; InputError where it has none, or no end."""
    first, last, step = (float(part) if "." in part else int(part) for part in found.groups())
    count = math.floor((last - first) / step + 1e-9) + 1 if step else 0
    if not 1 <= count <= MOST_SETTINGS:
        raise InputError(Text(f"--vary {found[0]}: a range of 1 to {MOST_SETTINGS} values",
                              f"--vary {found[0]}：应含 1 至 {MOST_SETTINGS} 个取值"))  # fmt: skip
    for place in range(count):
        value = first + place * step
        yield value if isinstance(value, int) else round(value, 9)


def _value(text: str) -> Any:  # noqa: ANN401 - whatever a scenario may hold
    return _frozen(YAML(typ="safe").load(StringIO(text)))


def _frozen(value: Any) -> Any:  # noqa: ANN401
    """Return lists as tuples: values are compared and kept."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _with_values(source: ScenarioFile, keys: Sequence[str], values: Sequence[object], number: int) -> ScenarioFile:
    document = source.scenario.model_dump(exclude_unset=True)
    document["name"] = f"{source.scenario.name}-{number:02d}"
    for key, value in zip(keys, values, strict=True):
        _put(document, key.split("."), copy.deepcopy(value))
    document["district"] = source.district_folder.as_posix()
    scenario = checked_scenario(Scenario.model_construct(set(document), **document))
    return source_of(scenario, source.path.parent)


def _put(document: dict[str, Any], route: Sequence[str], value: object) -> None:
    """Set a value below keys, those that are missing made."""
    for key in route[:-1]:
        below = document.get(key)
        document[key] = dict(below) if isinstance(below, dict) else {}
        document = document[key]
    document[route[-1]] = value


def _refused(fixed: Sequence[str], twice: Sequence[str], count: int) -> Text:
    if fixed:
        return Text(f"--vary: {', '.join(fixed)} cannot be varied", f"--vary：{'、'.join(fixed)}不能作为取值比较的键")
    if twice:
        return Text(f"--vary: {', '.join(twice)} is named twice", f"--vary：{'、'.join(twice)}写了两次")
    if count > MOST_SETTINGS:
        return Text(
            f"--vary: {count} settings; at most {MOST_SETTINGS}", f"--vary：共{count}种取值组合，最多{MOST_SETTINGS}种"
        )
    return Text(f"--vary is missing: {_FORM}", f"缺少 --vary：{_FORM.zh}")
