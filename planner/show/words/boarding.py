"""Boarding in words: how many board, how far, by which rule, and what their dormitory and their journeys cost."""

import re

from planner.decide.barred import TOWN_NOTE
from planner.decide.boarding import BARRED_NOTE, NEAR_NOTE, boarders_of
from planner.decide.measures import YearMeasures
from planner.decide.results import Results
from planner.language import Text
from planner.plan import Plan
from planner.reading.scenario import Scenario
from planner.show.words.numbers import english_yuan, mean_text, minutes_text, pupils_text, yuan_text


def boarding_sentence(measures: YearMeasures, scenario: Scenario) -> Text | None:
    """Say how many board, how far they live and why they may; None where nobody boards."""
    board = measures.boarders
    if board.mean is None or board.worst is None:
        return None
    count, worst = pupils_text(measures.by_mode["board"]), minutes_text(board.worst)
    why = _why(measures, scenario)
    return Text(
        f"Boarding: {count} pupils, {mean_text(board.mean)} minutes one way on average, {worst} at most; {why}.",
        f"寄宿：{count}名学生，单程平均{mean_text(board.mean)}分钟，最远{worst}分钟；{why.zh}。",
    )


def boarding_cost_text(results: Results) -> Text:
    """Say what the cost of boarding is made of, on the mean of a planning year."""
    trips = results.scenario.prices.board_trips_per_week
    lodging, journeys = (yuan / results.n_years for yuan in (results.boarding.lodging, results.boarding.journeys))
    return Text(
        f"dormitory, staff and meals {english_yuan(lodging)} a year; "
        f"journeys, {trips:g} round trips a week, {english_yuan(journeys)}",
        f"宿舍、管理和伙食每年{yuan_text(lodging)}，每周往返{trips:g}次的路程{yuan_text(journeys)}",
    )


def boarding_rule_text(scenario: Scenario, band: str) -> Text | None:
    """Say who of a band may board and where; None where nobody may."""
    rules = scenario.grade_bands[band]
    if not rules.boarding or rules.max_board_minutes is None:
        return None
    beyond = rules.board_when == "beyond_day_reach"
    who = Text(
        "only with no school sure to stay within the day limits" if beyond else "wherever the way is too long by day",
        "走读路程上限内没有确定保留的学校才寄宿" if beyond else "超出走读路程上限即可寄宿",
    )
    if rules.board_in == "anywhere":
        return who
    return Text(f"{who}; in their own town where it may have beds", f"{who.zh}；本乡镇可以有床位的，在本乡镇寄宿")


def boarding_caveats(plan: Plan) -> tuple[Text, ...]:
    """Say what the plan's notes hold against its boarding, and who may not go where there is a school."""
    near, barred, in_town = (_counts(plan, note) for note in (NEAR_NOTE, BARRED_NOTE, TOWN_NOTE))
    said = []
    if len(near) > 1:
        said.append(
            Text(
                f"Note: {near[0]} of {near[1]} boarders have an open school within their day limits; it may be full.",
                f"注意：{near[1]}名寄宿生中有{near[0]}名的走读路程上限内有开办的学校（可能已满）。",
            )
        )
    if barred:
        said.append(
            Text(
                f"Note: {barred[0]} of the pupils without a seat live near enough to a boarding school, and may not "
                "board there by board_when or board_in.",
                f"注意：没有学位的学生中有{barred[0]}名，寄宿学校在寄宿路程上限内，但按寄宿规则（board_when、board_in）不能寄宿。",
            )
        )
    if in_town:
        said.append(
            Text(
                f"Note: {in_town[0]} of the pupils without a seat have an open school of another town within their "
                "limits, which they may not attend by rules.same_town.",
                f"注意：没有学位的学生中有{in_town[0]}名，外乡镇的开办学校在路程上限内，但按本乡镇就读规则（same_town）不能就读。",
            )
        )
    return tuple(said)


def _counts(plan: Plan, note: str) -> list[str]:
    """Read the numbers of pupils behind the beginning of a note; none where there is no such note."""
    found = next((each.removeprefix(note) for each in plan.notes if each.startswith(note)), "")
    return [pupils_text(float(count)) for count in re.findall(r"[0-9]+(?:\.[0-9]+)?", found)]


def _why(measures: YearMeasures, scenario: Scenario) -> Text:
    counts = boarders_of(measures, scenario)
    anybody, beyond = pupils_text(counts.anybody), pupils_text(counts.beyond_reach)
    if not counts.anybody:
        return Text("no school sure to stay is within their day limits", "他们的走读路程上限内没有确定保留的学校")
    if not counts.beyond_reach:
        return Text(
            "the scenario lets them board although a day school may be near",
            "情景允许他们寄宿，不论附近有没有可以走读的学校",
        )
    return Text(
        f"{beyond} have no school sure to stay within their day limits, {anybody} may board although one may be near",
        f"其中{beyond}名的走读路程上限内没有确定保留的学校，{anybody}名按情景不论附近有没有可以走读的学校都可寄宿",
    )
