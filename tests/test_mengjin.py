"""The Mengjin district: what the documents state is there, what is made up says so, and it can be made again."""

from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal
from ruamel.yaml import YAML

from data.making.tables import Made, write
from data.mengjin.make import make
from data.mengjin.places import TOWNS, read_villages, river_line, to_km
from data.mengjin.roads import road_graph
from planner.inputs import read_inputs
from planner.problem.problem import Mode
from planner.reading.loader import read_district
from planner.reading.scenario_file import read_scenario

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "data" / "mengjin"
SCENARIOS = ("mengjin-2026", "mengjin-cheapest", "mengjin-keep-all", "mengjin-outlook")
IDS = {"settlement_id": str, "school_id": str, "grade": str}


def table(name: str, folder: Path = FOLDER) -> pd.DataFrame:
    """Read one committed table, ids as text."""
    return pd.read_csv(folder / f"{name}.csv", dtype=IDS)


def stage(grades: "pd.Series[str]") -> "pd.Series[str]":
    """Return the stage of each grade."""
    return grades.map(lambda grade: "kindergarten" if grade[0] == "K" else "primary" if grade < "7" else "junior")


def seats(schools: pd.DataFrame) -> "pd.Series[int]":
    """Return each school's seats now: 45 a room, 50 in junior schools."""
    return schools["classrooms"] * np.where(schools["kind"] == "junior", 50, 45)


def today() -> pd.DataFrame:
    """Return the schools with the pupils who attend them today, in all and by grade."""
    schools, attends = table("schools"), table("attends")
    by_grade = attends.pivot_table(index="school_id", columns="grade", values="pupils", aggfunc="sum", fill_value=0)
    by_grade = by_grade.reindex(schools["school_id"], fill_value=0).reset_index(drop=True)
    return schools.join(by_grade).assign(load=by_grade.sum(axis=1))


@pytest.fixture(scope="module")
def remade(shared_data: Path) -> Made:
    """Make the district again from the public list of villages."""
    return make(read_villages(shared_data))


def test_settlements_are_the_real_list(shared_data: Path) -> None:
    """All 270 village units stand in the table under their own codes, in 14 towns, 小浪底镇 under its present name."""
    listed = pd.read_csv(shared_data / "admin" / "towns_villages_2023.csv", dtype=str, encoding="utf-8-sig")
    ours = table("settlements")
    assert list(ours["settlement_id"]) == sorted(listed.loc[listed["county_code"] == "410308", "village_code"])
    assert ours["town"].nunique() == 14
    assert (ours["town"] == "小浪底镇").sum() == 28
    assert not ours["name"].str.contains("委员会").any()


