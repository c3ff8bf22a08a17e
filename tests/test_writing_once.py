"""A figure is written the same way in every output of a run that tells it."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from planner.cli.run import figures_of
from planner.comparing import compare_saved
from planner.decide.hearing_figures import hearing_figures
from planner.decide.results import Results, results_of
from planner.decide.shortfall.shortfall import Shortfall
from planner.falling_short import look_for_shortfall
from planner.inputs import read_inputs
from planner.outputs import Shown, save_plan, write_outputs
from planner.plan import read_plan
from planner.run import make_plan
from planner.show.maps.content import map_content
from planner.show.words.compare_text import comparison_text
from planner.show.words.hearing import FIGURES, figure_text
from planner.show.words.numbers import (
    bound_text,
    english_yuan,
    mean_text,
    minutes_text,
    pupils_text,
    saving_text,
    share_text,
    whole_yuan,
    yuan_text,
)
from planner.show.words.shortfall_json import shortfall_document
from planner.show.words.shortfall_text import shortfall_sentences
from planner.show.words.summary import summarise
from planner.writing import open_output
from tests.districts import write_case
from tests.showing import QUICK
from tests.writing_once import ATTENDED, odd_case, texts_of_book, texts_of_map, texts_of_maps, texts_of_paper, unproven

NUMBER = r"([\d.,]+)"
YUAN = r"([\d.,]+[万亿]?元)"
CHINESE: Mapping[str, tuple[str, ...]] = {
    "merged": (
        rf"撤并：{NUMBER}个教学点",
        rf"撤并学校：{NUMBER}所",
        rf"撤并{NUMBER}所",
        rf"^2027·.*·撤并（所）={NUMBER}$",
    ),
    "moved": (rf"{NUMBER}名学生并入", rf"随撤并转学的学生（人）·A 2027年={NUMBER}$"),
    "rooms": (rf"增建教室{NUMBER}间", rf"增建教室：{NUMBER}间", rf"^2027·\d+·增建教室（间）={NUMBER}$"),
    "beds": (rf"增加床位{NUMBER}张", rf"增加床位：{NUMBER}张", rf"^2027·\d+·增加床位（张）={NUMBER}$"),
    "boarders": (
        rf"寄宿：{NUMBER}名学生",
        rf"^寄宿{NUMBER}人$",
        rf"寄宿（{NUMBER}人）",
        rf"(?:^|^2027·)合计·寄宿（人）={NUMBER}$",
        rf"^寄宿（人）·A 2027年={NUMBER}$",
    ),
    "short": (
        rf"{NUMBER}名没有学位（",
        rf"没有学位：{NUMBER}人",
        rf"{NUMBER}名学生无学位",
        rf"^2027·\d+·没有学位（人）={NUMBER}$",
        rf"^没有学位（人）·A 2027年={NUMBER}$",
    ),
    "mean": (
        rf"走读学生单程平均{NUMBER}分钟",
        rf"走读单程平均{NUMBER}分钟",
        rf"走读单程平均：{NUMBER}分钟",
        rf"走读平均{NUMBER}分钟",
        rf"^合计·走读平均（分钟）={NUMBER}$",
        rf"^2027·\d+·走读平均（分钟）={NUMBER}$",
        rf"^走读单程平均（分钟）·A 2027年={NUMBER}$",
    ),
    "worst": (
        rf"九成在[\d.,]+分钟以内，最远{NUMBER}分钟",
        rf"走读平均[\d.,]+分钟、最远{NUMBER}分钟",
        rf"^最远{NUMBER}分钟$",
        rf"^合计·走读最远（分钟）={NUMBER}$",
        rf"^走读单程最远（分钟）·A 2027年={NUMBER}$",
    ),
    "p90": (
        rf"九成在{NUMBER}分钟以内",
        rf"^合计·九成以内（分钟）={NUMBER}$",
        rf"^走读单程，九成以内（分钟）·A 2027年={NUMBER}$",
    ),
    "board mean": (
        rf"寄宿：[\d.,]+名学生，单程平均{NUMBER}分钟",
        rf"^合计·寄宿平均（分钟）={NUMBER}$",
        rf"·\s*寄宿[\d.,]+人，平均{NUMBER}分钟",
        rf"^寄宿单程平均（分钟）·A 2027年={NUMBER}$",
    ),
    "cost": (rf"费用：财政每年{YUAN}", rf"每年财政费用：{YUAN}", rf"费用构成。财政每年{YUAN}"),
    "one-off": (rf"；一次性投入{YUAN}", rf"一次性投入：{YUAN}", rf"累计{YUAN}", rf"^一次性投入\n{YUAN}$"),
    "share": (rf"便宜{NUMBER}%，即", rf"^差距.*·A 2年之和={NUMBER}%$"),
    "saving": (rf"即每年{YUAN}（",),
    "gap": (rf"差距{NUMBER}%（", rf"^{NUMBER}% =（总计－下界）"),
    "total": (rf"^{NUMBER}：各项合计", rf"总计{NUMBER}元，下界", rf"^总计＝.*·A 2年之和={NUMBER}$"),
    "bound": (
        rf"^{NUMBER}：已证明任何",
        rf"，下界{NUMBER}元",
        rf"^下界：已证明总计不会低于（元/年）·A 2年之和={NUMBER}$",
    ),
    "seat price": (rf"按每人每年{YUAN}计", rf"没有学位的学生每人每年按{YUAN}计，不是"),
    **{
        figure: (
            rf"^2027·{re.escape(name.zh)}={NUMBER}$",
            rf"^{re.escape(name.zh)}·A 2027年={NUMBER}$",
            rf"^{re.escape(name.zh)}·.*·数值=.*2027年 {NUMBER}$",
        )
        for figure, name in FIGURES.items()
    },
    "gained": (rf"新增学位{NUMBER}个",),
    "net seats": (rf"方案开办学校{NUMBER}个", rf"学位{NUMBER}个\s*·\s*总负荷"),
    "seats today": (
        rf"学位总量：现状{NUMBER}个",
        rf"规划前现有学校[^规]*?·\s*学位{NUMBER}个",
        rf"^合计·.*·按班额折合学位（个）={NUMBER}$",
    ),
    "stayed in words": (rf"不换学校的{NUMBER}名",),
    "moved in words": (rf"学校未撤仍转学的{NUMBER}名",),
    "beyond in words": (rf"平均多走{NUMBER}分钟",),
}
ENGLISH: Mapping[str, tuple[str, ...]] = {
    "mean": (rf"day pupils travel {NUMBER} minutes", rf"day journeys, mean \(minutes one way\) +\S+ +{NUMBER}"),
    "worst": (rf"the farthest {NUMBER}\.\n", rf"day journeys, longest \(minutes\) +\S+ +{NUMBER}"),
    "boarders": (rf"Boarding: {NUMBER} pupils", rf"boarders +\S+ +{NUMBER}"),
    "short": (rf"{NUMBER} have none", rf"pupils without a seat +\S+ +{NUMBER}"),
    "one-off": (r"one-off cost ([\d.,]+(?: million)? yuan)",),
    "cost": (r"Cost: ([\d.,]+(?: million)? yuan)",),
    "share": (rf"cheaper by more than {NUMBER}%", rf"\ngap +— +— +{NUMBER}%"),
    "seat price": (r"without a seat counted as ([\d.,]+(?: million)? yuan)",),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Written:
    """A run's folder, what its plan comes to, and the text of each output by its name."""

    folder: Path
    results: Results
    chinese: Mapping[str, str]
    english: Mapping[str, str]
    shortfall: Shortfall


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Write all outputs of two plans, and their comparison."""
    root = tmp_path_factory.mktemp("written")
    found, scenarios = [], []
    for name, merge in (("odd", True), ("kept", False)):
        case = odd_case(merge=merge)
        scenario = write_case(root / f"{name}-tables", case)
        assert case.district.attends is not None
        scenarios.append(scenario)
        case.district.attends.to_csv(scenario.parent / "attends.csv", index=False)
        inputs = read_inputs(scenario)
        folder = root / name
        plan = unproven(make_plan(inputs, folder, QUICK, lambda _doing, _progress: None))
        found.append(results_of(plan, inputs.scenario, inputs.district, inputs.problem, inputs.journeys))
        with open_output(folder, verb="run") as output:
            sha256, _ = save_plan(output, plan)
            told = write_outputs(output, Shown(results=found[-1], trajectory=()), sha256)
        assert told.warnings == ()
    plans = [root / name / "plan.json" for name in ("odd", "kept")]
    comparison = compare_saved(plans, out=root / "compare", report=lambda _doing, _standing: None).comparison
    looked = look_for_shortfall(
        scenarios[0], plan_path=plans[0], out=root / "shortfall", seconds=0.1, report=lambda _doing, _standing: None
    )
    says, compared = summarise(found[0]), comparison_text(comparison)
    chinese = {
        "summary": says.zh,
        "plan.xlsx": "\n".join(texts_of_book(root / "odd" / "plan.xlsx")),
        "plan.docx": "\n".join(texts_of_paper(root / "odd" / "plan.docx")),
        "maps": "\n".join(texts_of_maps(found[0])),
        # of the other plan only its own name tells a line
        "compare.xlsx": "\n".join(t for t in texts_of_book(root / "compare" / "compare.xlsx") if "kept" not in t),
        "comparison": compared.zh,
        "shortfall.xlsx": "\n".join(texts_of_book(root / "shortfall" / "shortfall.xlsx")),
        "shortfall": "\n".join(shortfall_sentences(looked.shortfall, found[0].scenario, found[0].district, ())),
    }
    english = {"summary": str(says), "comparison": str(compared)}
    return Written(folder=root, results=found[0], chinese=chinese, english=english, shortfall=looked.shortfall)


def expected(results: Results) -> dict[str, str]:
    """Return how each figure is to be written in Chinese."""
    last, plan = results.last.measures, results.plan
    assert None not in {last.day.mean, last.day.worst, plan.gap, results.proof.share}
    return {
        "merged": str(last.merged),
        "moved": pupils_text(last.moved),
        "rooms": str(last.classrooms_added),
        "beds": str(last.beds_added),
        "boarders": pupils_text(last.by_mode["board"]),
        "short": pupils_text(last.shortfall),
        "mean": mean_text(last.day.mean),
        "worst": minutes_text(last.day.worst),
        "p90": minutes_text(last.day.p90),
        "board mean": mean_text(last.boarders.mean),
        "cost": yuan_text(results.yearly_fiscal_yuan),
        "one-off": yuan_text(last.one_off_yuan),
        "share": share_text(results.proof.share or 0.0).rstrip("%"),
        "saving": saving_text(results.yearly_saving_yuan).zh,
        "gap": share_text(plan.gap or 0.0).rstrip("%"),
        "total": whole_yuan(plan.objective.total),
        "bound": bound_text(plan.bound),
        "seat price": yuan_text(results.seat_price_yuan),
        **{name: figure_text(name, value) for name, value in hearing_figures(results.last.hearing).items()},
        "gained": f"{last.seats_gained:,}",
        "net seats": f"{last.seats_open:,}",
        "seats today": f"{last.seats_today:,}",
        "stayed in words": pupils_text(results.last.hearing.stayed),
        "moved in words": pupils_text(results.last.hearing.moved_open),
        "beyond in words": mean_text(results.last.hearing.beyond_mean),
    }


def found_in(texts: Mapping[str, str], patterns: tuple[str, ...]) -> dict[str, set[str]]:
    """Return what each output writes where one of the patterns stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for output, text in texts.items():
        for pattern in patterns:
            found[output].update(re.findall(pattern, text, flags=re.MULTILINE))
    return {output: written for output, written in found.items() if written}


