"""The balance sheet of merging: shares that add up, and what is proven of all merges together."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from planner.cost import objective_of
from planner.decide.explain.balance import ITEMS, REST, balances
from planner.decide.explain.merge_counts import (
    Priced,
    keeping_all,
    merging_exactly,
    priced_plan,
    saved,
    solved,
)
from planner.errors import NoPlanError
from planner.optimise.runtime.clock import start_clock
from planner.problem.clashes import refuse_clashes
from planner.show.words.merging import Counted, Merging, counted_sentences, merging_sentences
from planner.show.words.merging_json import merging_document, told_of_merging
from planner.show.words.reason_names import names_of
from planner.why_merge import why_merge
from tests.adoptable import with_min_pupils, with_move_prices
from tests.brute import best_whole_total
from tests.composing import problem_of
from tests.districts import Case, with_scenario
from tests.explaining_cases import decided, explaining_of, valley_case
from tests.planning import EXACT, plan_of

SECONDS = 20.0
_SOLVER = EXACT.model_dump()


def weighed(case: Case) -> Merging:
    """Weigh a case's best plan against the one that keeps all."""
    case = with_scenario(case, "solver", value=EXACT.model_dump())
    explaining = explaining_of(case)
    stand = explaining.stand
    kept = solved(stand, keeping_all(stand.problem), start_clock(SECONDS))
    return Merging(
        plan=priced_plan(stand, explaining.results.plan.bound),
        other=kept,
        keeps_all=True,
        balances=balances(stand.problem, stand.plan, kept.solution, case.scenario.prices),
    )


def test_the_valley_on_paper() -> None:
    """Merging the point saves 60,000 yuan and its class; P's class more costs as much; six pupils walk ten minutes."""
    merging = weighed(valley_case())
    (point, rest, together) = merging.balances
    assert (rest.school_id, round(rest.fiscal, 6), round(rest.families, 6)) == (REST, 0, 0)
    assert point.school_id == "T"
    assert (point.items["fixed"], point.items["classes"], point.items["pupil_minutes"]) == (-60_000, 0, 60)
    assert (point.fiscal, point.families, point.policy, point.penalty) == (-60_000, 3600, 0, 0)
    assert point.items["moved_pupils"] == 6
    assert together.total == point.total == -56_400
    known = saved(merging.plan, merging.other)
    assert known.standing == "saves"
    assert (round(known.least), round(known.most)) == (56_400, 56_400)


@pytest.mark.parametrize("seed", range(12))
def test_the_shares_add_up(seed: int) -> None:
    """In districts of every kind the merged schools' balances are the whole difference, item by item."""
    case = (with_min_pupils, with_move_prices)[seed % 2](seed)
    case = with_scenario(case, "rules", "merge", value={"kinds": ["teaching_point", "primary", "junior", "nine_year"]})
    if math.isinf(best_whole_total(with_scenario(case, "rules", "merge", value=None))):
        return
    try:
        refuse_clashes(problem_of(case), case.scenario)
        merging = weighed(case)
    except NoPlanError:
        return
    *each, together = merging.balances
    difference = (merging.plan.total - merging.other.total) * len(case.scenario.years)
    assert together.total * len(case.scenario.years) == pytest.approx(difference, abs=1e-3)
    if each:
        for item in ITEMS:
            assert sum(row.items[item] for row in each) == pytest.approx(together.items[item], abs=1e-6)
        assert sum(row.total for row in each) == pytest.approx(together.total, abs=1e-3)


def test_what_is_not_proven_is_not_decided() -> None:
    """Intervals that overlap decide nothing; those apart say which is dearer, at least by how much."""

    def priced(bound: float, total: float) -> Priced:
        solution = explaining_of(valley_case()).stand.plan
        return Priced(merged=1, total=total, bound=bound, shortfall_pupils=0.0, solution=solution)

    plan, case = priced(900_000, 1_000_000), valley_case()
    names = names_of(case.scenario, case.district)
    for other, standing, word in (
        (priced(950_000, 1_100_000), "not_decided", "未能判定"),
        (priced(1_050_000, 1_100_000), "saves", "每年至少省5.0万元（已证明）"),
        (priced(700_000, 800_000), "costs", "每年至少多花10.0万元（已证明）"),
    ):
        assert saved(plan, other).standing == standing
        merging = Merging(plan=plan, other=other, keeps_all=True, balances=())
        verdict, *intervals = merging_sentences(merging, names)
        assert word in verdict.zh
        assert len(intervals) == 2
        assert "proven" in str(verdict)
        hollow = replace(merging, other=replace(other, empty=3))
        assert merging_sentences(hollow, names)[2].zh.endswith("；其中3所留着的学校没有学生，只计固定费用。")