def test_no_two_villages_share_a_place() -> None:
    """Villages stand at least 250 metres apart, and inside the district."""
    ours = table("settlements")
    km = to_km(ours[["lon", "lat"]].to_numpy())
    gaps = np.linalg.norm(km[:, None] - km[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() > 0.25
    assert ours["lon"].between(112.18, 112.76).all()
    assert ours["lat"].between(34.70, 34.96).all()


def test_every_village_lies_in_the_polygon_of_its_town() -> None:
    """The 14 polygons are valid, do not overlap, are labelled a sketch, and hold their towns' villages."""
    towns = gpd.read_file(FOLDER / "boundaries.gpkg")
    ours = table("settlements")
    assert towns.geometry.is_valid.all()
    assert set(towns["label"]) == {"示意"}
    shape = dict(zip(towns["town"], towns.geometry, strict=True))
    inside = [
        shape[town].covers(shapely.Point(lon, lat))
        for town, lon, lat in zip(ours["town"], ours["lon"], ours["lat"], strict=True)
    ]
    assert all(inside)
    shapes = list(towns.geometry)
    assert shapely.union_all(shapes).area == pytest.approx(shapely.area(shapes).sum(), rel=1e-5)


def test_the_river_is_crossed_at_two_bridges_only() -> None:
    """Roads join all villages; without the two bridges they fall into the two banks, 38 communities on the north."""
    roads = gpd.read_file(FOLDER / "roads.gpkg")
    whole = road_graph(roads)
    assert nx.is_connected(whole)
    ours = table("settlements")
    places = {(lon, lat) for lon, lat in zip(ours["lon"], ours["lat"], strict=True)}
    assert places <= set(whole.nodes)
    wet = roads[[shapely.transform(line, to_km).crosses(river_line()) for line in roads.geometry]]
    assert list(wet["bridge"]) == ["yes", "yes"]
    dry = road_graph(roads[roads["bridge"] == "no"])
    banks = sorted(len(places & set(part)) for part in nx.connected_components(dry))
    assert banks == [38, 232]


def test_enrolment_follows_the_plan_figures() -> None:
    """Primary pupils of 2024 are 80 and junior pupils 40 for each 1,000 of the towns' 470,000 people."""
    pupils = table("pupils")
    assert sum(town.people for town in TOWNS) == 470_000
    assert list(pupils["year"].unique()) == list(range(2024, 2033))
    sums = pupils[pupils["year"] == 2024].groupby(stage(pupils["grade"]))["pupils"].sum()
    assert sums["primary"] == pytest.approx(37_600, abs=100)
    assert sums["junior"] == pytest.approx(18_800, abs=100)


def test_cohorts_move_up() -> None:
    """A village's grade of a year is its lower grade of the year before, but for its town's growth and rounding."""
    pupils = table("pupils").pivot_table(index=["settlement_id", "grade"], columns="year", values="pupils")
    for lower, upper in (("K3", "1"), ("1", "2"), ("6", "7"), ("8", "9")):
        before = pupils.xs(lower, level="grade")[2026]
        after = pupils.xs(upper, level="grade")[2027]
        assert (abs(after - before) <= 1.001 + 0.035 * before).all()


def test_births_fall_and_the_south_grows() -> None:
    """Fewer enter grade 1 each year to 2029; 城关 and 麻屯 hold their junior pupils better than the hills do."""
    pupils = table("pupils")
    entering = pupils[pupils["grade"] == "1"].groupby("year")["pupils"].sum()
    assert (entering.loc[2024:2029].diff().dropna() < 0).all()
    town = pupils["settlement_id"].map(table("settlements").set_index("settlement_id")["town"])
    junior = pupils.assign(town=town)[stage(pupils["grade"]) == "junior"].pivot_table(
        index="town", columns="year", values="pupils", aggfunc="sum"
    )
    change = junior[2030] / junior[2024]
    assert change[["城关镇", "麻屯镇"]].min() > 1.1
    assert change[["小浪底镇", "横水镇"]].max() < 1.0


def test_seventy_points_under_a_hundred_pupils() -> None:
    """There are 70 teaching points; each has pupils today, fewer than 100."""
    points = today().query("kind == 'teaching_point'")
    assert len(points) == 70
    assert points["load"].between(1, 99).all()


def test_every_pupil_of_today_attends_one_school() -> None:
    """The attends table shares out all pupils of 2025 in grades 1 to 9, to existing schools that teach their grade."""
    pupils, attends, schools = table("pupils"), table("attends"), table("schools").set_index("school_id")
    now = pupils[(pupils["year"] == 2025) & ~pupils["grade"].str.startswith("K") & (pupils["pupils"] > 0)]
    wanted = now.set_index(["settlement_id", "grade"])["pupils"].sort_index()
    placed = attends.groupby(["settlement_id", "grade"])["pupils"].sum().sort_index()
    assert placed.equals(wanted)
    grades = schools.loc[attends["school_id"], "grades"].str.split("-", expand=True).reset_index(drop=True)
    assert ((attends["grade"] >= grades[0]) & (attends["grade"] <= grades[1])).all()
    assert (schools.loc[attends["school_id"], "state"] == "existing").all()


def test_every_town_has_a_boarding_primary_and_junior() -> None:
    """Each of the 14 towns has beds in a primary (城关's is the conversion) and a junior school; 34 schools board."""
    schools = table("schools")
    boards = schools[schools["beds"] > 0]
    for kind in ("primary", "junior"):
        assert boards.loc[boards["kind"] == kind, "town"].nunique() == 14
    assert (boards["state"] == "existing").sum() == 34
    assert (schools["beds_max"] >= schools["beds"]).all()


def test_stated_seats_stand_in_the_schools_table() -> None:
    """New schools hold 1,620, 1,620 and 1,080 pupils at 45 a class; 城关初中 can add 150 at 50 a class."""
    schools = table("schools").set_index("name")
    for name, wanted in (("永和路小学", 1620), ("麻屯镇第三中心小学", 1620), ("城关镇中心小学", 1080)):
        assert schools.loc[name, "state"] == "candidate"
        assert seats(schools.loc[[name]]).item() == wanted
    converted = schools.loc["城关初中"]
    assert (converted["classrooms_max"] - converted["classrooms"]) * 50 == 150
    assert schools["classrooms_max"].max() == 36


def test_the_pressure_stands_where_the_document_says() -> None:
    """Seats short at single schools are near the document's 5,540, nearly all in the urban south and 麻屯."""
    schools = today().query("state == 'existing'")
    short = (schools["load"] - seats(schools)).clip(lower=0).groupby(schools["town"]).sum()
    assert short.sum() == pytest.approx(5540, rel=0.1)
    assert short[["城关镇", "平乐镇", "朝阳镇", "麻屯镇"]].sum() > 0.95 * short.sum()


def test_projects_agree_with_the_facts(shared_data: Path) -> None:
    """All 32 projects of the document are there: kinds, stages, seats, budgets, and the schools they belong to."""
    facts = YAML(typ="safe").load((shared_data.parent / "facts" / "seeds.yaml").read_text(encoding="utf-8"))["mengjin"]
    projects = table("projects")
    budgets = set(table("targets").loc[lambda rows: rows["value_unit"] == "元", "aimed_value"])
    assert len(projects) == facts["projects_total"]
    for kind, group in (("new", facts["new_build"]), ("rebuild", facts["rebuild_or_expand"])):
        ours = projects[projects["works"] == kind]
        assert len(ours) == group["count"]
        assert group["budget_yuan"] in budgets
        stages = ours["stage"].value_counts().to_dict()
        assert stages == {stage: count for stage, count in group.items() if stage in stages}
    known = {name: project["seats"] for name, project in facts["new_seats_known"].items() if "stage" in project}
    assert projects.dropna(subset="seats").set_index("project")["seats"].to_dict() == known
    compulsory = projects[projects["stage"].isin(["primary", "junior"])]
    assert set(compulsory["site_school_id"]) <= set(table("schools")["school_id"])


def test_the_ledger_keeps_every_stated_figure(shared_data: Path) -> None:
    """Counts, seats, years and budgets of the facts stand in the ledger, both figures where documents disagree."""
    facts = YAML(typ="safe").load((shared_data.parent / "facts" / "seeds.yaml").read_text(encoding="utf-8"))
    mengjin, rules = facts["mengjin"], facts["rules"]
    targets = table("targets")
    told = {(row.target, row.finish_by): row.aimed_value for row in targets.itertuples()}
    points = targets[targets["target"] == "撤并小规模学校（教学点）"]
    assert set(points["aimed_value"]) == {mengjin["points_to_merge"]["count"]}
    assert set(points["finish_by"]) == set(mengjin["points_to_merge"]["by"])
    budgets = targets.loc[targets["target"] == "全部建设项目投资", "aimed_value"]
    assert set(budgets) == {mengjin["budget_annex2_yuan"], mengjin["budget_main_text_yuan"]}
    kindergarten = targets.loc[targets["target"] == "幼儿园新增学位", "aimed_value"]
    assert set(kindergarten) == {mengjin["kindergarten"]["new_seats"], 1080}
    values = set(targets["aimed_value"].dropna())
    stated = {
        mengjin["new_seats_compulsory"], mengjin["compulsory_projects"]["count"],
        mengjin["projects_total"],
        mengjin["compulsory_projects"]["budget_yuan"], mengjin["equipment_budget_yuan"],
        mengjin["boarding"]["schools"],
        mengjin["digital_campus_budget_yuan"], mengjin["kindergarten"]["budget_yuan"],
        *rules["class_size_max"].values(),
        rules["classes_per_school_max"]["primary"], rules["computers_per_100_pupils_min"]["value"],
        facts["luoyang"]["points_to_merge_2025"], facts["luoyang"]["schools_built_by_2026"]["seats"],
    } - {rules["class_size_max"]["source"]}  # fmt: skip
    assert stated <= values
    assert ("优质均衡验收", 2029) in told
    others = {  # of inventory.md, beside those of the facts
        "谋划新建综合楼的学校": 8, "提升功能室、仪器设备和图书的学校": 42, "市级二级以上幼儿园占比": 55,
        "区级以上示范幼儿园占比": 85, "每5000人口配套幼儿园的规模": 6, "交流轮岗教师中的骨干教师": 20,
        "每校专职心理健康教师": 1, "每名责任督学对应学校": 5, "寄宿制学校运动场改造": 16, "寄宿制学校路面彩化": 5,
        "每名教师的幼儿": 15, "招聘幼儿教师": 48,
    }  # fmt: skip
    assert {name: dict(zip(targets["target"], targets["aimed_value"], strict=True))[name] for name in others} == others
    assert targets["document"].notna().all()


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenarios_read_with_their_district(name: str) -> None:
    """Each scenario and its district pass every check at the door, and the district calls itself synthetic."""
    source = read_scenario(PROJECT / "scenarios" / f"{name}.yaml")
    district = read_district(source.district_folder, source.scenario)
    assert source.scenario.name == name
    assert district.provenance.is_synthetic
    assert any("synthetic" in note for note in district.notes)
    assert (source.scenario.rules.merge is None) == (name == "mengjin-keep-all")


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "mengjin-cheapest"])
def test_two_villages_alone_may_board(name: str) -> None:
    """Juniors of two hill villages have no junior school within an hour's ride; everybody else goes by day."""
    problem = read_inputs(PROJECT / "scenarios" / f"{name}.yaml").problem
    boards = np.unique(problem.pair_block[problem.pair_mode == Mode.BOARD])
    homes = {problem.settlement_ids[place] for place in problem.block_settlement[boards]}
    assert homes == {"410308106208", "410308106210"}
    assert {problem.bands[band] for band in problem.block_band[boards]} == {"junior"}
    if name == "mengjin-2026":
        assert problem.block_pupils[boards].sum() == 37


