"""A batch in a page of plain text: a line for each scenario."""

from planner.language import Text

_OUTCOMES = {
    0: Text("planned", "完成"),
    1: Text("failed", "程序错误"),
    2: Text("bad input", "输入有误"),
    3: Text("no plan", "无可行方案"),
    4: Text("stopped", "已停止"),
}


def outcome_text(exit_code: int) -> Text:
    """Name how a scenario ended.

    >>> str(outcome_text(3)), outcome_text(0).zh
    ('no plan', '完成')
    """
    return _OUTCOMES.get(exit_code, Text(f"exit code {exit_code}", f"退出码 {exit_code}"))
