"""Town names that differ by one sign, so that one town may stand as two."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from planner.language import Text
from planner.reading.columns import ParsedTable
from planner.reading.meaning import plain

_SELDOM = 2
_OFTEN = 5
_LISTED = 5
_MOST_TOWNS = 500


def town_notes(tables: Mapping[str, ParsedTable], others: Iterable[str] = ()) -> tuple[Text, ...]:
    """Note pairs of town names in settlements, schools and polygons (`others`) that may be one town."""
    counts: Counter[str] = Counter()
    for name in ("settlements", "schools"):
        if name in tables:
            counts.update(tables[name].values("town")[tables[name].good("town")].tolist())
    counts.update(set(others))
    if len(counts) > _MOST_TOWNS:
        return ()
    pairs = [(a, b) for a, b in combinations(sorted(counts), 2) if _one_town(a, b, counts)]
    if not pairs:
        return ()
    shown = "; ".join(f"{a} ({counts[a]}) / {b} ({counts[b]})" for a, b in pairs[:_LISTED])
    more = f" +{len(pairs) - _LISTED}" if len(pairs) > _LISTED else ""
    return (
        Text(
            f"town names that differ by one sign; if they are one town, write it one way: {shown}{more}",
            f"乡镇名称只差一个字；若是同一乡镇请统一写法：{shown}{more}",
        ),
    )


def _one_town(first: str, second: str, counts: Mapping[str, int]) -> bool:
    """Say whether two names may be one town: a sign more or less, or another sign in a name that hardly occurs.

    >>> _one_town("河口", "河口镇", {}), _one_town("河口镇", "河囗镇", {"河口镇": 9, "河囗镇": 1})
    (True, True)
    >>> _one_town("城东镇", "城西镇", {"城东镇": 9, "城西镇": 8}), _one_town("河口 镇", "河口镇", {})
    (False, True)
    """
    short, long = sorted((plain(first), plain(second)), key=len)
    if short == long:
        return True
    if len(long) - len(short) == 1:
        return len(short) > 1 and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    differ = sum(a != b for a, b in zip(short, long, strict=False)) if len(short) == len(long) else 2
    seldom, often = sorted((counts.get(first, 0), counts.get(second, 0)))
    return differ == 1 and len(short) > 1 and seldom <= _SELDOM and often >= _OFTEN
