"""Grade bands that no school teaches whole, and the bands that would fit the schools there are."""

from planner.language import Text, joined
from planner.problem.actions import find_sites
from planner.problem.demand import pupils_by_grade
from planner.problem.problem import Decision, Flags
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import GRADES, grade_run


def band_notes(district: District, scenario: Scenario, few_pupils: Flags | None = None) -> tuple[Text, ...]:
    """Say which bands with pupils no school or site teaches whole, and which bands the schools would fit.

    Schools that are decided to close teach nobody. Pupils of such a band are out of every school's reach.
    `few_pupils`: as in `find_sites`.
    """
    sites = find_sites(district, scenario, few_pupils)
    offers = sites.offers[sites.decision != Decision.CLOSE]
    grades = scenario.grades
    pupils = pupils_by_grade(district, scenario).sum(axis=(0, 1))
    broken = [
        name
        for name, band in scenario.grade_bands.items()
        if not _whole(offers, [grades.index(grade) for grade in band.grades])
        and sum(pupils[grades.index(grade)] for grade in band.grades)
    ]
    if not broken:
        return ()
    untaught = [grade for place, grade in enumerate(grades) if pupils[place] and not offers[:, place].any()]
    notes = [_untaught_note(untaught)] if untaught else []
    split = [name for name in broken if not set(scenario.grade_bands[name].grades) & set(untaught)]
    if split:
        taught = sorted(set(district.schools["grades"][sites.decision != Decision.CLOSE]), key=_first_grade)
        notes.append(_band_note(scenario, split, _fitting(offers, scenario), taught))
    return tuple(notes)


def _whole(offers: Flags, places: list[int]) -> bool:
    """Say whether one school teaches all of these grades; `offers` has shape (school, grade)."""
    return bool(offers[:, places].all(axis=1).any())


def _fitting(offers: Flags, scenario: Scenario) -> list[str]:
    """Return bands that some school teaches whole: those of the scenario, cut and joined where they must be."""
    grades = scenario.grades
    runs: list[list[int]] = []
    for band in scenario.grade_bands.values():
        places = [grades.index(grade) for grade in band.grades]
        if _whole(offers, places):
            runs.append(places)
            continue
        run: list[int] = []
        for place in places:
            if run and not _whole(offers, [*run, place]):
                runs.append(run)
                run = []
            run = [*run, place]
        runs.append(run)
    return [_run_words([grades[place] for place in run]) for run in _joined(offers, scenario, sorted(runs))]


def _joined(offers: Flags, scenario: Scenario, runs: list[list[int]]) -> list[list[int]]:
    """Join what was cut off a band to the next run, where a school teaches both: grade 6 to grades 7 to 9."""
    whole = [[scenario.grades.index(grade) for grade in band.grades] for band in scenario.grade_bands.values()]
    done: list[list[int]] = []
    for run in reversed(runs):
        cut_off = run not in whole and done and run[-1] + 1 == done[-1][0]
        if cut_off and _whole(offers, [*run, *done[-1]]):
            done[-1] = [*run, *done[-1]]
        else:
            done.append(run)
    return done[::-1]


def _run_words(grades: list[str]) -> str:
    return grades[0] if len(grades) == 1 else f"{grades[0]}-{grades[-1]}"


def _untaught_note(grades: list[str]) -> Text:
    listed = joined(grades)
    return Text(
        f"no school teaches grade {listed}: its pupils can be placed nowhere",
        f"没有学校开设 {listed.zh} 年级：这些学生无处可安排",
    )


def _first_grade(run: str) -> tuple[int, int]:
    """Sort runs of grades by their first grade, then by their last."""
    grades = grade_run(run)
    return GRADES.index(grades[0]), GRADES.index(grades[-1])


def _band_note(scenario: Scenario, names: list[str], fitting: list[str], taught: list[str]) -> Text:
    bands = {name: _run_words(list(scenario.grade_bands[name].grades)) for name in names}
    english = ", ".join(f"{name} ({run})" for name, run in bands.items())
    chinese = "、".join(f"{name}（{run} 年级）" for name, run in bands.items())
    return Text(
        f"no school teaches all grades of {english}, so that its pupils can be placed nowhere; schools teach "
        f"{', '.join(taught)}; bands that would fit them: {', '.join(fitting)}",
        f"没有学校开设年级段 {chinese} 的全部年级，这些学生无处可安排；学校开设的年级为 {'、'.join(taught)}；"
        f"与之相符的年级段：{'、'.join(fitting)}",
    )