@pytest.mark.parametrize("figure", CHINESE)
def test_a_figure_is_written_alike_in_chinese(written: Written, figure: str) -> None:
    """Summary, workbook, paper, maps and comparison: whoever tells the figure writes the one text of it."""
    wanted = expected(written.results)[figure]
    found = found_in(written.chinese, CHINESE[figure])
    assert found == {output: {wanted} for output in found}
    told_once = {"saving": 3, "gap": 2, "total": 2, "bound": 2}
    assert len(found) >= told_once.get(figure, 3), f"found in {sorted(found)} alone"


def test_every_pattern_is_met_by_some_output(written: Written) -> None:
    """No pattern looks for what nobody says any more."""
    everything = {"all": "\n".join(written.chinese.values())}
    assert [p for patterns in CHINESE.values() for p in patterns if not found_in(everything, (p,))] == []
    english = {"all": "\n".join(written.english.values())}
    assert [p for patterns in ENGLISH.values() for p in patterns if not found_in(english, (p,))] == []


@pytest.mark.parametrize("figure", ENGLISH)
def test_a_figure_is_written_alike_in_english(written: Written, figure: str) -> None:
    """The terminal's summary and its comparison say the same of the plan."""
    last, results = written.results.last.measures, written.results
    money = {
        "one-off": english_yuan(last.one_off_yuan),
        "cost": english_yuan(results.yearly_fiscal_yuan),
        "seat price": english_yuan(results.seat_price_yuan),
    }
    wanted = money.get(figure) or expected(results)[figure]
    found = found_in(written.english, ENGLISH[figure])
    assert found
    assert found == {output: {wanted} for output in found}


