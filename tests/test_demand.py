"""Several variants of the pupils: one set of schools, rooms and beds, against counting every way, and judged."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner

from planner.cli import app
from planner.decide.variants import variants_of
from planner.errors import InputError, NoPlanError
from planner.plan import Plan, read_plan
from planner.problem.variants import as_in_one, in_all_variants
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.verifying import Rule, find_violations
from tests.brute import best_total_of_variants
from tests.districts import Case, district_of, scenario_of, with_scenario, write_case
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING
from tests.varying import WEIGHTS, inputs_of_case, varied_plan_of, varying_case, with_demand

FEW = settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TWO = {"low": 0.3, "high": 0.7}
RARE = {"low": 0.8, "high": 0.2}


def a_growing_place(**rules: object) -> Case:
    """Return a primary of one classroom, with space for three, whose ten pupils may become twenty."""
    case = Case(
        district=district_of(
            pupils={("A", 2026, "1"): 10},
            schools=[{"school_id": "P", "classrooms": 1, "classrooms_max": 3, "classroom_yuan": 100_000}],
            travel={("A", "P"): (5, None, None)},
        ),
        scenario=scenario_of(years=[2026], rules={"class_size": {"primary": 10}, **rules}),
    )
    return with_demand(case, RARE, {"low": 1.0, "high": 2.0})


def violations(case: Case, plan: Plan) -> list[Rule]:
    """Name the rules that a plan breaks."""
    return [each.rule for each in find_violations(plan, case.scenario, case.district, case.journeys)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(8))
def test_the_plan_of_all_variants_is_the_least_of_all_possible(seed: int, engine: str) -> None:
    """The plan costs what counting finds, is proven so, and breaks no rule in any variant."""
    case = varying_case(seed, weights=TWO if seed % 2 else RARE)
    best = best_total_of_variants(case)
    plan = varied_plan_of(case, ENGINES[engine])
    assert plan.objective.total == pytest.approx(best, abs=ROUNDING)
    assert plan.status == "optimal"
    assert violations(case, plan) == []


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_equal_variants_are_one(seed: int, mode: str) -> None:
    """Variants of the same pupils cost together what a plan for these alone costs."""
    case = with_scenario(varying_case(seed, mode=mode), "prices", "shortfall_yuan_per_pupil", value=1e6)
    alike = with_demand(case, TWO, {"low": 1.0, "high": 1.0})
    alone = with_scenario(alike, "demand", value=None)
    assert varied_plan_of(alike).objective.total == pytest.approx(plan_of(alone).objective.total, abs=ROUNDING)


@FEW
@given(st.integers(0, 100_000))
def test_deciding_once_is_never_cheaper_than_knowing(seed: int) -> None:
    """A plan for all variants costs no less than the best plan of each would, weighted; it obeys every rule in each."""
    case = with_scenario(varying_case(seed), "prices", "shortfall_yuan_per_pupil", value=1e6)
    try:
        plan = varied_plan_of(case)
    except NoPlanError:
        assume(False)
    assert violations(case, plan) == []
    known = 0.0
    for name, weight in WEIGHTS.items():
        alone = Case(
            district=replace(case.district, pupils=case.district.variants[name], variants={}),
            scenario=with_scenario(case, "demand", value=None).scenario,
        )
        known += weight * plan_of(alone).objective.total
    assert plan.objective.total >= known - ROUNDING


@pytest.mark.parametrize("seed", [3, 7])
def test_several_years_and_variants_are_searched_within_the_rules(seed: int) -> None:
    """Planning years, an outlook year and three variants: the search alone keeps every rule, and proves no more."""
    case = varying_case(seed)
    rows = case.district.pupils
    later = [rows.assign(year=year, pupils=rows["pupils"] + year - 2026) for year in (2027, 2030)]
    case = Case(district=replace(case.district, pupils=pd.concat([rows, *later])), scenario=case.scenario)
    case = with_scenario(with_scenario(case, "years", value=[2026, 2027]), "outlook_years", value=[2030])
    case = with_demand(case, WEIGHTS)
    exact = varied_plan_of(case, ENGINES["milp"])
    searched = varied_plan_of(case, ENGINES["auto"].model_copy(update={"search_moves": 3000}))
    for plan in (exact, searched):
        assert violations(case, plan) == []
    assert searched.objective.total >= exact.objective.total - ROUNDING
    assert exact.bound <= searched.objective.total + ROUNDING


def test_seats_of_a_rare_variant_are_there_in_all() -> None:
    """The second classroom is added for the pupils that may come, and stands in the other variant too."""
    case = a_growing_place()
    plan = varied_plan_of(case)
    assert {row.classrooms_added for row in plan.schools} == {1}
    assert [(each.variant, each.main) for each in plan.variants] == [("low", True), ("high", False)]
    assert [row.classrooms_added for row in plan.variants[1].schools] == [1]
    assert sum(sum(row.pupils.values()) for row in plan.variants[1].assignments) == 20
    capital = {each.variant: each.objective.capital for each in plan.variants}
    assert capital["low"] == capital["high"] == pytest.approx(plan.objective.capital)
    told = variants_of(plan, case.district)
    assert [(each.variant, each.pupils, each.short) for each in told.years] == [("low", 10, 0), ("high", 20, 0)]
    assert [(load.classrooms, load.pupils, load.classes) for load in told.loads] == [(2, (10, 20), (1, 2))]


def test_a_seat_dearer_than_its_weight_is_not_made() -> None:
    """A stated price counts by the weight: 11 pupils at 0.2 of 2,000 yuan pay no classroom of 4,655 yuan a year."""
    case = a_growing_place()
    rows = case.district.variants["high"].assign(pupils=11)
    case = Case(
        district=replace(case.district, variants={**case.district.variants, "high": rows}), scenario=case.scenario
    )
    case = with_scenario(case, "prices", "class_yuan_per_year", value={"primary": 0})
    cheap = varied_plan_of(with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=2_000))
    assert cheap.objective.penalty == pytest.approx(0.2 * 11 * 2_000)
    assert cheap.schools[0].classrooms_added == 0
    dear = varied_plan_of(with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=30_000))
    assert dear.schools[0].classrooms_added == 1
    assert varied_plan_of(case).schools[0].classrooms_added == 1  # the default price is above it whatever the weight


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"classrooms_added": 0}, Rule.ROOMS),
        ({"classrooms_added": 2}, Rule.VARIANTS),
        ({"open": False}, Rule.OPEN),
        ({"action": "keep"}, Rule.VARIANTS),
    ],
)
def test_the_judge_looks_into_every_variant(change: dict[str, object], rule: Rule) -> None:
    """What one variant alone has otherwise is found."""
    case = a_growing_place()
    plan = varied_plan_of(case)
    high = plan.variants[1]
    wrong = high.model_copy(update={"schools": (high.schools[0].model_copy(update=change),)})
    assert rule in violations(case, plan.model_copy(update={"variants": (plan.variants[0], wrong)}))


def test_the_judge_adds_up_the_variants() -> None:
    """Other weights, another main variant, none at all, a total or a limit that is not theirs."""
    case = a_growing_place()
    plan = varied_plan_of(case)
    first, second = plan.variants
    objective = plan.objective.model_copy(update={"total": plan.objective.total - 100})
    for wrong, rule in (
        ({"variants": (first.model_copy(update={"weight": 0.5}), second)}, Rule.VARIANTS),
        ({"variants": (first, second.model_copy(update={"main": True}))}, Rule.VARIANTS),
        ({"variants": ()}, Rule.VARIANTS),
        ({"objective": objective}, Rule.OBJECTIVE),
        ({"bound": plan.objective.total + 100}, Rule.BOUND),
        ({"variants": (first.model_copy(update={"objective": objective}), second)}, Rule.OBJECTIVE),
    ):
        assert rule in violations(case, plan.model_copy(update=wrong))
    plain = with_scenario(case, "demand", value=None)
    assert violations(plain, plan) == [Rule.VARIANTS]


def test_a_plan_of_one_variant_is_taken_to_all() -> None:
    """Schools and seats of one become those of the joined problem, and each variant gets its own back."""
    variants = inputs_of_case(varying_case(2)).variants
    assert variants is not None
    joined = variants.joined
    share = as_in_one(joined, 1, (joined.parts[1].pair_school >= 0).astype(float))
    assert [len(own) for own in share] == [part.n_pairs for part in joined.parts]
    assert all((own == 1.0).all() for own in share)
    opened, shares = in_all_variants([joined.parts[0].school_existing[:, None]] * 3, share)
    assert opened.shape == (joined.problem.n_schools, joined.problem.n_years)
    assert len(shares) == joined.problem.n_pairs


def test_a_run_writes_what_differs_by_variant(tmp_path: Path) -> None:
    """plan.json, workbook and report tell of every variant; verify passes; verbs that look at one table refuse."""
    scenario, out, runner = write_case(tmp_path / "place", a_growing_place()), tmp_path / "out", CliRunner()
    done = runner.invoke(app, ["run", str(scenario), "--out", str(out), "--time-limit", "5"])
    assert done.exit_code == 0, done.output
    document = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert {each["variant"] for each in document["variants"]} == {"low", "high"}
    assert {"pupils-high.csv", "pupils-low.csv"} <= set(document["inputs_sha256"])
    book = load_workbook(out / "plan.xlsx")
    assert {"学生数方案", "各方案学位缺口", "各方案学校"} <= set(book.sheetnames)
    assert "Variant high, 2026: of 20 pupils, all have a seat" in (out / "report.html").read_text(encoding="utf-8")
    assert runner.invoke(app, ["verify", str(out / "plan.json")]).exit_code == 0
    assert runner.invoke(app, ["stress", str(out / "plan.json"), "--out", str(tmp_path / "stress")]).exit_code == 0
    refused = runner.invoke(app, ["explain", str(out / "plan.json")])
    assert refused.exit_code == 2
    again = runner.invoke(
        app, ["run", str(scenario), "--out", str(out), "--time-limit", "5", "--from", str(out / "plan.json")]
    )
    assert again.exit_code == 0, again.output
    assert read_plan(out / "plan.json").objective.total == pytest.approx(document["objective"]["total"])


def test_tables_of_variants_are_read_and_checked(tmp_path: Path) -> None:
    """A table that is not there, or wrong, is named; those of planner forecast's folder are found."""
    scenario = write_case(tmp_path / "place", a_growing_place())
    source = read_scenario(scenario)
    (scenario.parent / "forecast").mkdir()
    moved = scenario.parent / "forecast" / "pupils-high.csv"
    (scenario.parent / "pupils-high.csv").rename(moved)
    district = read_district(source.district_folder, source.scenario)
    assert {name: int(rows["pupils"].sum()) for name, rows in district.variants.items()} == {"low": 10, "high": 20}
    assert "forecast/pupils-high.csv" in district.sha256
    moved.write_text("settlement_id,year,grade,pupils\nB,2026,1,20\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pupils-high\.csv.*row 2.*settlement_id"):
        read_district(source.district_folder, source.scenario)
    moved.write_text("settlement_id,year,grade,pupils\nA,2025,1,20\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pupils of the year 2026"):
        read_district(source.district_folder, source.scenario)
    moved.unlink()
    with pytest.raises(InputError, match=r"no pupils-high\.csv"):
        read_district(source.district_folder, source.scenario)


@pytest.mark.parametrize(
    ("demand", "prices", "wanted"),
    [
        ({"variants": {"low": 0.5, "high": 0.4}}, {}, "add up to 1"),
        ({"variants": {"low": 1.0}}, {}, "at least 2"),
        ({"variants": {"low": 0.0, "high": 1.0}}, {}, "greater than 0"),
        ({"variants": {"a/b": 0.5, "high": 0.5}}, {}, "match"),
        ({"variants": TWO, "choose": "worst"}, {}, "not made yet"),
        ({"variants": TWO, "folder": "../other"}, {}, "inside the district's folder"),
        ({"variants": TWO}, {"small_school_funding": {}}, "not counted variant by variant"),
    ],
)
def test_keys_that_make_no_sense_are_refused(demand: dict[str, object], prices: dict[str, object], wanted: str) -> None:
    """Each says what would be right."""
    keys = scenario_of().model_dump(mode="json", exclude_unset=True) | {"demand": demand, "prices": prices}
    with pytest.raises(ValueError, match=wanted):
        Scenario.model_validate(keys)
