"""Rules between pupils and grades that stand in the way of the other choice, and what leaving one out would give."""

import pytest

from planner.decide.explain.reasons import RuleName, RuleThatDecides
from planner.decide.explain.relaxing import relaxations_of
from planner.decide.explain.rules_met import ways_of
from planner.reading.rules_off import RuleOff, rules_given, without
from planner.show.words.reason_names import names_of
from planner.show.words.reasons import relaxation_sentence, rule_sentence
from tests.adoptable import with_nearest, with_ties, with_whole_school
from tests.decide.explain.test_rules_met import met
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.explaining_cases import decided, explaining_of, valley_case, with_school
from tests.planning import plan_of

BAND: dict[str, object] = {"stage": "primary", "grades": [1], "max_walk_minutes": 40}
_POINT = {"school_id": "T", "kind": "teaching_point", "grades": "1-2", "classrooms": 2, "fixed_yuan_per_year": 1.0}


def point_between(
    *, pupils: dict[tuple[str, int, str], int], travel: dict[tuple[str, str], float], rooms: tuple[int, int],
    rules: dict[str, object], bands: dict[str, object] | None = None,
) -> Case:  # fmt: skip
    """Return a point T that may be merged, and two schools that stay, N and F, of so many rooms of five pupils each."""
    return Case(
        district=district_of(
            pupils=pupils,
            schools=[
                *({"school_id": each, "classrooms": n, "classrooms_max": n, "grades": "1-2", "decision": "keep"}
                  for each, n in zip("FN", rooms, strict=True)),
                _POINT,
            ],
            travel={pair: (minutes, None, None) for pair, minutes in travel.items()},
        ),
        scenario=scenario_of(
            grade_bands=bands or {"primary": BAND},
            rules={"class_size": {"primary": 5}, "merge": {"kinds": ["teaching_point"]}} | rules,
        ),
    )  # fmt: skip


def two_villages(**rules: object) -> Case:
    """Return five pupils each of A, at N, and of B, at T; F is thirty minutes away, N and T are two."""
    return point_between(
        pupils={("A", YEAR, "1"): 5, ("B", YEAR, "1"): 5},
        travel={("A", "N"): 2.0, ("B", "T"): 2.0, ("B", "N"): 3.0, ("B", "F"): 30.0},
        rooms=(1, 1),
        rules=rules,
    )


def test_the_nearest_school_is_full_and_the_next_is_too_far() -> None:
    """N is three minutes away and full; F has room, and is twenty-seven minutes farther."""
    rule = met(two_villages(nearest={"max_extra_minutes": 10.0}), "T", "keep")["nearest"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils, rule.grade_band) == (10, 27, "F", 5, "primary")


def test_no_school_of_a_receiving_kind_has_room() -> None:
    """N and F are primaries, and only nine-year schools may take pupils of a merged point."""
    case = two_villages(merge={"kinds": ["teaching_point"], "receivers": ["nine_year"]})
    rule = met(case, "T", "keep")["receivers"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils) == (None, None, "F", 5)


def test_a_rule_that_leaves_a_way_is_not_named() -> None:
    """F has room and is no farther than may be, and takes pupils of a point: nothing between schools stands there."""
    merge = {"kinds": ["teaching_point"], "receivers": ["primary"]}
    found = met(two_villages(merge=merge, nearest={"max_extra_minutes": 27.0}), "T", "keep")
    assert not set(found) & {"nearest", "receivers", "travel_limit", "no_other_school_in_reach"}


def test_no_one_school_takes_all_of_the_point() -> None:
    """Two villages of five attend the point; N and F have a room each."""
    case = point_between(
        pupils={("A", YEAR, "1"): 5, ("B", YEAR, "1"): 5},
        travel={(home, each): minutes for home in "AB" for each, minutes in (("T", 1.0), ("N", 9.0), ("F", 9.0))},
        rooms=(1, 1),
        rules={"merge": {"kinds": ["teaching_point"], "together": "band"}},
    )
    rule = met(case, "T", "keep")["together"]
    assert (rule.pupils, rule.school_id in {"N", "F"}) == (5, True)


def test_one_school_that_takes_all_is_found_though_it_is_farther() -> None:
    """N, the nearer, has one room, and F two: all may go there."""
    case = point_between(
        pupils={("A", YEAR, "1"): 5, ("B", YEAR, "1"): 5},
        travel={(home, each): minutes for home in "AB" for each, minutes in (("T", 1.0), ("N", 9.0), ("F", 19.0))},
        rooms=(2, 1),
        rules={"merge": {"kinds": ["teaching_point"], "together": "band"}},
    )
    assert "together" not in met(case, "T", "keep", plan_of(decided(case, "T", "keep")))


