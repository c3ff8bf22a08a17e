"""The pages for parents, read back."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from planner.decide.explain.reasons import Verdict
from planner.show.maps.atlas.catchments import areas_of_bands, catchment_headline, catchment_lines
from planner.show.maps.content import map_content
from planner.show.papers.fitting import fit
from planner.show.papers.hearing_paper import TEMPLATE, fill_hearing_paper, hearing_papers, write_hearing_papers
from planner.show.papers.schools import RedLineLine, SchoolPaper, school_papers
from planner.show.words.common import notes_text
from planner.show.words.reason_names import names_of
from tests.papers import fonts_of, opened, pages_of, pdfs_of, reasons_of, rows_below, said_in
from tests.showing import renamed
from tests.shown import Shown, paper_shown

FULLEST = 6
NOT_FOR_PARENTS = (
    "下界", "下限", "差距", "求解", "优化", "最优", "证明", "模型", "还可以改进", "bound", "gap", "solver", "optimal",
    "optimi", "rules.", "prices.", "board_in",
)  # fmt: skip
CHINESE_FONTS = ("CJK", "FangSong", "SimSun", "SimHei", "KaiTi", "STFangsong", "WenQuanYi", "SourceHan", "NotoSansSC")


def test_one_file_for_each_merged_school(mengjin: Shown, tmp_path: Path) -> None:
    """Named by id and name; the school's name is the title."""
    files = write_hearing_papers(tmp_path / "hearing", mengjin.results)
    names = names_of(mengjin.scenario, mengjin.district)
    assert len(files) == len(mengjin.plan.merges) == len(list((tmp_path / "hearing").iterdir()))
    for file, merge in zip(files, mengjin.plan.merges, strict=True):
        assert file.name.startswith(f"{merge.school_id}_{names.school(merge.school_id)}")
        assert said_in(opened(file)).count(names.school(merge.school_id)) >= 2


def test_a_page_says_what_parents_ask(merging: Shown, tmp_path: Path) -> None:
    """Where, how, how long, which classes, what it costs, what must be built first, and room for an opinion."""
    (file,) = write_hearing_papers(tmp_path, merging.results)
    document = opened(file)
    assert rows_below(document, "居民点") == [["B", "一年级", "6", "中心小学", "步行", "12", "—"]]
    (school,) = rows_below(document, "学校", "来校（人）")
    assert school[:3] == ["中心小学（made-up town）", "6", "一年级2个班（每班13人以内）"]
    assert school[4] == "增建教室1间"
    said = said_in(document)
    assert "每年不再支出该校固定运行费用90.0万元" in said
    assert "按规划单价每年折合4,320元" in said
    assert "一次性投入60.0万元" in said
    assert "是否撤并还没有决定" in said
    assert "不撤并要多花还是少花、相差多少，没有单独测算。" in said
    for place in ("□ 同意　　　□ 有条件同意　　　□ 不同意", "家长签名", "日期", "午餐", "道路安全", "听证时间地点"):
        assert place in said


def test_a_reason_tells_what_was_considered(merging: Shown, tmp_path: Path) -> None:
    """The whole proof, the ways of today, and a red line that is crossed."""
    (file,) = write_hearing_papers(tmp_path, merging.results, reasons_of(merging, crossed=True))
    document = opened(file)
    said = said_in(document)
    kept = "不撤并：保留寨子教学点，公共费用和学生路上时间合在一起，每年至少多花4.1万元"
    assert f"{kept}（周边3所学校、5个居民点相应调整，其余不变）" in said
    assert "没有单独测算" not in said
    assert "不符合撤并条件：大班额：中心小学最大的班46人，班额上限45人。" in said
    assert rows_below(document, "居民点")[0][3] == "步行9分钟"


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_parents_read_nothing_of_how_it_was_worked_out(merging: Shown, tmp_path: Path, verdict: Verdict) -> None:
    """Whatever is known of keeping the school, and whatever rule decides."""
    (reason,) = reasons_of(merging)
    assert reason.opposite is not None
    opposite = replace(reason.opposite, verdict=verdict, better_yuan_per_year=9000.0, extra_shortfall_pupils=2.0)
    towns = replace(reason.rules[0], rule="towns", why="rules.towns.kindergarten: 送庄镇")
    told = replace(reason, opposite=opposite, rules=(*reason.rules, towns))
    (file,) = write_hearing_papers(tmp_path, merging.results, [told])
    said = said_in(opened(file)).lower()
    assert "送庄镇至少要有幼儿园" in said
    for word in NOT_FOR_PARENTS:
        assert word not in said


def test_sheets_of_catchments_tell_nothing_of_it_either(merging: Shown) -> None:
    """Headline, list and note of the sheets that hang in villages."""
    content = map_content(merging.results)
    (areas,) = areas_of_bands(merging.results, merging.results.years[-1]).values()
    lines = (word for line in catchment_lines(content, areas) for word in line)
    said = " ".join((catchment_headline(content, areas), *lines, notes_text(merging.plan))).lower()
    for word in NOT_FOR_PARENTS:
        assert word not in said


