"""Remarks and signatures below the data, as printed forms carry them."""

import re
from collections.abc import Sequence

from planner.reading.meaning import plain

FOOTER_ROWS = 12
"""Last filled rows among which remarks are looked for."""

_FOOTER = re.compile(
    r"(?:附?注|备注|说明|填表说明|注意|单位|"
    r"(?:制表|填表|填报|报送|审核|复核|审批|统计|经办|联系|校对)(?:人|单位|日期|时间|人员|电话|负责人)?|"
    r"(?:单位|部门|主要|分管)?(?:负责人|领导)(?:签字|签章)?|(?:资料|数据)来源|日期|联系电话|盖章|公章|"
    r"notes?|source|prepared by|checked by)[0-9一二三]?(?:\([^)]*\))?:.*",
    re.DOTALL,
)
_POINT = re.compile(
    r"(?:\(?[0-9]{1,2}\)?[.、)]|[(][0-9一二三四五六七八九十]+[)]|[一二三四五六七八九十][.、]).*", re.DOTALL
)


def without_footer(records: Sequence[Sequence[str]]) -> int:
    """Return how many of these rows come before the remarks at their end; all where there are none.

    A remark begins with a word for it and a colon; its further points, one cell a row, may follow.

    >>> without_footer([("001", "5"), ("注：在校生", ""), ("2.不含借读", ""), ("制表人：张三", "审核人：李四")])
    1
    >>> without_footer([("001", "5"), ("2.不含借读", "")]), without_footer([("注：在校生", ""), ("001", "5")])
    (2, 2)
    """
    end = first = len(records)
    for place in range(end - 1, max(end - FOOTER_ROWS, 0) - 1, -1):
        cells = [plain(cell) for cell in records[place] if cell.strip()]
        if cells and _FOOTER.fullmatch(cells[0]):
            first = place
        elif len(cells) != 1 or not _POINT.fullmatch(cells[0]):
            break
    return first
