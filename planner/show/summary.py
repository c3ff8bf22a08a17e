"""A plan in a dozen lines, for the terminal and for reading aloud."""

from planner.decide.measures import measure_plan
from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.sentences import english_line, plan_sentences, title_of
from planner.show.words import clean


def summarise(plan: Plan, scenario: Scenario, district: District) -> str:
    """Return the summary: the title, Chinese sentences on the last planning year, and one English line.

    Control characters in names are dropped: nothing in a table can steer a terminal.
    """
    measures = measure_plan(plan, scenario, district)[-1]
    lines = [
        f"{title_of(scenario)}（{measures.year}年）",
        *plan_sentences(plan, scenario, district),
        english_line(plan, measures),
    ]
    return "\n".join(clean(line) for line in lines)
