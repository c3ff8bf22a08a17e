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
from data.making.tables import Made
from planner.inputs import read_inputs

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
    inputs = planner.read(SCENARIOS / "dongli-2021.yaml")
    projects = table("dongli-2021", "projects")
    assert set(inputs.scenario.decisions.close) == set(projects.loc[projects["finish_by"] == 2022, "site_school_id"])


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
    """Dongli's autumn of 2021 in two seconds: a plan that passes the judge, and builds what the report opens."""
    inputs = planner.read(SCENARIOS / "dongli-2021.yaml")
    solved = planner.solve(inputs, solver=planner.Solver(time_limit_seconds=2.0, threads=1))
    assert planner.verify(solved) == ()
    assert solved.plan.bound <= solved.plan.objective.total
    built = [row for row in solved.plan.schools if row.action == "build"]
    assert len(built) == 5 + 3 + 8
