"""The other documents' districts: what the documents state is met, what is made up says so, and can be made again."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from ruamel.yaml import YAML

import planner
from data.making import dongli, luolong
from data.making.luolong_figures import PUPILS, SCHOOLS, TEACHERS
from data.making.luoyang_scenarios import write_scenarios
from data.making.tables import Made
from planner.inputs import read_inputs
from planner.reading.scenario_file import read_scenario

PROJECT = Path(__file__).resolve().parent.parent
DATA, SCENARIOS = PROJECT / "data", PROJECT / "scenarios"
IDS = {"settlement_id": str, "school_id": str, "grade": str, "site_school_id": str}
STAGES = {"primary": list("123456"), "junior": list("789"), "kindergarten": ["K1", "K2", "K3"]}


def table(district: str, name: str) -> pd.DataFrame:
    """Read one committed table, ids as text."""
    return pd.read_csv(DATA / district / f"{name}.csv", dtype=IDS)


def pupils(district: str, year: int, stage: str) -> int:
    """Return the pupils of a stage who live in a district in a year."""
    there = table(district, "pupils")
    return int(there.loc[(there["year"] == year) & there["grade"].isin(STAGES[stage]), "pupils"].sum())


def attending(district: str) -> pd.DataFrame:
    """Return today's attendance beside the kind of school and both towns."""
    schools, homes = table(district, "schools"), table(district, "settlements")
    joined = table(district, "attends").merge(schools[["school_id", "kind", "town", "grades"]], on="school_id")
    return joined.merge(homes[["settlement_id", "town"]], on="settlement_id", suffixes=("", "_home"))


