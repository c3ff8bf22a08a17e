"""Whether every school of a county seats its pupils, own and guests: counted anew from the rows of its plan."""

import math
from collections import defaultdict
from collections.abc import Iterator

from planner.decide.city.county import County
from planner.language import Text
from planner.plan import Plan, SchoolRow

_PUPILS_OFF = 1e-4


def find_crowded(county: County, plan: Plan) -> Iterator[Text]:
    """Say which school has more pupils than its classes seat, more classes than rooms, or pupils while it is closed."""
    schools, rules = county.district.schools.set_index("school_id"), county.scenario.rules
    rooms, most = (schools[name].astype(int).to_dict() for name in ("classrooms", "classrooms_max"))
    there: defaultdict[tuple[str, int, str], float] = defaultdict(float)
    for row in plan.assignments:
        for grade, count in row.pupils.items():
            there[row.school_id, row.year, grade] += count
    limit = math.inf if rules.max_classes_per_school is None else rules.max_classes_per_school
    for school in plan.schools:
        mine = {grade: there[school.school_id, school.year, grade] for grade in county.scenario.grades}
        classes, has = sum(school.classes.values()), rooms[school.school_id] + school.classrooms_added
        if sum(mine.values()) > _PUPILS_OFF and not school.open:
            yield _at(county, school, Text("has pupils and is not open", "未开办却有学生"))
        if not _seated(mine, school, county):
            yield _at(county, school, Text("has more pupils than its classes seat", "学生多于各班学位"))
        if classes > min(has, most[school.school_id], limit):
            yield _at(county, school, Text("has more classes than classrooms, or than a school may", "教学班过多"))


def _seated(mine: dict[str, float], school: SchoolRow, county: County) -> bool:
    """Whether the pupils of each grade have a seat in its classes, or in those of several grades."""
    grades, left = list(county.scenario.grades), dict(mine)
    for name, count in school.classes.items():
        first, _, last = name.partition("-")
        taught = grades[grades.index(first) : grades.index(last or first) + 1]
        if sum(left.pop(grade, 0) for grade in taught) > count * _seats_of(name, county) + _PUPILS_OFF:
            return False
    return all(count <= _PUPILS_OFF or _seats_of(grade, county) == math.inf for grade, count in left.items())


def _seats_of(classes: str, county: County) -> float:
    """Return the seats of one class of a grade, or of several grades such as 1-3; inf where classes are off."""
    if "-" in classes:
        mixed = county.scenario.rules.multigrade
        return float(mixed.max_pupils) if mixed else 0.0
    sizes = county.scenario.rules.class_size
    size = None if sizes is None else getattr(sizes, county.scenario.stage_of(classes))
    return math.inf if size is None else float(size)


def _at(county: County, school: SchoolRow, says: Text) -> Text:
    where = f"{county.id}: {school.school_id}, {school.year}"
    return Text(f"{where} {says}", f"{county.id}：{school.school_id}（{school.year} 年）{says.zh}")