def test_schools_are_told_alike(written: Written) -> None:
    """Pupils, classes and rooms of each open school: workbook, paper, GeoPackage."""
    layer = gpd.read_file(written.folder / "odd" / "plan.gpkg", layer="schools").set_index("school_id")
    book, paper = written.chinese["plan.xlsx"], written.chinese["plan.docx"]
    for school_id, row in written.results.last.rows.schools.items():
        if not row.open:
            continue
        pupils, classes = sum(row.pupils.values()), sum(row.classes.values())
        assert layer.loc[school_id, ["pupils", "classes", "classrooms_added", "beds_added"]].tolist() == [
            pupils, classes, row.classrooms_added, row.beds_added,
        ]  # fmt: skip
        told = set(re.findall(rf"^{school_id}·学生（人）={NUMBER}$", book, flags=re.MULTILINE))
        assert pupils_text(pupils) in told
        assert f"{school_id}·教学班（个）={classes:,}" in book.splitlines()
        assert f"{school_id}·合计（人）={pupils_text(pupils)}" in book.splitlines()
    merge = written.results.plan.merges[0]
    receiver = written.results.by_year[merge.year].rows.schools[merge.receivers[0].school_id]
    said = f"全校{pupils_text(sum(receiver.pupils.values()))}人、{sum(receiver.classes.values()):,}个教学班"
    assert said in paper


