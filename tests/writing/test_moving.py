"""Only the planner's own files are replaced or removed; at every moment it can be told what is of which plan."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import planner.writing.moving
from planner.errors import InputError
from planner.writing import FILES_NAME, move_in, open_output, sha256_of, strangers


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder but files.json, hidden ones too, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != FILES_NAME)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def write(folder: Path, files: Mapping[str, str], of: str = "") -> list[str]:
    """Write files as a run of a plan does: plan.json, where there is one, at once; the others of older plans go."""
    with open_output(folder, verb="run") as output:
        for name, text in files.items():
            (output.made / name).parent.mkdir(parents=True, exist_ok=True)
            (output.made / name).write_text(text, encoding="utf-8")
        plan = of or sha256_of(output.made / "plan.json") or ""
        told = move_in(output, plan, names=["plan.json"])
        return [*told, *move_in(output, plan, outdated=lambda _name, earlier: earlier not in {plan, ""})]


def test_a_later_run_replaces_its_own_and_nothing_else(tmp_path: Path) -> None:
    """What nobody lists stays, whatever it is called; papers of the old plan go, and an emptied folder with them."""
    folder = tmp_path / "new" / "paper"
    write(folder, {"plan.json": "1", "map.png": "a", "hearing/x.docx": "a", "load.svg": "a"})
    for name in ("hearing-mine.docx", "catchments-mine.png", "map.svg"):
        (folder / name).write_text("mine", encoding="utf-8")
    assert write(folder, {"plan.json": "2", "map.png": "b"}) == []
    mine = dict.fromkeys(("hearing-mine.docx", "catchments-mine.png", "map.svg"), "mine")
    assert contents(folder) == {"plan.json": "2", "map.png": "b", **mine}
    assert not (folder / "hearing").exists()
    assert set(json.loads((folder / FILES_NAME).read_text(encoding="utf-8"))["files"]) == {"plan.json", "map.png"}
    assert strangers(folder / "plan.json") == ()


def test_what_the_user_changed_or_wrote_is_kept_aside_and_told(tmp_path: Path) -> None:
    """A draft worked over, one never listed, and a second time; removed where outdated it is neither."""
    folder = tmp_path
    (folder / "map.png").write_text("mine", encoding="utf-8")
    told = write(folder, {"plan.json": "1", "plan.docx": "a", "map.png": "a", "reasons.json": "a"})
    assert [str(line).rsplit(" ", 1)[-1] for line in told] == ["map-kept.png"]
    for word in ("first", "second"):
        for name in ("plan.docx", "reasons.json"):
            (folder / name).write_text(f"{word} thought", encoding="utf-8")
        told = write(folder, {"plan.json": word, "plan.docx": word})
        assert len(told) == 1
    kept = {"map-kept.png": "mine", "plan-kept.docx": "first thought", "plan-kept-2.docx": "second thought"}
    assert contents(folder) == {"plan.json": "second", "plan.docx": "second", "reasons.json": "second thought", **kept}


def test_a_file_that_cannot_be_replaced_has_the_new_one_beside_it(tmp_path: Path) -> None:
    """A folder stands in its place, or a file where its folder should be: told, and the rest is exchanged."""
    (tmp_path / "plan.xlsx").mkdir()
    (tmp_path / "hearing").write_text("mine", encoding="utf-8")
    told = write(tmp_path, {"plan.json": "1", "plan.xlsx": "a", "hearing/x.docx": "a"})
    assert len(told) == 2
    left = {"plan.json": "1", "plan-new.xlsx": "a", "hearing-new/x.docx": "a", "hearing": "mine"}
    assert contents(tmp_path) == left
    write(tmp_path, {"plan.json": "2", "plan.xlsx": "b"})
    assert contents(tmp_path) == {"plan.json": "2", "plan-new.xlsx": "b", "hearing": "mine"}


def test_at_every_moment_files_of_another_run_can_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off before each single step on the disk: whatever is there then is of this plan, or named."""
    names = ("plan.json", "a.png", "b.png", "c/d.docx")
    steps, rename = [0, 0], Path.replace

    def counted(source: Path, target: Path) -> Path:
        steps[1] += 1
        if steps[1] == steps[0]:
            raise ZeroDivisionError
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", counted)
    for broken_at in range(2, 11):
        folder = tmp_path / str(broken_at)
        steps[:] = [0, 0]
        write(folder, dict.fromkeys(names, "old"))
        steps[:] = [broken_at, 0]
        with pytest.raises(ZeroDivisionError):
            write(folder, dict.fromkeys(names, "new") | {"e.png": "new"})
        now = contents(folder)
        others = {name for name, text in now.items() if text != now["plan.json"]}
        assert set(strangers(folder / "plan.json")) == others
        steps[:] = [0, 0]
        write(folder, dict.fromkeys(names, "third"))
        assert contents(folder) == dict.fromkeys(names, "third")


def test_a_damaged_list_makes_every_file_the_users(tmp_path: Path) -> None:
    """Nothing is lost for it."""
    write(tmp_path, {"plan.json": "1", "map.png": "a"})
    for text in ("", "{", "[]", '{"files": 3}', '{"files": {"map.png": [1]}}'):
        (tmp_path / FILES_NAME).write_text(text, encoding="utf-8")
        before = contents(tmp_path)
        write(tmp_path, {"plan.json": text, "map.png": f"new {text}"})
        assert set(before.values()) <= set(contents(tmp_path).values())


def test_a_place_on_another_disk_is_reached_by_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder below that is a mount point: the file arrives whole."""
    rename = Path.replace

    def not_across(source: Path, target: Path) -> Path:
        if source.parent.parent.name == "hearing" or (
            target.parent.name == "hearing" and source.parent != target.parent
        ):
            raise OSError(18, "Invalid cross-device link")
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", not_across)
    assert write(tmp_path, {"hearing/x.docx": "a"}, of="1") == []
    assert contents(tmp_path) == {"hearing/x.docx": "a"}


def test_a_full_disk_while_moving_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which disk; what had been moved is listed."""

    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(planner.writing.moving, "_put", full)
    with pytest.raises(InputError, match="no space is left"):
        write(tmp_path, {"map.png": "a"}, of="1")
    assert [path.name for path in tmp_path.iterdir()] == [FILES_NAME]
