"""The Python interface: its list, the way through it, what it refuses, and the script in the documents."""

import inspect
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from pathlib import Path

import geopandas as gpd
import pytest

import planner
import planner.api
from planner.saved import changed_inputs, judge
from planner.saved import open_plan as open_plan_file
from tests.composing import county_case
from tests.conftest import PROJECT
from tests.districts import write_case
from tests.showing import village_case

QUICK = planner.Solver(engine="milp", gap=0.0, time_limit_seconds=30.0, threads=1)
PAGE = PROJECT / "docs" / "python.md"
HEAVY = ("numpy", "numba", "pandas", "matplotlib", "highspy")


@pytest.fixture(scope="module")
def scenario_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scenario of two villages, one of whose points costs more than it is worth."""
    return write_case(tmp_path_factory.mktemp("village"), village_case())


@pytest.fixture(scope="module")
def merged(scenario_file: Path) -> planner.Solved:
    """Return the plan of the scenario as it stands: the point is merged."""
    return planner.solve(planner.read(scenario_file), solver=QUICK)


@pytest.fixture(scope="module")
def kept(scenario_file: Path) -> planner.Solved:
    """Return the plan of the same scenario, changed so that nothing may be merged."""
    return planner.solve(planner.read(unmerging(scenario_file)), solver=QUICK)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def unmerging(path: Path) -> planner.Scenario:
    """Return a scenario in which at most 0 schools are merged, changed as the documents say."""
    base = planner.read_scenario(path)
    rules = base.rules.model_copy(update={"merge": planner.Merge(kinds=("teaching_point",), most=0)})
    return base.model_copy(update={"rules": rules})


def exported() -> dict[str, object]:
    """Return every public name with what it stands for."""
    return {name: getattr(planner, name) for name in planner.api.__all__}


def test_importing_the_package_loads_nothing_heavy() -> None:
    """Neither arrays nor compilers nor drawing are loaded before a name is asked for."""
    code = f"import sys, planner; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.strip() == "[]"


def test_no_module_has_a_public_name() -> None:
    """A module below planner/ that bore the name of a function would take its place once it is imported."""
    modules = {path.stem for path in (PROJECT / "planner").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert {"reading", "verifying", "falling_short"} <= modules
    assert not modules & set(planner.api.__all__)


def test_the_list_is_complete() -> None:
    """Sorted, without doubles; it holds every function of the module, and dir(planner) and the star show it."""
    names = planner.api.__all__
    functions = {
        name
        for name, value in vars(planner.api).items()
        if inspect.isfunction(value) and value.__module__ == "planner.api" and not name.startswith("_")
    }
    assert names == sorted(set(names))
    assert functions == {name for name, value in exported().items() if inspect.isfunction(value)}
    assert set(names) <= set(dir(planner))


def test_what_functions_take_and_return_is_public() -> None:
    """No function of the list speaks of a class of the planner's that the list lacks."""
    known = {id(value) for value in exported().values()}
    for value in exported().values():
        if inspect.isfunction(value):
            for hint in inspect.get_annotations(value, eval_str=True).values():
                for kind in _classes_in(hint):
                    assert id(kind) in known, f"{value.__name__} speaks of {kind.__name__}"


def _classes_in(hint: object) -> Iterator[type]:
    arguments = getattr(hint, "__args__", ())
    for each in arguments:
        yield from _classes_in(each)
    if not arguments and isinstance(hint, type) and hint.__module__.startswith("planner."):
        yield hint


def test_every_record_of_options_is_public() -> None:
    """Whoever sets an option of a component finds the component's record beside `EngineOptions`."""
    known = {id(value) for value in exported().values()}
    kinds = set(_records_in(planner.EngineOptions()))
    assert len(kinds) > 15
    assert [kind.__name__ for kind in kinds if id(kind) not in known] == []


def _records_in(value: object) -> Iterator[type]:
    """Yield the classes of dataclasses that a value is, or holds."""
    if isinstance(value, tuple):
        for each in value:
            yield from _records_in(each)
    elif is_dataclass(value):
        yield type(value)
        for field in fields(value):
            yield from _records_in(getattr(value, field.name))


@pytest.mark.parametrize("name", [name for name in planner.api.__all__ if name != "Report"])
def test_every_name_is_documented(name: str) -> None:
    """A function also says what it raises; Report is an alias, whose text stands in its module."""
    value = exported()[name]
    told = inspect.getdoc(value) or ""
    assert len(told.split()) >= 3
    if inspect.isfunction(value):
        assert "Raises" in told


def test_an_unknown_name_is_no_attribute() -> None:
    """A misspelt name is refused as with any module."""
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        getattr(planner, "sovle")  # noqa: B009 - a name that type checkers would refuse
    with pytest.raises(ImportError):
        from planner import sovle  # type: ignore[attr-defined] # noqa: F401, PLC0415 - as above


