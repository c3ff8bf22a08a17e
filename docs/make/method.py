"""The drawing of docs/method.md: the way from a start to a plan and a proof.

python -m docs.make.method
"""

import sys
from pathlib import Path

from docs.make.drawing import INK, Box, arrow, box, drawing, text

PICTURE = Path(__file__).resolve().parents[1] / "pictures" / "method.svg"
_PLANS, _BOTH, _LIMITS = "#e0f2f1", "#eceff1", "#fff3e0"
_LEFT, _RIGHT, _WIDTH = 30.0, 460.0, 370.0
_START = Box(
    left=_LEFT,
    top=120,
    width=_WIDTH,
    height=62,
    heading="Constructive start",
    lines=("place each block where it adds least, repair",),
    fill=_PLANS,
)
_SHORT = Box(
    left=_LEFT,
    top=222,
    width=_WIDTH,
    height=62,
    heading="Simulated annealing, short",
    lines=("whole blocks; each move judged by the schools it touches",),
    fill=_PLANS,
)
_LONG = Box(
    left=_LEFT,
    top=408,
    width=_WIDTH,
    height=62,
    heading="Simulated annealing, long",
    lines=("tries first where the master would place each block",),
    fill=_PLANS,
)
_QUICK = Box(
    left=_RIGHT,
    top=120,
    width=_WIDTH,
    height=62,
    heading="First limit",
    lines=("each block at its cheapest; seats lacking by maximum flow",),
    fill=_LIMITS,
)
_RELAXED = Box(
    left=_RIGHT,
    top=222,
    width=_WIDTH,
    height=62,
    heading="Linear relaxation",
    lines=("rows share ≤ open added where they are violated",),
    fill=_LIMITS,
)
_PRICING = Box(
    left=_RIGHT,
    top=324,
    width=_WIDTH,
    height=146,
    heading="Column generation with Lagrangean bounds",
    lines=(
        "pricing subproblem: a school and year, exact, whole",
        "classes (a knapsack for each class vector);",
        "master: linear program over the columns, its prices",
        "held in a trust region around the best known;",
        "limit = sum of prices − what the subproblems can earn",
    ),
    fill=_LIMITS,
)
_RECOMBINE = Box(
    left=_LEFT,
    top=560,
    width=250,
    height=84,
    heading="Recombination",
    lines=("set partitioning over", "all columns seen"),
    fill=_PLANS,
)
_BRANCH = Box(
    left=305,
    top=560,
    width=250,
    height=84,
    heading="Branch and price",
    lines=("by classes, school, pair;", "reduced-cost fixing"),
    fill=_LIMITS,
)
_NEIGHBOURS = Box(
    left=580,
    top=560,
    width=250,
    height=84,
    heading="Neighbourhood MIP",
    lines=("where the plan lies furthest", "above the limit"),
    fill=_PLANS,
)
_AGAIN = Box(
    left=305,
    top=684,
    width=250,
    height=62,
    heading="Annealing from the best plan",
    lines=("at a low temperature",),
    fill=_PLANS,
)
_END = Box(
    left=180,
    top=800,
    width=500,
    height=62,
    heading="Plan, limit, gap",
    lines=("checked by the judge, which shares no code with any of this",),
    fill=_BOTH,
)
_PROBLEM = Box(
    left=180, top=40, width=500, height=46, heading="Problem: sparse arrays of blocks, schools, pairs", fill=_BOTH
)


def method_svg() -> str:
    """Return the drawing."""
    boxes = (
        _PROBLEM,
        _START,
        _SHORT,
        _LONG,
        _QUICK,
        _RELAXED,
        _PRICING,
        _RECOMBINE,
        _BRANCH,
        _NEIGHBOURS,
        _AGAIN,
        _END,
    )
    ways = (
        arrow(((300, _PROBLEM.foot), (300, _START.top))),
        arrow(((560, _PROBLEM.foot), (560, _QUICK.top))),
        arrow(((_START.middle, _START.foot), (_SHORT.middle, _SHORT.top))),
        arrow(((_SHORT.middle, _SHORT.foot), (_LONG.middle, _LONG.top)), "best plan, good plans met"),
        arrow(((_QUICK.middle, _QUICK.foot), (_RELAXED.middle, _RELAXED.top))),
        arrow(((_RELAXED.middle, _RELAXED.foot), (_PRICING.middle, _PRICING.top)), "duals"),
        arrow(((_PRICING.left, 440), (_LEFT + _WIDTH, 440))),
        text(430, 428, "shares", size=11.5),
        arrow(((_LONG.middle, _LONG.foot), (_LONG.middle, 530)), "plans"),
        arrow(((_PRICING.middle, _PRICING.foot), (_PRICING.middle, 530)), "columns, prices"),
        f'<rect x="14" y="530" width="832" height="238" rx="8" fill="none" stroke="{INK}" stroke-dasharray="6 5"/>',
        text(832, 550, "until proven as close as asked, or time is up", size=11.5, anchor="end"),
        arrow(((_RECOMBINE.left + _RECOMBINE.width, 602), (_BRANCH.left, 602))),
        arrow(((_BRANCH.left + _BRANCH.width, 602), (_NEIGHBOURS.left, 602))),
        arrow(((_NEIGHBOURS.middle, _NEIGHBOURS.foot), (_NEIGHBOURS.middle, 715), (_AGAIN.left + _AGAIN.width, 715))),
        arrow(((_AGAIN.left, 715), (_RECOMBINE.middle, 715), (_RECOMBINE.middle, _RECOMBINE.foot))),
        arrow(((430, 768), (430, _END.top))),
    )
    return drawing(860, 880, "From a start to a plan and a proof", "".join(map(box, boxes)) + "\n".join(ways))


if __name__ == "__main__":
    PICTURE.write_text(method_svg(), encoding="utf-8")
    sys.exit(0)
