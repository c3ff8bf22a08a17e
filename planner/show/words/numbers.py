"""Numbers as every output writes them: one function for each unit, so that a figure looks the same wherever it stands.

Rounding is half away from zero on the decimals that stand for the number, as workbooks and browsers round; a proof, a
limit or a longest way is rounded to the side on which it says no more than is known. `assets/numbers.js` of the pages
says the same in the browser, and the number formats of `planner.show.workbook.sheet` in a workbook.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

from planner.language import Text

UNKNOWN = "—"
"""Stands for what is not known, or is not there."""
_WAN = 10_000
_MILLION = 1_000_000
_YI = 100_000_000
_HAIR = 1e-6
_PART = 1e-5


def rounded(value: float, places: int) -> Decimal:
    """Round to so many places, halves away from zero.

    >>> [str(rounded(value, 1)) for value in (2.25, 12.35, -0.04)]
    ['2.3', '12.4', '0.0']
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def is_part(pupils: float) -> bool:
    """Whether pupils are not whole, as shares of a settlement may be."""
    return not math.isclose(pupils, round(pupils), abs_tol=_PART)


def pupils_text(pupils: float) -> str:
    """Print pupils: whole where they are, else to one decimal.

    >>> pupils_text(1234.0), pupils_text(0.26)
    ('1,234', '0.3')
    """
    return f"{rounded(max(pupils, 0.1), 1):,}" if is_part(pupils) else f"{round(pupils):,}"


def whole_minutes(minutes: float) -> int:
    """Round a way's minutes up to whole ones: a limit that is kept is never shown as broken by more than it is.

    >>> whole_minutes(30.0), whole_minutes(12.2)
    (30, 13)
    """
    return math.ceil(minutes - _HAIR)


def minutes_text(minutes: float | None) -> str:
    """Print a way's minutes, rounded up; a dash where they are not known.

    >>> minutes_text(12.2), minutes_text(None)
    ('13', '—')
    """
    return UNKNOWN if minutes is None else f"{whole_minutes(minutes):,}"


def mean_text(mean: float | None) -> str:
    """Print a mean, of minutes or of pupils in a class, to one decimal; a dash where there is none.

    >>> mean_text(12.25), mean_text(None)
    ('12.3', '—')
    """
    return UNKNOWN if mean is None else f"{rounded(mean, 1):,}"


def kilometres_text(kilometres: float | None) -> str:
    """Print kilometres to one decimal; a dash where they are not known.

    >>> kilometres_text(2.705), kilometres_text(None), kilometres_text(float("nan"))
    ('2.7', '—', '—')
    """
    return UNKNOWN if kilometres is None or math.isnan(kilometres) else f"{rounded(kilometres, 1):,}"


def yuan_text(yuan: float) -> str:
    """Print money as people say it in Chinese.

    >>> yuan_text(412_345_678), yuan_text(52_000), yuan_text(980)
    ('4.12亿元', '5.2万元', '980元')
    """
    size = abs(yuan)
    if size >= _YI:
        return f"{rounded(yuan / _YI, 2):,}亿元"
    if size >= _WAN:
        return f"{rounded(yuan / _WAN, 0 if size >= 100 * _WAN else 1):,}万元"
    return f"{whole_yuan(yuan)}元"


def english_yuan(yuan: float) -> str:
    """Print money in English.

    >>> english_yuan(412_345_678), english_yuan(52_000)
    ('412.35 million yuan', '52,000 yuan')
    """
    return f"{rounded(yuan / _MILLION, 2):,} million yuan" if abs(yuan) >= _MILLION else f"{whole_yuan(yuan)} yuan"


def whole_yuan(yuan: float) -> str:
    """Print yuan to the last one, for tables and for whoever checks sums.

    >>> whole_yuan(412_345_678.5)
    '412,345,679'
    """
    return f"{rounded(yuan, 0):,}"


def wan_text(yuan: float) -> str:
    """Print yuan below a heading of 万元: in units of 10,000, to one decimal.

    >>> wan_text(30_620_000.0), wan_text(-4.0)
    ('3,062.0', '0.0')
    """
    return f"{rounded(yuan / _WAN, 1):,}"


def saving_text(yuan: float) -> Text:
    """Print the most that may be saved, rounded up to 10,000 yuan: the proof is not said stronger than it is.

    >>> saving_text(41_980.0), saving_text(41_980.0).zh
    ('0.05 million yuan', '5万元')
    """
    units = math.ceil(yuan / _WAN)
    return Text(f"{units / 100:,.2f} million yuan", f"{units:,}万元")


def bound_text(yuan: float) -> str:
    """Print a proven lower limit, rounded down.

    >>> bound_text(99.9)
    '99'
    """
    return f"{math.floor(yuan):,}"


def share_text(share: float) -> str:
    """Print a proven share as a percentage rounded up to hundredths, so that a proof is never said stronger than it is.

    >>> share_text(0.01), share_text(0.010001), share_text(0)
    ('1%', '1.01%', '0%')
    """
    return f"{math.ceil(share * 10_000 - 1e-9) / 100:g}%"


def gap_text(gap: float) -> str:
    """Print a gap as a number, rounded up to the sixth decimal.

    >>> gap_text(0.0123451)
    '0.012346'
    """
    return f"{math.ceil(gap * 1e6 - _HAIR) / 1e6:.6f}"


def part_text(part: float) -> str:
    """Print a part of a whole as a percentage to one decimal.

    >>> part_text(0.12345)
    '12.3%'
    """
    return f"{rounded(part * 100, 1):,}%"


def seconds_text(seconds: float) -> str:
    """Print seconds: below ten to one decimal, else whole.

    >>> seconds_text(3.21), seconds_text(61.5)
    ('3.2', '62')
    """
    return f"{rounded(seconds, 0 if seconds >= 10 else 1):,}"  # noqa: PLR2004 - as the sentence above says