def test_distance_alone_lets_others_board() -> None:
    """In the plan for cost alone many may board who have a school in day reach."""
    problem = read_inputs(PROJECT / "scenarios" / "mengjin-cheapest.yaml").problem
    boards = np.unique(problem.pair_block[problem.pair_mode == Mode.BOARD])
    assert np.isin(boards, problem.pair_block[problem.pair_mode != Mode.BOARD]).sum() > 100


def test_today_is_what_a_county_could_have() -> None:
    """Nearly all attend in their own town; one school takes all of a settlement's stage but a point's pupils."""
    attends, schools = table("attends"), table("schools").set_index("school_id")
    town = table("settlements").set_index("settlement_id")["town"]
    joined = attends.join(schools[["town", "kind"]], on="school_id").assign(stage=stage(attends["grade"]))
    away = joined["town"].to_numpy() != town.loc[joined["settlement_id"]].to_numpy()
    assert joined.loc[away, "pupils"].sum() < 0.01 * joined["pupils"].sum()
    full = joined[joined["kind"] != "teaching_point"]
    assert full.groupby(["settlement_id", "stage"])["school_id"].nunique().max() == 1
    points = joined[joined["kind"] == "teaching_point"].groupby("school_id")["settlement_id"].nunique()
    assert points.max() == 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_everybody_has_a_school_in_reach(name: str) -> None:
    """No block is left without a pair: who has no seat has none for want of room."""
    problem = read_inputs(PROJECT / "scenarios" / f"{name}.yaml").problem
    assert (np.diff(problem.block_first_pair) > 0).all()


