"""What a spreadsheet's number format makes of a number: a date, or a code with leading zeros."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.')
_PADDED = re.compile(r"([^0#?.,%;@]*)(0{2,})([^0#?.,%;@]*)")
_LAST_DAY = 2_958_465
_DAYS_1904 = 1462


def is_date(format_id: int, code: str) -> bool:
    """Say whether a format shows dates or times.

    >>> is_date(14, ""), is_date(0, "General"), is_date(200, 'yyyy"年"'), is_date(200, '0"days"')
    (True, False, True, False)
    >>> is_date(200, "[h]:mm"), is_date(200, "[Red]0.00")
    (True, False)
    """
    if format_id in _BUILT_IN_DATES:
        return True
    quiet = _QUIET.sub("", code)
    elapsed = re.search(r"\[[hmsHMS]+\]", quiet)
    plain = _BRACKETS.sub("", quiet).casefold().replace("general", "")
    return bool(elapsed or (re.search(r"[ymdhs]", plain) and not re.search(r"[#?]", plain)))


def padded(code: str, number: str) -> str | None:
    """Return what a format of zeros shows of a whole number, such as 007; None where it adds nothing to it.

    >>> padded("000", "7"), padded('"V"000', "12"), padded("000", "1234"), padded("0", "7"), padded("0.00", "7")
    ('007', 'V012', None, None, None)
    """
    first = _BRACKETS.sub("", code).partition(";")[0]
    letters = [literal[0] or literal[1] for literal in _LITERAL.findall(first)]
    if any(re.search(r"[0#?.,%;@]", letter) for letter in letters):
        return None
    match = _PADDED.fullmatch(_LITERAL.sub(lambda found: found[1] or found[2], first))
    if match is None or not number.isascii() or not number.isdigit():
        return None
    shown = f"{match[1].strip()}{number.zfill(len(match[2]))}{match[3].strip()}"
    return shown if shown != number else None


def date_text(number: str, *, since_1904: bool) -> str:
    """Write a day number as its date; the number itself where it is none.

    >>> date_text("46028", since_1904=False), date_text("0.5", since_1904=False), date_text("-3", since_1904=False)
    ('2026-01-06', '12:00:00', '-3')
    """
    try:
        days = Decimal(number) + (_DAYS_1904 if since_1904 else 0)
    except InvalidOperation:
        return number
    if not days.is_finite() or not 0 <= days < _LAST_DAY:
        return number
    moment = dt.datetime(1899, 12, 30, tzinfo=dt.UTC) + dt.timedelta(seconds=round(float(days) * 86_400))
    if days < 1:
        return f"{moment:%H:%M:%S}"
    return f"{moment:%Y-%m-%d}" if moment.time() == dt.time() else f"{moment:%Y-%m-%d %H:%M:%S}"
