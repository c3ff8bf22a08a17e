"""The judge of a city that was saved: its counties' plans, who crosses, the sums and the limit; no optimiser."""

from collections.abc import Callable, Iterator

from planner.city.judge import judge_city
from planner.city.judge_inputs import find_other_inputs
from planner.city.judge_limits import find_wrong_limits
from planner.city.judge_sums import find_wrong_sums
from planner.city.saved import SavedCity
from planner.language import Text
from planner.saved import changed_inputs, judge
from planner.verifying.rules import Rule
from planner.writing import sha256_of


def judge_saved_city(city: SavedCity, report: Callable[[Text], None]) -> tuple[Text, ...]:
    """Return what does not hold, one sentence each; empty where all is well."""
    says: list[Text] = []
    judged = {}
    for name, saved in city.plans.items():
        report(Text(f"checking {name}", f"核验 {name}"))
        violations = judge(saved)
        says += [_of(name, violation.text()) for violation in violations]
        if not any(violation.rule is Rule.ROWS for violation in violations):
            judged[name] = saved.plan  # of rows that cannot be read no more can be said
        says += [_changed(name, file) for file in changed_inputs(saved)]
        county = city.inputs.counties[name]
        says += find_other_inputs(county, saved.source.scenario, (saved.district, saved.journeys), city.flows)
    report(Text("checking the whole", "核验全市"))
    says += judge_city(city.inputs, judged, city.flows)
    return (*says, *find_wrong_sums(city), *find_wrong_limits(city), *_missing(city))


def _missing(city: SavedCity) -> Iterator[Text]:
    """Say which county has no plan, and whether regions.yaml has changed."""
    for name in city.inputs.counties:
        if name not in city.plans:
            yield _of(name, Text("has no plan, and is in no total", "没有方案，未计入合计"))
    if sha256_of(city.inputs.file.path) != city.file.regions_sha256:
        yield Text(
            "inputs: regions.yaml is not the file the city was made from", "输入文件：regions.yaml 已不是求解时的文件"
        )


def _changed(county: str, file: str) -> Text:
    return _of(
        county, Text(f"inputs: {file} is not the file the plan was made from", f"输入文件：{file} 已不是求解时的文件")
    )


def _of(county: str, says: Text) -> Text:
    return Text(f"{county}: {says}", f"{county}：{says.zh}")
