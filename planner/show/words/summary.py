"""A plan in a dozen lines, for the terminal and for reading aloud."""

from planner.decide.measures import measure_plan
from planner.language import Text
from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.page.english import english_sentences
from planner.show.words.common import clean
from planner.show.words.sentences import plan_sentences, title_of


def summarise(plan: Plan, scenario: Scenario, district: District) -> Text:
    """Return the summary: the title and sentences on the last planning year.

    Control characters in names are dropped: nothing in a table can steer a terminal.
    """
    measures = measure_plan(plan, scenario, district)[-1]
    zh = [f"{title_of(scenario)}（{measures.year}年）", *plan_sentences(plan, scenario, district)]
    en = [f"{title_of(scenario)} ({measures.year})", *english_sentences(plan, scenario, district, measures)]
    return Text("\n".join(map(clean, en)), "\n".join(map(clean, zh)))
