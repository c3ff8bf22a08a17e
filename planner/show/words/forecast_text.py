"""A forecast in words: what it comes to, how it was made, how it did when it was tried."""

import math
from collections.abc import Mapping

from planner.forecast.entry import Entry
from planner.language import Text
from planner.reading.schema_types import Stage
from planner.show.told_forecast import ToldForecast
from planner.show.words.common import STAGES

VARIANT_WORDS = {"low": "低方案", "middle": "中方案", "high": "高方案"}
STAGES_IN_ENGLISH: Mapping[Stage, str] = {"kindergarten": "kindergarten", "primary": "primary", "junior": "junior"}
_SHOWN_YEARS = 3


def forecast_text(told: ToldForecast) -> Text:
    """Return what is printed: each stage's pupils now, ahead and at the peak, and what was missed when it was tried."""
    forecast = told.forecast
    made_up = Text(" (synthetic data)", "（合成数据，不代表实际情况）") if told.is_synthetic else Text("", "")
    head = Text(
        f"{told.name}: pupils counted to {forecast.base_year}, foretold to {forecast.years[-1]}; middle (low to high)"
        f"{made_up}",
        f"{told.name}：学生实有至 {forecast.base_year} 年，预测至 {forecast.years[-1]} 年；中方案（低—高）{made_up.zh}",
    )
    lines = [head, *(_stage_line(told, stage) for stage in told.stages), _tried_line(told)]
    lines += [Text(f"note: {note}", f"说明：{note.zh}") for note in forecast.notes]
    return Text("\n".join(map(str, lines)), "\n".join(line.zh for line in lines))


