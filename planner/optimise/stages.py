"""The stages of a run, by the names under which their seconds are told in a plan's notes."""

from collections.abc import Mapping

from planner.language import Text

STAGES: Mapping[str, Text] = {
    name: Text(name, chinese)
    for name, chinese in {
        "first plan": "初始方案",
        "short search": "快速搜索",
        "search": "搜索",
        "proof": "证明下限",
        "branching": "分支证明",
        "neighbourhoods": "邻域改进",
        "recombination": "重组",
        "descent": "逐校改进",
        "assignment": "安排各村",
        "sets of schools": "比较学校组合",
        "model": "整数规划",
    }.items()
}


def stage_name(name: str) -> Text:
    """Return a stage's name in both languages; one that is not known is the same in both.

    >>> stage_name("proof").zh
    '证明下限'
    """
    return STAGES.get(name, Text(name, name))
