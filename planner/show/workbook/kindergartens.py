"""The sheets of kindergartens: by town, and classes attached to merged schools; only where the tables tell of any."""

from planner.decide.results import Results
from planner.show.words.common import clean
from planner.show.words.kindergartens import attached_text
from planner.show.words.people import NOT_KNOWN
from planner.show.words.reason_names import names_of
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Sheet


def kindergarten_sheets(results: Results) -> tuple[Sheet, ...]:
    """Return 幼儿园 and 附设幼儿班, each where there is anything to tell."""
    found = results.people.kindergartens
    return (*((_towns(results),) if found.towns else ()), *((_attached(results),) if found.attached else ()))


def _towns(results: Results) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            clean(each.town), _known(each.residents), _known(each.wanted), _known(each.there), _known(each.large),
            _known(each.lacking),
        )
        for each in results.people.kindergartens.towns
    ]  # fmt: skip
    title = (
        f"{title_of(results.scenario)} 就近入园（{results.people.year}年；孟发〔2023〕13号附件3：每5000人左右一所"
        f"6班以上幼儿园；按乡镇核对，表中没有的写“{NOT_KNOWN.zh}”）"
    )
    return Sheet(
        name="幼儿园",
        title=title,
        headings=(
            Heading(text="乡镇"), Heading(text="常住人口（人）", kind="pupils"),
            Heading(text="应有6班以上（所）", kind="count"), Heading(text="开办幼儿园（所）", kind="count"),
            Heading(text="其中6班以上（所）", kind="count"), Heading(text="缺（所）", kind="count"),
        ),
        rows=rows,
    )  # fmt: skip


def _attached(results: Results) -> Sheet:
    names, schools = names_of(results.scenario, results.district), results.district.schools.set_index("school_id")
    rows: list[tuple[Cell, ...]] = [
        (
            each.school_id, names.school(each.school_id), clean(str(schools.at[each.school_id, "town"])),
            _known(each.classes), attached_text(each, names).zh,
        )
        for each in results.people.kindergartens.attached
    ]  # fmt: skip
    return Sheet(
        name="附设幼儿班",
        title=f"{title_of(results.scenario)} 撤并学校附设幼儿班的去向（建议；以现场查看为准）",
        headings=(
            Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"),
            Heading(text="班数（个）", kind="count"), Heading(text="去向", kind="wrapped"),
        ),
        rows=rows,
    )  # fmt: skip


def _known(value: float | None) -> Cell:
    return NOT_KNOWN.zh if value is None else value