def test_exactly_so_many() -> None:
    """None merged costs what keeping the point costs; the words say how many, and the document both intervals."""
    case = with_scenario(valley_case(), "solver", value=EXACT.model_dump())
    explaining = explaining_of(case)
    stand = explaining.stand
    other = solved(stand, merging_exactly(stand.problem, 0), start_clock(SECONDS))
    kept = plan_of(decided(case, "T", "keep"))
    assert other.total == pytest.approx(kept.objective.total)
    merging = Merging(plan=priced_plan(stand, explaining.results.plan.bound), other=other, keeps_all=False, balances=())
    names = names_of(case.scenario, case.district)
    assert "与恰好撤并0所相比" in merging_sentences(merging, names)[0].zh
    assert merging_document(merging, names)["balances"] == []
    assert objective_of(stand.problem, stand.plan).total == pytest.approx(merging.plan.total)


def two_points(most: int) -> Case:
    """Return the valley with a second point U, near which C's six live; with them P would need a third classroom."""
    case = with_scenario(valley_case(), "rules", "merge", "most", value=most)
    case = with_scenario(with_scenario(case, "rules", "class_size", value={"primary": 13}), "solver", value=_SOLVER)
    district, schools = case.district, case.district.schools
    cheap = schools[schools["school_id"] == "T"].assign(school_id="U", name="沟口教学点", fixed_yuan_per_year=0.0)
    pupils = district.pupils[district.pupils["settlement_id"] == "B"].assign(settlement_id="C")
    homes = district.settlements[district.settlements["settlement_id"] == "B"].assign(settlement_id="C")
    travel = district.travel
    assert travel is not None
    ways = travel[travel["settlement_id"] == "B"].assign(settlement_id="C").replace({"school_id": {"T": "U"}})
    district = replace(
        district,
        schools=pd.concat([schools, cheap], ignore_index=True),
        pupils=pd.concat([district.pupils, pupils], ignore_index=True),
        settlements=pd.concat([district.settlements, homes], ignore_index=True),
        travel=pd.concat([travel, ways], ignore_index=True),
    )
    return replace(case, district=district)


def test_the_price_of_merging_the_rest() -> None:
    """Of at most two points the plan merges one; with the other gone a room would be built, and ways be longer."""
    case = two_points(most=2)
    merging = why_merge(explaining_of(case), lambda _doing, _progress: None)
    assert merging is not None
    assert merging.counted is not None
    assert merging.counted.plan is not None
    assert merging.counted.plan.total - merging.plan.total > 6 * 10 * 60
    head, verdict, _ = counted_sentences(merging)
    assert head.zh == "按规定最多可撤并2所，比本方案多1所。"
    assert verdict.zh.startswith("撤并1所，与恰好撤并2所相比，每年至少省")
    told = told_of_merging(merging_document(merging, names_of(case.scenario, case.district)))
    assert [said.zh for said in told.sentences][3:] == [said.zh for said in counted_sentences(merging)]
    assert told.balances == merging.balances


def test_more_than_there_are_cannot_be_merged() -> None:
    """Three may be merged, and there are two points: the rules that clash are named."""
    case = two_points(most=3)
    merging = why_merge(explaining_of(case), lambda _doing, _progress: None)
    assert merging is not None
    said = counted_sentences(merging)
    assert said[0].zh == "按规定最多可撤并3所，比本方案多2所。"
    assert "按规则不能恰好撤并这么多所" in said[1].zh
    unproven = replace(merging, counted=Counted(count=3, plan=None))
    assert counted_sentences(unproven)[1].zh.endswith("并未证明一定没有。")
    counted = merging_document(merging, names_of(case.scenario, case.district))["counted"]
    assert isinstance(counted, dict)
    assert counted["clashes"]


def test_a_damaged_document_tells_nothing() -> None:
    """Whatever stands in it."""
    for document in ({"says": 3}, {"says": {"zh": ["a"], "en": ["a"]}, "balances": [{"school_id": 1}]}, {"counted": 7}):
        assert told_of_merging(document).sentences == ()