def test_made_up_columns_are_declared() -> None:
    """The provenance file says of every value column whether it is measured, stated or synthetic."""
    told = YAML(typ="safe").load((FOLDER / "provenance.yaml").read_text(encoding="utf-8"))["tables"]
    plain = {"state", "decision", "town", "settlement_id", "year", "grade"}
    for name in ("settlements", "pupils", "schools", "attends", "births"):
        entry = told[name]
        assert set(table(name).columns) - plain <= {*entry["measured"], *entry["stated"], *entry["synthetic"]}
    assert {"lon", "lat"} <= set(told["settlements"]["synthetic"]) & set(told["schools"]["synthetic"])
    assert told["pupils"]["synthetic"] == ["pupils"]


def test_the_script_makes_the_same_tables_again(remade: Made, tmp_path: Path) -> None:
    """From the same seed the script writes the committed tables to the byte, and the same roads and polygons."""
    write(remade, tmp_path)
    for name in remade.tables:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name
    for name in remade.layers:
        again, kept = gpd.read_file(tmp_path / name), gpd.read_file(FOLDER / name)
        assert_frame_equal(again.drop(columns="geometry"), kept.drop(columns="geometry"))
        assert shapely.equals_exact(again.geometry.array, kept.geometry.array, 1e-9).all(), name


def test_another_seed_makes_another_district(shared_data: Path, remade: Made) -> None:
    """The seed matters: another one moves the villages and changes the pupils."""
    other = make(read_villages(shared_data), seed=1)
    assert not other.tables["settlements.csv"]["lon"].equals(remade.tables["settlements.csv"]["lon"])
    assert not other.tables["pupils.csv"]["pupils"].equals(remade.tables["pupils.csv"]["pupils"])
    assert list(other.tables["settlements.csv"]["name"]) == list(remade.tables["settlements.csv"]["name"])
