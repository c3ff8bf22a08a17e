"""Classes of several grades, counted: how many fewer a band needs where its grades may be taught together."""

import numpy as np
import numpy.typing as npt

from planner.verifying.facts import Facts

Floats = npt.NDArray[np.float64]


def classes_saved(facts: Facts, pupils: Floats, classes: Floats) -> Floats:
    """(way, school, grade): the classes that bands save, at the first grade of each; of classes grade by grade."""
    rule, grades = facts.scenario.rules.multigrade, list(facts.scenario.grades)
    saved = np.zeros(classes.shape)
    if rule is None:
        return saved
    for number, school in enumerate(facts.schools.values()):
        for band in facts.scenario.grade_bands.values() if school.kind in rule.kinds else ():
            own = [grades.index(grade) for grade in band.grades]
            there = pupils[:, number][:, own]
            mixed = np.ceil(there.sum(axis=1) / rule.max_pupils)
            fewer = np.maximum(classes[:, number][:, own].sum(axis=1) - mixed, 0)
            saved[:, number, own[0]] = np.where((there > 0).sum(axis=1) <= rule.max_grades, fewer, 0)
    return saved