def test_the_bands_of_a_village_would_part() -> None:
    """A grade each of five, and one room at either school."""
    case = point_between(
        pupils={("A", YEAR, grade): 5 for grade in "12"},
        travel={("A", "T"): 1.0, ("A", "N"): 9.0, ("A", "F"): 9.0},
        rooms=(1, 1),
        bands={"lower": BAND, "upper": BAND | {"grades": [2]}},
        rules={"bands_together": ["primary"]},
    )
    assert met(case, "T", "keep")["bands_together"].pupils == 5


def test_the_parts_of_a_village_would_be_spread() -> None:
    """Ten pupils in two parts, one school for both, and one room at either."""
    case = point_between(
        pupils={("A", YEAR, "1"): 10},
        travel={("A", "T"): 1.0, ("A", "N"): 9.0, ("A", "F"): 9.0},
        rooms=(1, 1),
        rules={
            "settlement_parts": {"most_schools": 1},
            "assignment": {"mode": "whole", "split_above_pupils": 5},
        },
    )
    rule = met(case, "T", "keep")["settlement_parts"]
    assert (rule.limit, rule.pupils) == (1, 5)


@pytest.mark.parametrize(
    ("rules", "name", "limit"),
    [
        ({"min_pupils": {"teaching_point": 10}}, "min_pupils", 10),
        ({"whole_school": {"least_pupils_per_grade": 7}}, "whole_school", 7),
    ],
)
def test_a_merged_school_has_too_few_pupils(rules: dict[str, object], name: RuleName, limit: float) -> None:
    """Six attend the point, which costs nothing to keep open."""
    case = valley_case(rules={"class_size": {"primary": 20}, "merge": {"kinds": ["teaching_point"]}} | rules)
    rule = met(with_school(case, "T", fixed_yuan_per_year=0.0), "T", "merge")[name]
    assert (rule.limit, rule.figure, rule.school_id) == (limit, 6, None)


def test_pupils_who_would_pass_a_merged_school() -> None:
    """B's pupils attend N today and under the plan, and could not, were the point open a minute from them."""
    case = two_villages(nearest={"max_extra_minutes": 1.0})
    case = decided(with_school(case, "N", classrooms=2, classrooms_max=2), "T", "free")
    district = case.district
    attends = district.pupils[["settlement_id", "grade", "pupils"]].assign(school_id="N")
    travel = district.travel
    assert travel is not None
    farther = travel.assign(walk_minutes=travel["walk_minutes"].mask(travel["school_id"] == "N", 9.0))
    moved = Case(district=type(district)(**vars(district) | {"attends": attends, "travel": farther}),
                 scenario=case.scenario)  # fmt: skip
    plan = plan_of(with_school(moved, "T", fixed_yuan_per_year=1e7))
    rule = met(moved, "T", "merge", plan)["nearest"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils) == (1, 7, None, 5)


def reserved(case: Case, share: float = 0.25) -> Case:
    """Return the case with so many of the district's classrooms kept free."""
    return with_scenario(case, "rules", "seat_reserve", value={"share": share, "over": "district"})


def test_its_pupils_would_take_rooms_that_stay_free() -> None:
    """F has two rooms, N and T one each, of which one stays free: with T closed, none would be."""
    case = point_between(
        pupils={("A", YEAR, "1"): 5, ("B", YEAR, "1"): 5},
        travel={("A", "N"): 2.0, ("B", "T"): 2.0, ("B", "N"): 3.0, ("B", "F"): 30.0},
        rooms=(1, 1),
        rules={},
    )
    case = with_school(reserved(case), "T", classrooms=4, classrooms_max=4)
    rule = met(case, "T", "keep")["seat_reserve"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils) == (25, None, "F", 5)
    assert "开办学校的教室要空出25%" in rule_sentence(rule, names_of(case.scenario, case.district), "zh")


def test_a_merged_school_would_leave_too_few_rooms_free() -> None:
    """All twenty-six are one class in one of P's two rooms; with the point open two of three rooms would be in use."""
    case = with_scenario(valley_case(), "rules", "class_size", value={"primary": 26})
    case = with_school(reserved(case, 0.5), "P", classrooms_max=2)
    rule = met(case, "T", "merge")["seat_reserve"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils) == (50, 1, None, 6)
    roomy = with_school(case, "P", classrooms_max=3)
    assert "seat_reserve" not in met(roomy, "T", "merge")


def test_more_would_move_than_may() -> None:
    """Nobody may change school, and the point's five would."""
    case = two_villages(moves={"most_pupils": 0})
    district = case.district
    attends = district.pupils[["settlement_id", "grade", "pupils"]].assign(school_id=["N", "T"])
    case = Case(district=type(district)(**vars(district) | {"attends": attends}), scenario=case.scenario)
    rule = met(case, "T", "keep")["moves"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils) == (0, 5, "F", 5)
    closed = decided(case, "T", "close")
    assert relaxed(closed) == {"moves": ("F", 0, 5, 5)}