def test_a_plan_is_found_and_verified(merged: planner.Solved, empty_folder: Path) -> None:
    """The point is merged, the plan is proven the best and passes the judge; nothing has been written."""
    assert [row.school_id for row in merged.plan.merges] == ["T"]
    assert merged.plan.status == "optimal"
    assert planner.verify(merged) == ()
    assert merged.trajectory[-1].total == pytest.approx(merged.plan.objective.total)
    assert list(empty_folder.iterdir()) == []


def test_options_reach_the_engine_and_are_told(empty_folder: Path) -> None:
    """Told that so few pairs need it, split blocks are priced before the model; only then do notes speak of options."""
    inputs = planner.read(write_case(empty_folder, county_case(settlements=24, schools=12, mode="split")))
    solver = planner.Solver(time_limit_seconds=1.0, gap=0.0, threads=1)
    split = planner.SplitBlockOptions(model_pairs=0)
    priced = planner.EngineOptions(facility_location=planner.FacilityLocationOptions(split_blocks=split))
    plain = planner.solve(inputs, solver=solver, options=planner.EngineOptions())
    other = planner.solve(inputs, solver=solver, options=priced)
    assert [("proof" in {at.stage for at in each.trajectory}) for each in (plain, other)] == [False, True]
    assert [any("set in Python" in note for note in each.plan.notes) for each in (plain, other)] == [False, True]
    assert planner.verify(other) == ()


def test_a_changed_scenario_gives_another_plan(merged: planner.Solved, kept: planner.Solved) -> None:
    """Without merging the point stays and costs more; the scenario that was changed is as it was."""
    assert kept.plan.merges == ()
    assert kept.plan.objective.total > merged.plan.objective.total
    assert planner.verify(kept) == ()
    assert merged.inputs.scenario.rules.merge is not None
    assert merged.inputs.scenario.rules.merge.most is None


def test_progress_is_told(scenario_file: Path) -> None:
    """The callback hears what is being done, and where the optimiser stands."""
    heard: list[tuple[str, planner.Progress | None]] = []
    planner.solve(planner.read(scenario_file), solver=QUICK, report=lambda *told: heard.append(told))
    assert "optimising" in {phase for phase, _ in heard}
    assert any(standing is not None for _, standing in heard)


def test_the_tables_may_lie_elsewhere(scenario_file: Path, merged: planner.Solved) -> None:
    """A folder that is named takes the place of the scenario's own."""
    lone = Path("scenario.yaml")
    lone.write_bytes(scenario_file.read_bytes())
    assert planner.read(lone, scenario_file.parent).problem.n_blocks == merged.inputs.problem.n_blocks
    with pytest.raises(planner.InputError, match="settlements"):
        planner.read(lone)


@pytest.mark.parametrize(
    ("update", "column", "says"),
    [
        ({"years": ()}, "years", "at least 1"),
        ({"yeras": (2026,)}, "yeras", "nearest is years"),
        ({"solver": planner.Solver().model_copy(update={"gap": 2.0})}, "solver.gap", "1 or less"),
        ({"rules": None}, "rules", "keys with values"),
    ],
)
def test_values_that_model_copy_lets_pass_are_found(
    scenario_file: Path, update: dict[str, object], column: str, says: str
) -> None:
    """What does not fit the schema is one finding with its key, as in a file."""
    changed = planner.read_scenario(scenario_file).model_copy(update=update)
    with pytest.raises(planner.PlannerError) as told:
        planner.read(changed)
    (finding,) = told.value.findings
    assert (finding.file, finding.column) == ("scenario", column)
    assert says in finding.expected


def test_rules_that_clash_are_named(scenario_file: Path) -> None:
    """An error that is not one of the input has no findings; this one has clashes."""
    base = planner.read_scenario(scenario_file)
    decisions = planner.Decisions(keep=("P",), close=("P",))
    with pytest.raises(planner.NoPlanError) as told:
        planner.read(base.model_copy(update={"decisions": decisions}))
    assert told.value.findings == ()
    assert told.value.clashes


def test_frames_have_the_columns_that_are_documented(merged: planner.Solved) -> None:
    """EPSG:4326; the columns are those that the class names, in that order; one row a school, a village, a flow."""
    frames = planner.plan_frames(merged)
    text = inspect.getsource(planner.PlanFrames)
    for name in ("schools", "settlements", "flows", "attendance_areas"):
        frame = getattr(frames, name)
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs == "EPSG:4326"
        (said,) = re.findall(rf'{name}: gpd.GeoDataFrame\n    """.*?Columns\s+(.*?)\."""', text, re.DOTALL)
        listed = [each.split()[0] for each in re.sub(r"\([^)]*\)", "", said).split(",")]
        assert [*listed, "geometry"] == list(frame.columns), name
    assert dict(zip(frames.schools["school_id"], frames.schools["action"], strict=True)) == {
        "P": "expand",
        "T": "merge",
    }
    assert frames.settlements["pupils_placed"].tolist() == [20.0, 6.0]
    assert frames.flows[["from_school_id", "to_school_id", "pupils"]].to_numpy().tolist() == [["T", "P", 6.0]]
    with pytest.raises(KeyError):
        planner.plan_frames(merged, 1999)


