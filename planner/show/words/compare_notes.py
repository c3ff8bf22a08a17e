"""What a reader must know to judge a comparison: proof, method, differences of question and data, sources."""

from collections.abc import Iterator, Sequence

from planner.decide.compare.compare import Comparison
from planner.decide.compare.compared import Compared
from planner.decide.results import Results
from planner.show.words.common import clean, sources_text, synthetic_text
from planner.show.words.compare_names import MARKS_TOLD, part_name, plan_name, setting_name, setting_text
from planner.show.words.compare_text import order_sentence, other_limits
from planner.show.words.numbers import bound_text, share_text, whole_yuan
from planner.show.words.sentences import proof_sentence

_DISTRICT = (
    "同一区县：居民点编号相同，现有学校编号相同（拟建校址可以只在一个方案的表中），且同一编号的居民点至少一半名称相同"
    "或相距不超过2公里。表中数值有改动的，在上面注明。"
)
_MINUTES = (
    "分钟均为单程，按学生加权；走读与寄宿分开统计，因为寄宿生不是每天往返。“超过30分钟”不含正好30分钟。"
    "“九成以内”是九成走读学生不超过的分钟数。"
)
_SPREAD = (
    "差异系数＝标准差÷平均值，按学生数加权：CV＝S/X̄，S＝√Σ(Pi/PN)(Xi－X̄)²，Pi为该校学生数（教育督导部门公布的算法，"
    "据转载）。分小学、初中两段；开办且有学生的学校计入；不足50人的教学点不计入（教督〔2017〕6号，据转载）。"
    "“班额”用各校平均班额；“每百名学生教室数”用现有加增建的普通教室，九年一贯制学校的教室按小学生1、初中生1.1的比例"
    "分摊。国家标准的上限（小学0.50、初中0.45）针对七项资源配置指标（教师、面积、设备等），数据表中没有这些数据，"
    "所以这里的两项不能拿来对照该上限。"
)
_JOURNEYS = (
    "行程变化按居民点、年级段统计，后一方案对照第一个方案。同一居民点的学生去多所学校时，能留在同一学校的先留下，"
    "其余按路程由近到远一一对应；换一种对应方式，逐人增减会不同，平均增减不变。有寄宿或没有学位的，不计分钟增减。"
)
_MOVED = (
    "随撤并转学：撤并学校的现有学生中，在并入学校有学位的人数；累计到该年。与“行程变化”里两方案之间的换校人数不同。"
)
_HEARING = (
    "转学按现在的就读比例计：一个居民点某年级段现在有几成学生在某校，安排到该校的就有几成不换学校；其余的，现就读学校撤并的"
    "算因撤并转学，没有撤并的算学校未撤仍转学，三项之和等于有学位的学生。“最近的开办学校”是走读范围内、能教本年级段全部年级"
    "的最近一所。“本可同校”指两个年级段各自的可选学校都包括对方所在的学校。"
)
_YEARS = (
    "费用为该年一年的数；多年方案另列各年之和，下界和差距只对各年之和成立。单个年份的费用没有单独的下界，先后只标☆。"
)
_BANDS = "各方案年级段划分不同的，按共同的最细划分比较："


def note_rows(comparison: Comparison, remarks: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return names and texts, in reading order; `remarks` are what speaks against the plans."""
    return (
        ("合成数据", " ".join(dict.fromkeys(filter(None, (synthetic_text(p.district) for p in comparison.plans))))
         or "没有标明为合成的数据。"),
        *(("注意", remark) for remark in remarks),
        *((f"方案{plan.label}", _plan_text(plan, results))
          for plan, results in zip(comparison.plans, comparison.results, strict=True)),
        ("标记", MARKS_TOLD),
        *(("费用先后", order_sentence(comparison, order).removeprefix("费用：")) for order in comparison.orders),
        *(("比较的限度", said) for said in other_limits(comparison)),
        *(("情景差别", text) for text in _settings(comparison)),
        ("年级段", _BANDS + "、".join(part_name(",".join(group)) for group in comparison.groups)),
        ("各年费用", _YEARS),
        ("行程口径", _MINUTES),
        ("转学口径", _MOVED),
        ("转学、就近、同校口径", _HEARING),
        ("行程变化口径", _JOURNEYS),
        ("差异系数口径", _SPREAD),
        ("同一区县", _DISTRICT),
        *(("资料来源", text) for text in dict.fromkeys(sources_text(p.district) for p in comparison.plans) if text),
        *((f"SHA-256 {plan.label} {name}", digest)
          for plan in comparison.plans for name, digest in plan.plan.inputs_sha256.items()),
    )  # fmt: skip


def _plan_text(plan: Compared, results: Results) -> str:
    costs, gap = plan.plan.objective, plan.plan.gap
    return clean(
        f"{plan_name(plan).removeprefix(f'{plan.label} ')}；文件 {plan.file}；总计{whole_yuan(costs.total)}元，"
        f"下界{bound_text(plan.plan.bound)}元，差距{'不能计算' if gap is None else share_text(gap)}（各规划年之和）；"
        f"{proof_sentence(results).zh}"
    )


def _settings(comparison: Comparison) -> Iterator[str]:
    for setting in comparison.settings:
        said = "；".join(
            f"{plan.label}：{setting_text(value)}" for plan, value in zip(comparison.plans, setting.said, strict=True)
        )
        yield f"{setting_name(setting)} {said}"
