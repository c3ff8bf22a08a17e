"""Names of villages, towns and schools as they are compared, whoever wrote them."""

import re
from functools import lru_cache

from opencc import OpenCC

from planner.reading.meaning import plain

_VILLAGE_TAIL = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|村委|居委|委员会|社区|行政村|村)$")
_COMMITTEE = re.compile(r"(?:(村)村民委员会|(?<!村)村民委员会|村委会|(?<=社区)(?:居民委员会|居委会)())$")
_TOWN_TAIL = re.compile(r"(?:人民政府|街道办事处|办事处|街道|(?:[回蒙满侗苗]族)?(?:民族)?乡|镇)$")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def in_simplified_signs(text: str) -> str:
    """Write a text in narrow and simplified signs, without blanks; it is not remembered, as names are.

    >>> in_simplified_signs("東　莊村"), in_simplified_signs("送庄（社区）")
    ('东庄村', '送庄(社区)')
    """
    signs = plain(text)
    return signs if signs.isascii() else _converter().convert(signs)


simplified = lru_cache(maxsize=200_000)(in_simplified_signs)
"""The same of a name of a village, town or school, each of which is written many times."""


@lru_cache(maxsize=200_000)
def village_form(name: str) -> str:
    """Write a village's name without what it is: village, community, committee.

    >>> [village_form(name) for name in ("李莊村村民委员会", "李庄社区", "李庄", "華亭里社区居委会", "村")]
    ['李庄', '李庄', '李庄', '华亭里', '村']
    """
    signs = simplified(name)
    while (shorter := _VILLAGE_TAIL.sub("", signs)) and shorter != signs:
        signs = shorter
    return signs


def tidy_village(name: str) -> str:
    """Write a village's name without its committee.

    >>> [tidy_village(name) for name in ("李庄村村民委员会", "湾头村委会", "华亭里社区居委会", "东街居委会", "上河村")]
    ['李庄村', '湾头村', '华亭里社区', '东街居委会', '上河村']
    """
    return _COMMITTEE.sub(lambda found: "" if found[2] is not None else "村", name)


@lru_cache(maxsize=10_000)
def town_form(name: str) -> str:
    """Write a town's name without what it is.

    >>> [town_form(name) for name in ("城關镇", "河阳街道办事处", "河阳街道", "送庄镇人民政府", "镇")]
    ['城关', '河阳', '河阳', '送庄', '镇']
    """
    signs = simplified(name)
    while (shorter := _TOWN_TAIL.sub("", signs)) and shorter != signs:
        signs = shorter
    return signs


@lru_cache(maxsize=100_000)
def school_form(name: str) -> str:
    """Write a school's name as it is compared: without brackets and points.

    >>> school_form("孟津区 城關镇第一小学（本部）"), school_form("李庄教学点·")
    ('孟津区城关镇第一小学本部', '李庄教学点')
    """
    return re.sub(r"[()\[\]【】《》·.．•\-—_]", "", simplified(name))