def relaxed(case: Case) -> dict[RuleName, tuple[str | None, float | None, float | None, float]]:
    """Return the rules that would have to give way, with school, limit, figure and pupils."""
    explaining = explaining_of(case)
    rows = relaxations_of(explaining.stand, ways_of(case.district, case.scenario))
    return {row.rule: (row.school_id, row.limit, row.figure, row.pupils) for row in rows}


def test_who_is_left_over_is_told_which_rule_keeps_them_out() -> None:
    """The point is closed, N full, and F too far beyond it; or no receiver."""
    nearest = decided(two_villages(nearest={"max_extra_minutes": 10.0}), "T", "close")
    assert relaxed(nearest) == {"nearest": ("F", 10, 27, 5)}
    merge = {"kinds": ["teaching_point"], "receivers": ["nine_year"]}
    assert relaxed(decided(two_villages(merge=merge), "T", "close")) == {"receivers": ("F", None, None, 5)}


def test_a_school_that_would_be_opened_for_too_few() -> None:
    """The point may be open with ten; B's five are left over, N full and F beyond reach."""
    case = two_villages(min_pupils={"teaching_point": 10})
    travel = case.district.travel
    assert travel is not None
    near = travel[travel["school_id"] != "F"].reset_index(drop=True)
    case = Case(district=type(case.district)(**vars(case.district) | {"travel": near}), scenario=case.scenario)
    assert relaxed(case) == {"min_pupils": ("T", 10, 5, 5)}


@pytest.mark.sampled(most=1)
@pytest.mark.parametrize(("make", "seeds"), [(with_ties, 6), (with_whole_school, 4), (with_nearest, 4)])
def test_whatever_is_found_has_its_words(make: object, seeds: int) -> None:
    """Rules of schools and of pupils left over, in both languages, without an empty place."""
    assert callable(make)
    for seed in range(seeds):
        case: Case = make(seed)
        names = names_of(case.scenario, case.district)
        explaining = explaining_of(case)
        for row in explaining.results.plan.schools:
            if row.year == case.scenario.years[0] and row.action != "leave":
                for rule in met(case, row.school_id, row.action, explaining.results.plan).values():
                    assert all("{" not in rule_sentence(rule, names, each) for each in ("zh", "en"))
        for each in relaxations_of(explaining.stand, ways_of(case.district, case.scenario)):
            assert relaxation_sentence(each, names, "zh").endswith("。")


CASES: tuple[tuple[RuleOff, str | None], ...] = (
    ("nearest", "P"), ("nearest", None), ("receivers", "P"), ("together", "P"), ("bands_together", "P"),
    ("bands_together", None), ("settlement_parts", "P"), ("settlement_parts", None), ("min_pupils", "P"),
    ("min_pupils", None), ("whole_school", "P"), ("whole_school", None), ("same_town", "P"), ("moves", "P"),
    ("seat_reserve", "P"), ("seat_reserve", None), ("moves_again", "P"), ("moves_again", None),
)  # fmt: skip


@pytest.mark.parametrize(("name", "school_id"), CASES)
def test_each_rule_between_pupils_has_its_words(name: RuleOff, school_id: str | None) -> None:
    """Of a school that stays, one that is merged, and a site; its figures are said."""
    rule = RuleThatDecides(rule=name, grade_band="primary", limit=10.0, figure=26.5, school_id=school_id, pupils=23.0)
    case = valley_case()
    names = names_of(case.scenario, case.district)
    chinese, english = rule_sentence(rule, names, "zh"), rule_sentence(rule, names, "en")
    assert "23" in chinese or "26.5" in chinese
    assert "23 pupils" in english or "26.5" in english
    if name == "nearest":
        assert "放宽到27分钟" in chinese
    assert chinese.endswith("。")
    assert english.endswith(".")


def test_each_rule_is_left_out_alone() -> None:
    """A rule that is given can be left out, and then is given no more; all others stay."""
    case = valley_case(
        rules={
            "merge": {"kinds": ["teaching_point"], "receivers": ["primary"], "together": "band"},
            "nearest": {"max_extra_minutes": 5.0}, "min_pupils": {"primary": 3}, "whole_school": {},
            "bands_together": ["primary"], "settlement_parts": {"most_schools": 1}, "same_town": {},
            "moves": {"most_pupils": 3, "again": 0}, "seat_reserve": {"share": 0.1},
        },
        grade_bands={"primary": {"stage": "primary", "grades": [1], "boarding": True, "board_in": "town"}},
    )  # fmt: skip
    given = rules_given(case.scenario)
    assert len(given) == 13
    for rule in given:
        assert set(given) - set(rules_given(without(case.scenario, rule))) == {rule}
    assert rules_given(with_scenario(valley_case(), "name", value="none").scenario) == ()
    assert without(valley_case().scenario, "nearest") == valley_case().scenario
