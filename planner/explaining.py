"""The way of planner explain: a saved plan, and why each of its schools is kept, merged, expanded or built."""

import difflib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from planner.bettering import Better, Standing, bettered_first, reasons_of, told_since
from planner.decide.explain.explain import Explaining, schools_to_explain
from planner.decide.explain.reasons import SchoolReason
from planner.decide.explain.relaxing import Relaxation, relaxations_of
from planner.decide.explain.rules_met import ways_of
from planner.decide.results import Results
from planner.errors import InputError
from planner.language import Text, asked_for_english, in_language, joined
from planner.optimise.incumbent import Progress
from planner.outputs import PLAN_NAME, READINGS, Shown, english_making, makings_of, reading_making, save_plan
from planner.reading.district import District
from planner.saved import (
    SavedPlan,
    changed_inputs_texts,
    files_of_other_runs,
    open_plan,
    refuse_faults,
    refuse_if_replaced,
    refuse_unverified,
    results_of_saved,
    trajectory_of,
)
from planner.show.papers.english_school import english_hearings
from planner.show.papers.figures import MAPS
from planner.show.papers.hearing_paper import TEMPLATE, HearingPaper, fill_hearing_paper, hearing_papers
from planner.show.words.common import synthetic_tables_text
from planner.show.words.merging import NOTHING_TOLD, Merging
from planner.show.words.merging_json import merging_document, read_merging, told_of_merging
from planner.show.words.reason_json import read_reasons, reasons_document
from planner.show.words.reason_names import names_of
from planner.show.workbook.explain import Told, write_reason_workbook
from planner.solved import Solved
from planner.varying import refuse_variants
from planner.verifying import find_violations
from planner.why_merge import UNEXPLAINED, explaining_of, why_merge
from planner.writing import (
    Making,
    OutputFolder,
    cannot_write,
    exit_code_of,
    make_each,
    move_in,
    open_output,
    strangers,
)