def test_homes_add_up_to_the_receivers(mengjin: Shown) -> None:
    """Shares of pupils are shown whole, and their sum is the plan's."""
    for school, merge in zip(school_papers(mengjin.results), mengjin.plan.merges, strict=True):
        told = sum(int(home.pupils) for home in school.homes if home.pupils.isdigit())
        assert told == sum(receiver.pupils for receiver in merge.receivers)
        assert len(school.receivers) == sum(receiver.pupils > 0 for receiver in merge.receivers)


def test_file_names_are_safe(tmp_path: Path) -> None:
    """Nothing in an id or a name leaves the folder, and no two files are one on a system without letter case."""
    shown = paper_shown()
    merges = shown.plan.merges * 2
    twice = replace(shown, plan=shown.plan.model_copy(update={"merges": merges}))
    names = [name for name, _ in hearing_papers(renamed(twice, {"P1": "../../甲/乙\\丙:*?\n" + "长" * 300}).results)]
    assert names[0].startswith("P1__甲_乙_丙_长")
    assert len({name.lower() for name in names}) == len(names) == 2
    assert all(len(name.encode()) < 255 and "/" not in name for name in names)
    assert len(write_hearing_papers(tmp_path, twice.results)) == 2


def test_no_merge_makes_no_page(keeping: Shown, tmp_path: Path) -> None:
    """An empty folder."""
    assert write_hearing_papers(tmp_path / "hearing", keeping.results) == ()
    assert not list((tmp_path / "hearing").iterdir())


def test_made_up_data_is_stamped(merging: Shown, tmp_path: Path) -> None:
    """At the head of the page and above the title."""
    (file,) = write_hearing_papers(tmp_path, merging.results)
    document = opened(file)
    assert document.sections[0].header.paragraphs[0].text.startswith("合成数据")
    assert document.paragraphs[0].text.startswith("合成数据 synthetic data：学生")


@pytest.mark.parametrize("name", ["{{ 7*7 }}", "{% endfor %}", "</w:t><w:p>", "&amp;<b>"])
def test_names_stay_text(merging: Shown, tmp_path: Path, name: str) -> None:
    """Nothing in a name becomes a mark of the template or a tag."""
    (plain,) = write_hearing_papers(tmp_path / "plain", merging.results)
    (file,) = write_hearing_papers(tmp_path / "nasty", renamed(merging, dict.fromkeys("PTAB", name)).results)
    assert len(opened(file).paragraphs) == len(opened(plain).paragraphs)
    assert rows_below(opened(file), "居民点")[0][0].startswith(name)


def test_the_same_plan_gives_the_same_bytes(merging: Shown, tmp_path: Path) -> None:
    """Nothing of the clock is in the files."""
    one, two = (write_hearing_papers(tmp_path / name, merging.results)[0].read_bytes() for name in ("one", "two"))
    assert one == two


def test_the_fullest_pages_of_mengjin_are_one_page(mengjin: Shown, tmp_path: Path) -> None:
    """With and without reasons, in LibreOffice, in a Chinese font where the machine has one."""
    bare = write_hearing_papers(tmp_path / "bare", mengjin.results)
    told = write_hearing_papers(tmp_path / "told", mengjin.results, reasons_of(mengjin, crossed=True))
    told = tuple(file.rename(file.with_name(f"told_{file.name}")) for file in told)
    files = [
        file for found in (bare, told) for file in sorted(found, key=lambda file: -len(said_in(opened(file))))[:FULLEST]
    ]
    pdfs = pdfs_of(files, tmp_path)
    assert [pages_of(pdf) for pdf in pdfs] == [1] * len(files)
    assert any(kind in font for font in fonts_of(pdfs[0]) for kind in CHINESE_FONTS), fonts_of(pdfs[0])


def test_the_longest_texts_are_one_page(mengjin: Shown, tmp_path: Path) -> None:
    """Names, lists and proofs of any length leave one page."""
    shown = renamed(mengjin, {}, title="很长的标题" * 60)
    (first, *_), paper = school_papers(shown.results), next(hearing_papers(shown.results))[1]
    files = []
    for size in (1, 2, 4, 8, 80):
        fitted = fit(_swollen(first, size))
        swollen = replace(
            paper, school=fitted.school, more_homes=fitted.more_homes, more_receivers=fitted.more_receivers,
            crossed=fitted.crossed, opinion_lines=fitted.opinion_lines,
        )  # fmt: skip
        files.append(tmp_path / f"{size}.docx")
        files[-1].write_bytes(fill_hearing_paper(TEMPLATE, swollen))
    assert [pages_of(pdf) for pdf in pdfs_of(files, tmp_path)] == [1] * len(files)


def _swollen(school: SchoolPaper, size: int) -> SchoolPaper:
    long = "很长的名字" * size
    red_line = RedLineLine(said=long, passed="不符合", is_crossed=True)
    home = replace(school.homes[0], home=long, school=long)
    receiver = replace(
        school.receivers[0], name=long, town=long, classes=long, added="新建、增建教室12间、增加床位123张",
        seats="12,345人、123个教学班，教室123间；寄宿1,234人，床位1,234张",
    )  # fmt: skip
    return replace(
        school, name=long, town=long, has_before=True, homes=(home,) * (2 * size), receivers=(receiver,) * size,
        costs=(long,) * 3, opposite=long * 2, rules=(long,) * 3, red_lines=(red_line,) * size,
    )  # fmt: skip
