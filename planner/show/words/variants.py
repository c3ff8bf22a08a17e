"""Variants of the pupils in words: what each costs, who has no seat in it, and who goes elsewhere."""

from planner.decide.results import Results
from planner.decide.variants import VariantYear
from planner.language import Text, joined
from planner.show.words.numbers import english_yuan, pupils_text, yuan_text

_TOWNS = 3
_NAMES = {"low": "低", "middle": "中", "high": "高"}


def variant_name(variant: str) -> str:
    """Name a variant as a county planner does.

    >>> variant_name("low"), variant_name("2035")
    ('低方案', '2035方案')
    """
    return f"{_NAMES.get(variant, variant)}方案"


def variant_sentences(results: Results) -> tuple[Text, ...]:
    """Say what the plan is in each variant; nothing where there is one table of pupils."""
    variants = results.variants
    if not variants.names:
        return ()
    last = results.last.measures.year
    costs = joined(
        Text(
            f"{each.variant} {english_yuan(each.cost / results.n_years)} (weight {each.weight:.0%})".replace("%", " %"),
            f"{variant_name(each.variant)}{yuan_text(each.cost / results.n_years)}（权重{each.weight:.0%}）",
        )
        for each in variants.costs
    )
    return (
        Text(
            f"Variants: the same schools, classrooms and beds serve all; cost a year: {costs}.",
            f"学生数各方案：学校、教室、床位相同；每年费用：{costs.zh}。",
        ),
        *(_year_sentence(each) for each in variants.of_year(last)),
        *(_year_sentence(each) for year in results.years if year != last for each in variants.of_year(year)
          if each.short),
    )  # fmt: skip


def _year_sentence(each: VariantYear) -> Text:
    pupils, lacking = pupils_text(each.pupils), pupils_text(each.short)
    towns = [Text(f"{town} {pupils_text(heads)}", f"{town}{pupils_text(heads)}人")
             for town, heads in list(each.short_by_town.items())[:_TOWNS]]  # fmt: skip
    named = joined(towns)
    seats = (
        Text(f"{lacking} have no seat, most in {named}", f"{lacking}人没有学位，较多的是{named.zh}")
        if each.short
        else Text("all have a seat", "全部有学位")
    )
    moved = pupils_text(each.elsewhere)
    other = (
        Text("", "")
        if each.main
        else Text(f"; {moved} go to another school than in the main one", f"；与主方案就读学校不同的{moved}人")
    )
    is_main = Text(" (main)", "（主方案）") if each.main else Text("", "")
    return Text(
        f"Variant {each.variant}{is_main}, {each.year}: of {pupils} pupils, {seats}{other}.",
        f"{variant_name(each.variant)}{is_main.zh}{each.year}年：学生{pupils}人，{seats.zh}{other.zh}。",
    )
