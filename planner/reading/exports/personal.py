"""Which columns tell of single people: named in the preview as dropped, and never read."""

import re

from planner.reading.headings import signs_of

_PERSONAL = re.compile(
    "姓名|身份证|证件|学籍号|学号|学籍辅号|出生|生日|性别|民族|国籍|籍贯|电话|手机|联系|邮编|邮政|邮箱|微信|qq|父|母|监护|"
    "家长|家庭成员|成员|关系|血型|健康|政治|照片|信仰|曾用名|银行|账号|卡号|残疾|孤儿|烈士|低保|贫困|资助|特长|校长|"
    "负责人|经办|住址|地址|门牌|name|phone|birth|gender|parent|guardian|identity"
)
_LONG_NUMBER = re.compile(r"\d{6,}")
_LONGEST = 30


def is_personal(heading: str) -> bool:
    """Say whether a column is about single people.

    >>> [is_personal(heading) for heading in ("学生姓名", "身份证件号", "父亲手机", "备注", "上下学距离")]
    [True, True, True, False, False]
    """
    return _PERSONAL.search(signs_of(heading)) is not None


def shown_heading(heading: str) -> str:
    r"""Write a heading on one line, cut short, without long numbers: a heading row may hold more than headings.

    >>> shown_heading("身份证件号\n（18位）"), shown_heading("410308201801011234")
    ('身份证件号 （18位）', '…')
    """
    line = _LONG_NUMBER.sub("…", " ".join(heading.split()))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


_GRADE_SIGNS = re.compile(r"[0-9一二三四五六七八九十kK年级班初高小中大学前第()（）\-\s]{1,16}")
_CODE_SIGNS = re.compile(r"[0-9A-Za-z\-]{1,12}")
_PHONE = re.compile(r"1\d{10}")


def shown_grade(cell: str) -> str:
    """Return a cell of a register's grades to be shown, or only how long it is: it may have slipped from its column.

    >>> shown_grade("十二年级"), shown_grade("王小明"), shown_grade("410308201801011234")
    ('十二年级', '（3 个字）', '（18 个字）')
    """
    return cell if _GRADE_SIGNS.fullmatch(cell) and not _LONG_NUMBER.search(cell) else f"（{len(cell)} 个字）"


def shown_code(cell: str) -> str:
    """Return a code to be shown, or only how long it is.

    >>> shown_code("4103081234"), shown_code("13800138000"), shown_code("李四")
    ('4103081234', '（11 个字）', '（2 个字）')
    """
    return cell if _CODE_SIGNS.fullmatch(cell) and not _PHONE.fullmatch(cell) else f"（{len(cell)} 个字）"