def _stage_line(told: ToldForecast, stage: Stage) -> Text:
    rows = told.whole[told.whole["stage"] == stage].set_index("year")
    forecast = told.forecast
    base, last = forecast.base_year, forecast.years[-1]
    shown = sorted({base + (last - base) // 2, last} - {base})
    peak = max(rows.index, key=lambda year: rows["middle"][year])
    seats = told.seats[stage]
    english = [f"{base} {rows['middle'][base]:,}"]
    chinese = [f"{base} 年 {rows['middle'][base]:,} 人"]
    for year in shown:
        low, middle, high = (int(rows[name][year]) for name in ("low", "middle", "high"))
        english.append(f"{year} {middle:,} ({low:,} to {high:,})")
        chinese.append(f"{year} 年 {middle:,} 人（{low:,}—{high:,}）")
    english.append(f"most in {peak}: {rows['middle'][peak]:,}")
    chinese.append(f"最多 {peak} 年 {rows['middle'][peak]:,} 人")
    if seats is not None and math.isfinite(seats):
        english.append(f"seats today {seats:,.0f}")
        chinese.append(f"现有学位 {seats:,.0f} 个")
    return Text(f"  {STAGES_IN_ENGLISH[stage]}: {'; '.join(english)}", f"  {STAGES[stage]}：{'；'.join(chinese)}")


def _tried_line(told: ToldForecast) -> Text:
    tried = told.forecast.tried
    if not tried:
        return Text("not tried: one year alone was counted, or births tell of no earlier one",
                    "未回测：只有一个实有年份，或出生数据不含更早的年份")  # fmt: skip
    english, chinese = [], []
    for stage in told.stages:
        found = [row for row in tried if row.stage == stage][:_SHOWN_YEARS]
        if found:
            english.append(f"{STAGES_IN_ENGLISH[stage]} {', '.join(f'{row.absolute:.1%}' for row in found)}")
            chinese.append(f"{STAGES[stage]} {'、'.join(f'{row.absolute:.1%}' for row in found)}")
    return Text(
        f"tried on the years counted, missed by (1 year ahead, then further): {'; '.join(english)}",
        f"用实有年份回测，平均相差（提前 1 年，依次更远）：{'；'.join(chinese)}",
    )


def method_lines(told: ToldForecast) -> tuple[tuple[str, str], ...]:
    """Return how the forecast was made, in Chinese: what, and how."""
    fitted = told.forecast.fitted
    assumed, births, moving = fitted.assumed, fitted.births, fitted.moving_up
    lines = [
        ("一年级、小班", _ENTRY),
        *((_GRADE_WORDS[entry.grade], _entry_text(entry)) for entry in fitted.entries),
        (
            "其他年级",
            (
                "上年低一年级的学生 × 全区升级率 × 该乡镇迁移系数；升级率按年级、迁移系数按乡镇，由最近"
                f"{assumed.fit_years}年的实有学生拟合（{moving.years}对相邻年份）；人数少的乡镇向全区靠拢。"
            ),
        ),
        (
            "乡镇、居民点",
            (
                f"乡镇入学率按{assumed.town_weight:.0f}名儿童的权重向全区靠拢，居民点按"
                f"{assumed.settlement_weight:.0f}名儿童的权重向乡镇靠拢。"
            ),
        ),
    ]
    if births is not None:
        said = (
            f"出生表至{births.last_year}年；以后按最近{assumed.births_years}年的趋势（每年"
            f"{math.expm1(births.trend):+.1%}），趋势逐年衰减为上年的{assumed.births_damping:.0%}。"
        )
        lines.append(("尚未出生的儿童", said))
    estates, special = told.forecast.known.estates is not None, told.forecast.known.special is not None
    return (
        *lines,
        ("低、高方案", _variants_text(told)),
        ("新建住宅", _ESTATES if estates else "没有新建住宅表；以往的住宅增长已含在迁移系数中。"),
        ("特殊入学年", "拟合时扣除入学系数，预测时乘以入学系数。" if special else "没有特殊入学年表。"),
        ("取整", "各年各年级：全区合计四舍五入，按最大余数法分到乡镇，再分到居民点；各级相加相等。"),
        ("回测", "从每个较早的实有年份出发，只用当时已知的数据，预测其后的实有年份；相差＝预测÷实有－1。"),
    )


def _variants_text(told: ToldForecast) -> str:
    fitted = told.forecast.fitted
    rates = [(entry.grade, rate) for entry in fitted.entries for rate in (entry.per_birth, entry.per_child) if rate]
    parts = [f"{_GRADE_WORDS[grade]}±{rate.spread:.1%}（{_measured(rate.is_measured)}）" for grade, rate in rates]
    parts.append(f"升级和迁移每年±{fitted.moving_up.spread:.1%}（{_measured(fitted.moving_up.is_measured)}）")
    if fitted.births is not None:
        parts.append(f"以后的出生每年±{fitted.births.spread:.1%}")
    return (
        f"各项同时偏低（偏高）一个标准差：{'，'.join(parts)}；逐年累积的按年数的平方根放大。"
        "各项同时偏到一边的情形少见；这不是概率区间，也不含政策、行政区划等变化。"
    )


def _measured(is_measured: bool) -> str:  # noqa: FBT001 - the one thing it says
    return "按实有年份" if is_measured else "年份不足，为假设值"


def _entry_text(entry: Entry) -> str:
    said = [
        f"每名{word}{rate.district:.3f}（{rate.years}个年份拟合）"
        for word, rate in (("出生儿童", entry.per_birth), ("该年龄常住儿童", entry.per_child))
        if rate is not None
    ]
    return "，".join(said) or "没有可拟合的年份：按在园幼儿升学推算，没有的按近年不变。"


_GRADE_WORDS = {"K1": "入园率（小班）", "1": "入学率（一年级）"}
_ENTRY = (
    "该年 8 月 31 日满 6 岁（3 岁）的儿童 × 入学率（入园率）。某年入学的儿童，8/12 生于 6 年前，4/12 生于"
    "7 年前的 9—12 月；有儿童表的，以最近一次统计的该批儿童为准，按各乡镇儿童逐年变化推到入学年龄。"
)
_ESTATES = "套数 × 每套人数 ÷ 1000 × 每千人学生数，各年级平均；按入住年数逐年住满；低方案用时加倍，高方案当年住满。"