def test_plans_are_compared(merged: planner.Solved, kept: planner.Solved) -> None:
    """Plans of one name are told apart; the setting that was changed is named; one plan alone is refused."""
    comparison = planner.compare([merged, kept])
    assert [plan.name for plan in comparison.plans] == ["made-up-1", "made-up-2"]
    assert [setting.key for setting in comparison.settings] == ["rules.merge.most"]
    assert {each.school_id for each in comparison.schools} >= {"T"}
    for plans in ([merged], [merged] * 7):
        with pytest.raises(planner.InputError, match="2 to 6 plans"):
            planner.compare(plans)


def test_shortfall_of_today_and_of_a_plan(merged: planner.Solved) -> None:
    """Inputs alone are asked about today's network; a solved scenario also about the plan's."""
    today, both = planner.shortfall(merged.inputs, seconds=0.5), planner.shortfall(merged, seconds=0.5)
    assert today.plan == ()
    assert [picture.network.year for picture in both.plan] == [2026]


def test_a_school_is_explained(merged: planner.Solved, empty_folder: Path) -> None:
    """By name, without a file; a school that is not known is refused with the nearest; a changed plan is refused."""
    (reason,) = planner.explain(merged, ["寨子教学点"]).reasons
    assert (reason.school_id, reason.action) == ("T", "merge")
    assert list(empty_folder.iterdir()) == []
    with pytest.raises(planner.InputError, match="no school"):
        planner.explain(merged, ["nowhere"])
    altered = merged.plan.model_copy(update={"merges": ()})
    with pytest.raises(planner.InputError, match="does not pass"):
        planner.explain(planner.Solved(inputs=merged.inputs, plan=altered), ["T"])


def test_what_is_written_can_be_read_by_every_verb(kept: planner.Solved) -> None:
    """The scenario that was made in Python stands beside the plan, which passes the judge with its inputs as then."""
    outcome = planner.write(kept, "out")
    assert outcome.warnings == ()
    assert {"plan.json", "plan-scenario.yaml", "map.png", "plan.xlsx"} <= {path.name for path in Path("out").iterdir()}
    saved = open_plan_file(Path("out/plan.json"))
    assert (judge(saved), changed_inputs(saved)) == ((), ())
    again = planner.open_plan("out/plan.json")
    assert again.plan == outcome.plan
    assert again.plan.objective == kept.plan.objective
    assert planner.verify(again) == ()
    assert [row.total for row in again.trajectory] == pytest.approx([at.total for at in kept.trajectory], abs=0.01)


def test_a_plan_of_a_file_leads_back_to_the_file(merged: planner.Solved, scenario_file: Path) -> None:
    """No copy of the scenario is written; from the plan's folder the way leads to the file it was read from."""
    outcome = planner.write(merged, "out")
    assert not Path("out/plan-scenario.yaml").exists()
    assert (Path("out") / outcome.plan.scenario_file).resolve() == scenario_file.resolve()
    assert planner.verify(planner.open_plan("out/plan.json")) == ()


def test_solving_beside_the_main_thread(scenario_file: Path, merged: planner.Solved) -> None:
    """A notebook's or a server's thread solves too, and finds the same plan."""
    with ThreadPoolExecutor() as pool:
        solved = pool.submit(lambda: planner.solve(planner.read(scenario_file), solver=QUICK)).result()
    assert solved.plan.objective == merged.plan.objective


def test_changed_tables_are_told(kept: planner.Solved) -> None:
    """A plan whose tables have changed since is not verified: the file is named."""
    outcome = planner.write(kept, "out")
    told = outcome.plan.model_copy(update={"inputs_sha256": outcome.plan.inputs_sha256 | {"pupils.csv": "0"}})
    (violation,) = planner.verify(planner.Solved(inputs=outcome.inputs, plan=told))
    assert (violation.rule, violation.where) == (planner.Rule.INPUTS, "pupils.csv")


def script_of_the_page() -> str:
    """Return the page's script that loops over scenarios."""
    scripts: list[str] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (script,) = (each for each in scripts if "for most in" in each)
    return script


def test_the_script_of_the_documents_runs(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen lines: scenarios are looped over, each is solved, and a picture of one's own is drawn."""
    script = script_of_the_page()
    assert len(script.strip().splitlines()) <= 15
    (written,) = [write_case(empty_folder / "scenarios", village_case())]
    written.rename(written.with_name("mengjin-2026.yaml"))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    Path("script.py").write_text(script, encoding="utf-8")
    found = runpy.run_path("script.py")
    assert found["millions"][0] > found["millions"][1] == pytest.approx(found["millions"][-1])
    assert Path("merges.png").stat().st_size > 1000


def test_every_line_of_the_page_is_python_that_names_what_there_is() -> None:
    """Each planner.NAME in the page is public."""
    names = set(re.findall(r"\bplanner\.([a-zA-Z_]+)\(", PAGE.read_text(encoding="utf-8")))
    assert names
    assert names <= set(planner.api.__all__)