def test_documents_for_programs_hold_the_same_numbers(written: Written) -> None:
    """plan.json, what run --json prints and the pages hold the figures as they are, not as they are written."""
    plan, last = read_plan(written.folder / "odd" / "plan.json"), written.results.last.measures
    assert plan == written.results.plan
    printed = figures_of(written.results)
    assert (printed["merged"], printed["gap"], printed["bound"]) == (last.merged, plan.gap, plan.bound)
    for name in ("map.html", "report.html"):
        page = (written.folder / "odd" / name).read_text(encoding="utf-8")
        text = re.search(r'<script type="application/json" id="data-plan">(.*?)</script>', page, flags=re.DOTALL)
        assert text is not None
        document = json.loads(text[1])
        figures = document["states"][-1]["figures"]
        assert figures["day"] == [last.day.mean, last.day.p90, last.day.worst]
        assert (figures["oneOff"], figures["moved"], figures["rooms"]) == (
            last.one_off_yuan, last.moved, last.classrooms_added,
        )  # fmt: skip
        assert document["costs"]["total"] == plan.objective.total
        for language, says in (("zh", written.chinese), ("en", written.english)):
            told = says["summary"].splitlines()[1:]
            assert document["sentences"][language] == told


def test_the_present_map_is_of_one_year(written: Written) -> None:
    """Schools, pupils there and pupils at home are of the year that the table is of; no planned year stands on it."""
    results = written.results
    said = "\n".join(texts_of_map(results, "present")).replace(results.scenario.title or "", "")
    attends = results.district.attends
    assert attends is not None
    pupils = int(attends["pupils"].sum())
    assert f"{ATTENDED}学年在读学生{pupils}人（就读表）" in said
    assert f"学生居住地（{ATTENDED}学年）" in said
    assert {int(year) for year in re.findall(r"(20\d\d)(?:学?年)", said)} == {ATTENDED}
    homes = map_content(results).settlements
    assert homes["pupils_today"].sum() == pupils != homes["pupils"].sum()


STAGE = {"primary": "小学", "junior": "初中"}


def test_empty_seats_are_told_alike(written: Written) -> None:
    """Town by town and for the district, which differ, in the sentence, in the sheet's last rows and for programs."""
    told = shortfall_document(written.shortfall)
    last = max(row["year"] for row in told["empty_seats_in_all"])
    rows = [row for row in told["empty_seats_in_all"] if row["year"] == last]
    sentence = next(line for line in written.chinese["shortfall"].splitlines() if line.startswith("学位富余："))
    assert sentence in written.chinese["shortfall.xlsx"].splitlines()
    sheet = [
        dict(zip(("town", "stage", "year", "pupils", "seats", "empty"), row, strict=False))
        for row in openpyxl.load_workbook(written.folder / "shortfall" / "shortfall.xlsx")["学位富余"].values
    ]
    found = {"by_town": sentence.partition("；")[0], "in_all": sentence.partition("；")[2]}
    assert any(row["by_town"] != row["in_all"] for row in rows)
    for row in rows:
        mine = [each for each in sheet if (each["year"], each["stage"]) == (last, STAGE[row["stage"]])]
        names = {"by_town": "各乡镇合计", "in_all": "全区相抵"}
        towns = [each for each in mine if each["town"] not in names.values()]
        assert row["by_town"] == sum(each["empty"] for each in towns)
        assert row["in_all"] == max(sum(each["seats"] - each["pupils"] for each in towns), 0)
        for key, name in names.items():
            assert [each["empty"] for each in mine if each["town"] == name] == [row[key]]
            assert f"{STAGE[row['stage']]}{row[key]:,.0f}个" in found[key]