JSON_NAME, WORKBOOK_NAME, HEARING_NAME = "reasons.json", "explain.xlsx", "hearing"
_NOTES = (
    Text(
        "the other way: this school's fate turned round, schools and settlements around it placed anew, all else as in "
        "the plan, solved with the exact model",
        "“换一种做法”：把这所学校的去留反过来，周边的学校和居民点全部重新安排，其余按本方案不变，用精确模型重新求解。",
    ),
    Text(
        "at least so much more: a proven limit, for the schools and settlements that were placed anew; found: an "
        "arrangement that was worked out. Amounts a year are means over the planning years",
        "“至少多花”是已证明的下限，只对参与重排的学校和居民点成立；“找到的”是实际算出的一个安排。"
        "每年金额是各规划年的平均。",
    ),
    Text(
        "amounts hold all costs: journeys, classes, building, boarding; where pupils have no seat, its price too",
        "金额含路程、班级、建设、寄宿等全部费用；有学生没有学位时，还含情景文件给缺学位的定价。",
    ),
    Text(
        "red lines follow the education ministry's notice of 2016-10-09; meals, safety on the way and hearings are not "
        "in the data",
        "红线依据教育部办公厅通报（2016-10-09）；供餐、路途安全和听证意见不在数据中，须实地核实后填写。",
    ),
)
_CLOSE = 0.3
_Report = Callable[[str, None], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Explained:
    """The reasons, what they speak of, and the folder they were written to."""

    results: Results
    reasons: tuple[SchoolReason, ...]
    relaxations: tuple[Relaxation, ...]
    document: dict[str, object]
    """What was asked for, as in reasons.json."""
    notes: tuple[str, ...]
    """What a reader must know."""
    folder: Path
    files: tuple[str, ...]
    """What was written there; the papers of `hearing` are not named one by one."""
    warnings: tuple[str, ...]
    merging: Merging | None = None
    """What all merges together save against keeping all; None where schools were named or none is merged."""
    better: Better | None = None
    """The plan that took the place of the one given, and is explained; None where that one stays."""
    exit_code: int = 0
    """What papers that are missing give the verb as its exit code (`planner.writing.Failure`)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Explanation:
    """Why schools of a plan are kept, merged, expanded or built, and what its shortfall comes from."""

    reasons: tuple[SchoolReason, ...]
    """One for each school asked about."""
    relaxations: tuple[Relaxation, ...]
    """Rules that, eased, would serve pupils whom the plan leaves without a seat; empty where it leaves none."""


def explain_solved(solved: Solved, schools: Sequence[str], *, report: _Report) -> Explanation:
    """Explain a plan's schools, by id or name, all that were chosen where none is named; nothing is written.

    InputError where the plan does not pass its check, or a school is not known.
    """
    inputs = solved.inputs
    refuse_variants(inputs.scenario, "planner explain")
    faults = find_violations(solved.plan, inputs.source.scenario, inputs.district, inputs.journeys)
    refuse_faults(faults, Text("the plan", "方案"), UNEXPLAINED)
    explaining = explaining_of(solved.results, inputs.journeys)
    reasons = reasons_of(explaining, _asked(schools, inputs.district)(explaining), report).reasons
    return Explanation(reasons=reasons, relaxations=_relaxations(explaining))


def _asked(schools: Sequence[str], district: District) -> Callable[[Explaining], Sequence[str]]:
    """Return what names the schools to explain of a plan; InputError where one is not known."""
    named = tuple(dict.fromkeys(find_school(word, district) for word in schools))
    return lambda explaining: named or schools_to_explain(explaining)


def _relaxations(explaining: Explaining) -> tuple[Relaxation, ...]:
    """Return the rules behind the plan's shortfall."""
    stand = explaining.stand
    return relaxations_of(stand, ways_of(explaining.results.district, stand.scenario))


def explain_saved(
    path: Path, schools: Sequence[str], *, out: Path | None = None, as_is: bool = False, report: _Report
) -> Explained:
    """Explain a saved plan's schools, by id or name, all that were chosen where none is named; write beside the plan.

    Where the surroundings of a school show a cheaper plan, that takes the plan's place first: plan.json and all that a
    run writes beside it are written anew (in `out`, where given), and it is what is explained. Not `as_is`, nor where
    inputs have changed since: what was proven was proven of others.

    Written: reasons.json and explain.xlsx, to which schools explained earlier still belong while the plan is the same;
    hearing/<school>.docx for each merged school asked for; and, beside the plan, those of plan.docx, map.html and
    report.html that are there, anew with the reasons. Where no school is named, hearing papers of schools that are no
    longer merged are removed. InputError where the plan does not pass its check, a school is not known, or the folder
    cannot be written; then no earlier file has changed.
    """
    report("reading", None)
    saved, folder = open_plan(path), out or path.parent
    refuse_variants(saved.scenario, "planner explain")
    refuse_unverified(saved, UNEXPLAINED)
    with open_output(folder, verb="explain") as output:
        trajectory, warnings = trajectory_of(saved), changed_inputs_texts(saved)
        explaining, asked = explaining_of(results_of_saved(saved), saved.journeys), _asked(schools, saved.district)
        if as_is or warnings:
            standing = Standing(explaining=explaining, found=reasons_of(explaining, asked(explaining), report))
        else:
            standing = bettered_first(saved, explaining, asked, folder, report)
        if standing.better is not None:
            refuse_if_replaced(saved)
            saved, told = _taken_over(standing.better, saved, output)
            warnings = (*warnings, *told)
            trajectory = (*trajectory, told_since(saved.plan)) if trajectory else ()
        merging = None if schools else why_merge(standing.explaining, report)
        report("drawing", None)
        done = _explained(standing, merging, (*standing.warnings, *warnings), folder)
        return _write(done, saved, trajectory, output, is_all=not schools)


def _taken_over(better: Better, saved: SavedPlan, output: OutputFolder) -> tuple[SavedPlan, tuple[Text, ...]]:
    """Save the better plan at once; return it as a saved plan, and what there is to say of it."""
    sha256, told = save_plan(output, better.plan)
    return replace(saved, path=output.path / PLAN_NAME, sha256=sha256, plan=better.plan), told.warnings


def _explained(standing: Standing, merging: Merging | None, warnings: tuple[str, ...], folder: Path) -> Explained:
    results, reasons = standing.explaining.results, standing.found.reasons
    relaxations, names = _relaxations(standing.explaining), names_of(results.scenario, results.district)
    synthetic = synthetic_tables_text(results.district)
    taken = [] if standing.better is None else [standing.better.says]
    notes = (*taken, *_NOTES, *([synthetic] if synthetic else []), *warnings)
    document = reasons_document(results.scenario.name, reasons, relaxations, names) | _both_notes(notes)
    if standing.better is not None:
        better = standing.better
        document |= {"bettered": {"taken": better.taken, "saved_yuan_per_year": better.saved_yuan_per_year}}
    if merging is not None:
        document |= {"merging": merging_document(merging, names)}
    return Explained(
        results=results, reasons=reasons, relaxations=relaxations, document=document, notes=notes, folder=folder,
        files=(), warnings=warnings, merging=merging, better=standing.better,
    )  # fmt: skip


def _both_notes(notes: Sequence[str]) -> dict[str, object]:
    return {"notes": [str(note) for note in notes], "notes_zh": [in_language(note, "zh") for note in notes]}


def _write(
    done: Explained, saved: SavedPlan, trajectory: Sequence[Progress], output: OutputFolder, *, is_all: bool
) -> Explained:
    """Write everything; return what was explained with the names of what was written, and what there is to say of it.

    reasons.json is written whatever fails; each paper and page may fail alone.
    """
    earlier = read_reasons(done.folder / JSON_NAME, saved.sha256)
    known = tuple({reason.school_id: reason for reason in (*earlier, *done.reasons)}.values())
    merging = done.document.get("merging") or read_merging(done.folder / JSON_NAME, saved.sha256)
    is_beside = done.folder.resolve() == saved.path.parent.resolve()
    shown = Shown(
        results=done.results,
        trajectory=trajectory,
        reasons=known,
        merging=told_of_merging(merging) if isinstance(merging, dict) else NOTHING_TOLD,
        english=asked_for_english(),
        template=saved.template,
        maps=None if set(MAPS) & set(strangers(saved.path)) else saved.path.parent,
    )
    chinese = tuple(in_language(note, "zh") for note in done.notes)
    told = Told(reasons=known, relaxations=done.relaxations, notes=chinese, merging=done.merging)
    about = done.results.scenario, done.results.district
    makings = (
        Making(
            names=(WORKBOOK_NAME,),
            make=lambda made: write_reason_workbook(made / WORKBOOK_NAME, told, *about),
        ),
        *_hearing_makings(shown, None if is_all else {each.school_id for each in done.reasons}),
        *_beside(done, shown, is_beside=is_beside),
    )
    failures = make_each(output.made, makings)
    _write_json(
        output.made / JSON_NAME,
        done,
        known,
        {"plan_sha256": saved.sha256, "merging": merging, "bettered": done.document.get("bettered")},
    )
    files = (*([PLAN_NAME] if done.better else []), *sorted(file.name for file in output.made.iterdir()))
    if is_beside:
        refuse_if_replaced(saved)
    notices = move_in(output, of=saved.sha256, outdated=_outdated(done, saved, is_all=is_all))
    says = (*done.warnings, *(failure.says for failure in failures), *notices, *files_of_other_runs(saved))
    return replace(done, files=files, warnings=says, exit_code=exit_code_of(failures))


def _beside(done: Explained, shown: Shown, *, is_beside: bool) -> list[Making]:
    """Return what is made anew beside the plan: all of a better one's files, else pages and paper that are there."""
    if done.better is not None:
        return makings_of(shown)
    made = [reading_making(name, shown) for name in READINGS if is_beside and (done.folder / name).exists()]
    return [*made, english_making(shown)] if shown.english and is_beside else made


def _outdated(done: Explained, saved: SavedPlan, *, is_all: bool) -> Callable[[str, str], bool]:
    """Return whether an earlier file no longer holds: of a plan that was bettered, or of a school merged no longer."""

    def is_outdated(name: str, of: str) -> bool:
        is_paper = name.startswith(f"{HEARING_NAME}/")
        if done.better is not None and of not in {saved.sha256, ""}:
            return True
        return is_paper if is_all else of != saved.sha256 and (is_paper or name in {JSON_NAME, WORKBOOK_NAME})

    return is_outdated


def _write_json(path: Path, done: Explained, known: tuple[SchoolReason, ...], about: dict[str, object]) -> None:
    scenario = done.results.scenario
    document = reasons_document(scenario.name, known, done.relaxations, names_of(scenario, done.results.district))
    about = _both_notes(done.notes) | {key: value for key, value in about.items() if value}
    text = json.dumps(document | about, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise cannot_write(done.folder, problem) from problem


def _hearing_makings(shown: Shown, school_ids: Collection[str] | None) -> list[Making]:
    """Return the papers of these merged schools, of all where None, each with what makes it."""

    def making(name: str, paper: HearingPaper) -> Making:
        def make(made: Path) -> None:
            (made / HEARING_NAME).mkdir(exist_ok=True)
            (made / HEARING_NAME / name).write_bytes(fill_hearing_paper(TEMPLATE, paper))

        return Making(names=(f"{HEARING_NAME}/{name}",), make=make)

    papers = list(hearing_papers(shown.results, shown.reasons))
    wanted = [school_ids is None or paper.school.school_id in school_ids for _, paper in papers]
    made = [making(name, paper) for (name, paper), asked in zip(papers, wanted, strict=True) if asked]
    if not shown.english:
        return made
    english = english_hearings(shown.results, shown.reasons)
    return made + [_written(name, page) for (name, page), asked in zip(english, wanted, strict=True) if asked]


def _written(name: str, page: bytes) -> Making:
    """Return a page for parents that is ready to be written."""

    def make(made: Path) -> None:
        (made / HEARING_NAME).mkdir(exist_ok=True)
        (made / HEARING_NAME / name).write_bytes(page)

    return Making(names=(f"{HEARING_NAME}/{name}",), make=make)


def find_school(word: str, district: District) -> str:
    """Return the id of a school named by id or by name. InputError, naming the nearest, where there is none or many."""
    schools = district.schools
    if word in set(schools["school_id"]):
        return word
    named = schools.loc[schools["name"] == word, "school_id"]
    if len(named) == 1:
        return str(named.iloc[0])
    if len(named) > 1:
        ids = joined(map(str, named))
        msg = Text(
            f"several schools are named {word!r}: say which by its id: {ids}",
            f"有几所学校都叫“{word}”，请用编号指明：{ids.zh}",
        )
        raise InputError(msg)
    near = _nearest(word, schools)
    listed = joined(near)
    hint = Text(f"; the nearest are {listed}", f"；最接近的是 {listed.zh}") if near else Text("", "")
    msg = Text(f"no school has the id or name {word!r}{hint}", f"没有编号或名称为“{word}”的学校{hint.zh}")
    raise InputError(msg)


def _nearest(word: str, schools: pd.DataFrame) -> list[str]:
    """Return up to three schools whose id or name is like the word, names that hold it first."""
    label = {str(row["name"]): str(row["school_id"]) for row in schools.to_dict("records")}
    holding = [name for name in label if word and word in name]
    like = difflib.get_close_matches(word, [*label, *label.values()], n=3, cutoff=_CLOSE)
    found = [label.get(each, each) for each in [*holding, *like]]
    name_of = {school_id: name for name, school_id in label.items()}
    return [f"{school_id} {name_of.get(school_id, '')}".strip() for school_id in dict.fromkeys(found)][:3]