@pytest.fixture(scope="module")
def facts(shared_data: Path) -> dict[str, dict[str, object]]:
    """Return the figures taken from the documents."""
    text = (shared_data.parent / "facts" / "seeds.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, object]] = YAML(typ="safe").load(text)
    return found


def test_luolong_is_as_its_report_counts_it() -> None:
    """40 schools of three kinds, pupils of three years, teachers, residents, 12 towns: to the last one."""
    schools = table("luolong-2021", "schools")
    existing = schools[schools["state"] == "existing"]
    assert existing["kind"].value_counts().to_dict() == SCHOOLS
    assert existing["teachers"].sum() == sum(TEACHERS.values())
    for year, stated in PUPILS.items():
        assert {stage: pupils("luolong-2021", year, stage) for stage in stated} == stated
    homes = table("luolong-2021", "settlements")
    assert (homes["town"].nunique(), homes["residents"].sum()) == (12, 643_100)
    attends = attending("luolong-2021")
    assert attends["pupils"].sum() == 59_752
    assert (attends["year"] == 2020).all()


def test_luolong_agrees_with_the_facts(facts: dict[str, dict[str, object]]) -> None:
    """The figures in the script are those taken from the document, and every building project is in the ledger."""
    stated = facts["luolong"]
    assert stated["pupils_by_year"] == PUPILS
    assert stated["schools"] == {"total": 40, **SCHOOLS, "special": 1}
    assert stated["teachers"] == TEACHERS
    projects = set(table("luolong-2021", "projects")["project"])
    assert {name for group in stated["building_2021"].values() for name in group} == projects  # type: ignore[attr-defined]


def test_dongli_is_as_its_report_counts_it() -> None:
    """Children, how many of them are at kindergarten, who runs these, 195 places, and the seats that open."""
    assert pupils("dongli-2021", 2020, "kindergarten") == 20_676
    schools, attends = table("dongli-2021", "schools"), attending("dongli-2021")
    nursery = schools[schools["kind"] == "kindergarten"].set_index("school_id")
    assert (nursery["state"] == "existing").sum() == 195
    children = attends[attends["kind"] == "kindergarten"]
    enrolled = children["pupils"].sum()
    assert enrolled == round(0.915 * 20_676)
    by_owner = children.groupby(children["school_id"].map(nursery["run_by"]))["pupils"].sum() / enrolled
    assert by_owner["public"] == pytest.approx(0.30, abs=0.0005)
    assert by_owner["public"] + by_owner["inclusive"] == pytest.approx(0.68, abs=0.0005)
    new = schools[schools["state"] == "candidate"]
    size = new["kind"].map({"kindergarten": 30, "primary": 40, "junior": 45})
    seats = (new["classrooms"] * size).groupby(new["kind"]).sum()
    assert seats.to_dict() == {"kindergarten": 2_430 + 2_700, "primary": 4_800, "junior": 2_700}
    assert new["kind"].value_counts().to_dict() == {"kindergarten": 17, "primary": 5, "junior": 3}
    projects = table("dongli-2021", "projects").merge(new, left_on="site_school_id", right_on="school_id")
    by_year = projects[projects["stage"] == "kindergarten"].groupby("finish_by")["classrooms"].sum() * 30
    assert by_year.to_dict() == {2021: 2_430, 2022: 2_700}


def test_dongli_2021_leaves_out_the_kindergartens_of_2022() -> None:
    """The scenario of 2021 closes the sites that open a year later, and those alone."""
    scenario = read_scenario(SCENARIOS / "dongli-2021.yaml").scenario
    projects = table("dongli-2021", "projects")
    assert set(scenario.decisions.close) == set(projects.loc[projects["finish_by"] == 2022, "site_school_id"])


@pytest.mark.parametrize("district", ["luolong-2021", "dongli-2021"])
def test_today_is_what_a_district_could_have(district: str) -> None:
    """Schools teach the grades of who attends them; a unit's stage attends one school, near home for nearly all."""
    attends = attending(district)
    order = ["K1", "K2", "K3", *"123456789"]
    grades = attends["grades"].str.split("-", expand=True)
    place = attends["grade"].map(order.index)
    assert ((place >= grades[0].map(order.index)) & (place <= grades[1].map(order.index))).all()
    school_age = attends[~attends["grade"].str.startswith("K")].copy()
    school_age["stage"] = np.where(school_age["grade"] < "7", "primary", "junior")
    assert school_age.groupby(["settlement_id", "stage"])["school_id"].nunique().max() == 1
    assert _kilometres(attends, district).quantile(0.95) < 6


def _kilometres(attends: pd.DataFrame, district: str) -> "pd.Series[float]":
    """Return how far each row's school lies, as the crow flies."""
    homes = table(district, "settlements").set_index("settlement_id")[["lon", "lat"]]
    schools = table(district, "schools").set_index("school_id")[["lon", "lat"]]
    step = homes.loc[attends["settlement_id"]].to_numpy() - schools.loc[attends["school_id"]].to_numpy()
    return pd.Series(np.hypot(step[:, 0] * 111.32 * np.cos(np.radians(homes["lat"].mean())), step[:, 1] * 110.94))


@pytest.mark.parametrize("scenario", ["luolong-2021", "dongli-2022"])
def test_scenarios_read_and_everybody_has_a_school_in_reach(scenario: str) -> None:
    """Scenario and tables pass every check at the door; who has no seat has none for want of room."""
    inputs = read_inputs(SCENARIOS / f"{scenario}.yaml")
    assert inputs.district.provenance.is_synthetic
    assert (np.diff(inputs.problem.block_first_pair) > 0).all()
    assert inputs.district.targets is not None
    assert len(inputs.district.targets) > 20


@pytest.mark.parametrize("module", [luolong, dongli], ids=["luolong-2021", "dongli-2021"])
def test_the_script_makes_the_same_tables_again(module: object, shared_data: Path) -> None:
    """From the same seed the script makes the committed tables, and the same roads and polygons."""
    made: Made = module.make(shared_data)  # type: ignore[attr-defined]
    folder: Path = module.FOLDER  # type: ignore[attr-defined]
    for name, remade in made.tables.items():
        assert remade.to_csv(index=False, lineterminator="\n") == (folder / name).read_text(encoding="utf-8"), name
    for name, layer in made.layers.items():
        kept = gpd.read_file(folder / name)
        assert shapely.equals(layer.geometry.array, kept.geometry.array).all(), (
            name
        )  # one-part polygons are kept as many


@pytest.mark.parametrize("district", ["luolong-2021", "dongli-2021"])
def test_made_up_columns_are_declared(district: str) -> None:
    """The provenance file says of every value column whether it is measured, stated or synthetic."""
    told = YAML(typ="safe").load((DATA / district / "provenance.yaml").read_text(encoding="utf-8"))["tables"]
    plain = {"state", "decision", "town", "settlement_id", "year", "grade"}
    for name in ("settlements", "pupils", "schools", "attends"):
        entry = told[name]
        assert set(table(district, name).columns) - plain <= {*entry["measured"], *entry["stated"], *entry["synthetic"]}


def test_a_district_of_them_is_solved_and_judged() -> None:
    """The smallest county in a second: a plan that passes the judge, a limit below it."""
    inputs = planner.read(SCENARIOS / "luoyang-2025" / "laocheng.yaml")
    solved = planner.solve(inputs, solver=planner.Solver(time_limit_seconds=1.0, threads=1))
    assert planner.verify(solved) == ()
    assert 0 < solved.plan.bound <= solved.plan.objective.total


CITY = DATA / "luoyang-2025"


@pytest.fixture(scope="module")
def regions() -> dict[str, dict[str, dict[str, str]]]:
    """Return the counties of the city."""
    found: dict[str, dict[str, dict[str, str]]] = YAML(typ="safe").load((CITY / "regions.yaml").read_text("utf-8"))
    return found


def of_city(name: str) -> pd.DataFrame:
    """Return one table of all counties, 孟津区's own among them, with the folder as a column."""
    folders = [*sorted(path.parent for path in CITY.glob("*/schools.csv")), DATA / "mengjin"]
    return pd.concat([table(str(folder.relative_to(DATA)), name).assign(folder=folder.name) for folder in folders])


def test_luoyang_has_every_unit_of_the_public_list(shared_data: Path) -> None:
    """15 counties and all 3,244 village units under their own codes, each once."""
    listed = pd.read_csv(shared_data / "admin" / "towns_villages_2023.csv", dtype=str, encoding="utf-8-sig")
    of_luoyang = listed["county_code"].str.startswith("4103") & ~listed["county_code"].isin({"410306", "410322"})
    ours = of_city("settlements")
    assert ours["folder"].nunique() == 15
    assert sorted(ours["settlement_id"]) == sorted(listed.loc[of_luoyang, "village_code"])
    assert len(ours) == 3_244


def test_luoyang_adds_up_to_the_documents_sums() -> None:
    """86 schools of which 52 board, about 27,000 seats, 10,000 beds: 孟津区's own among them."""
    schools = of_city("schools").set_index(["folder", "school_id"])
    projects = of_city("projects")
    own = projects[projects["stage"].isin(["primary", "junior", "special"])]
    assert len(own) == 86
    sites = own.dropna(subset="site_school_id")
    places = pd.MultiIndex.from_frame(sites[["folder", "site_school_id"]])
    assert (schools["beds_max"].reindex(places) > 0).sum() == 52
    seats = own[own["folder"] != "mengjin"].groupby("stage")["seats"].sum()
    assert seats.sum() + 5_540 == pytest.approx(27_000, abs=45)
    new = schools["beds"].where(schools["state"] == "candidate", schools["beds_max"] - schools["beds"])
    assert new.sum() == 10_000


def test_luoyang_counties_have_their_years_and_their_part_of_the_97_points(
    regions: dict[str, dict[str, dict[str, str]]], facts: dict[str, dict[str, object]]
) -> None:
    """Every county of the document is there with its year of acceptance; the points to be merged add up to 97."""
    targets = of_city("targets")
    years = targets[targets["target"] == "优质均衡验收"].set_index("folder")["finish_by"].astype(int)
    names = {key: county["name"] for key, county in regions["counties"].items()}
    stated = {name: year for year, group in facts["luoyang"]["acceptance_schedule"].items() for name in group}  # type: ignore[attr-defined]
    assert {names[str(key)]: year for key, year in years.items()} == stated
    merged = []
    for key in names:
        text = (SCENARIOS / "luoyang-2025" / f"{key}.yaml").read_text(encoding="utf-8")
        merge = YAML(typ="safe").load(text)["rules"]["merge"]
        merged.append(merge.get("least", 0))
        assert merge["also_under_pupils"] == {"primary": 200}
    assert sum(merged) == 97


def test_luoyang_scenarios_are_what_the_script_writes(tmp_path: Path) -> None:
    """One text for all counties: the committed scenarios are the script's."""
    write_scenarios(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (SCENARIOS / "luoyang-2025" / path.name).read_bytes(), path.name


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("key", sorted(path.stem for path in (SCENARIOS / "luoyang-2025").glob("*.yaml")))
def test_counties_read_and_everybody_has_a_school_in_reach(key: str) -> None:
    """Scenario and tables pass every check at the door, and no village is beyond every school."""
    inputs = read_inputs(SCENARIOS / "luoyang-2025" / f"{key}.yaml")
    assert inputs.scenario.name == f"luoyang-2025-{key}"
    assert inputs.district.provenance.is_synthetic
    assert (np.diff(inputs.problem.block_first_pair) > 0).all()


def test_one_county_may_merge_and_board_as_the_plan_of_2022_asks() -> None:
    """Songxian in 2025: at most 36 classes, small junior schools may be merged, one with beds built in the seat."""
    inputs = read_inputs(SCENARIOS / "luoyang-145.yaml")
    assert inputs.scenario.rules.max_classes_per_school == 36
    schools = inputs.district.schools
    site = schools[schools["state"] == "candidate"].iloc[0]
    assert (site["kind"], site["town"]) == ("junior", "城关镇")
    assert site["beds"] == 300
    mergeable = schools.loc[inputs.problem.school_mergeable, "kind"]
    assert set(mergeable) == {"teaching_point", "primary", "junior"}
    smallest = schools.set_index("school_id").loc[list(inputs.scenario.decisions.close), "name"]
    assert list(smallest) == ["旧县初中", "白河初中"]
