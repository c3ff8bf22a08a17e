"""Files come all together or not at all."""

from pathlib import Path

import pytest

from planner.errors import InputError
from planner.writing import made_beside


def test_a_fault_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Half a set of files is never seen, and no working folder stays."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.txt").write_text("earlier", encoding="utf-8")

    def half() -> None:
        with made_beside(folder) as made:
            (made / "a.txt").write_text("new", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (folder / "a.txt").read_text(encoding="utf-8") == "earlier"


def test_the_last_file_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that speaks of the others is moved in when they are there."""
    moved: list[str] = []
    replace = Path.replace

    def told(file: Path, target: Path) -> Path:
        moved.append(file.name)
        return replace(file, target)

    monkeypatch.setattr(Path, "replace", told)
    with made_beside(tmp_path / "mine", last="b") as made:
        for name in "abc":
            (made / name).write_text(name, encoding="utf-8")
    assert sorted(moved) == ["a", "b", "c"]
    assert moved[-1] == "b"


def test_folders_below_are_moved_in_and_what_is_stale_goes(tmp_path: Path) -> None:
    """A paper is replaced by the new one, another goes, what no pattern names stays; an emptied folder goes too."""
    folder = tmp_path / "mine"
    for name in ("papers/a.docx", "papers/b.docx", "papers/notes.txt", "old/c.docx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("earlier", encoding="utf-8")
    with made_beside(folder, stale=("papers/*.docx", "old/*.docx")) as made:
        (made / "papers").mkdir()
        (made / "papers" / "a.docx").write_text("new", encoding="utf-8")
    left = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
    assert left == {"papers/a.docx": "new", "papers/notes.txt": "earlier"}
    assert not (folder / "old").exists()


def test_a_stale_file_stays_when_another_is_held(tmp_path: Path) -> None:
    """A folder stands where a paper should go: it is named by its way, and nothing is removed or moved."""
    folder = tmp_path / "mine"
    (folder / "papers" / "a.docx").mkdir(parents=True)
    (folder / "papers" / "b.docx").write_text("earlier", encoding="utf-8")

    def write() -> None:
        with made_beside(folder, stale=("papers/*.docx",)) as made:
            (made / "papers").mkdir()
            (made / "papers" / "a.docx").write_text("new", encoding="utf-8")

    with pytest.raises(InputError, match=r"cannot replace papers/a\.docx"):
        write()
    assert (folder / "papers" / "b.docx").read_text(encoding="utf-8") == "earlier"


def test_a_file_that_is_held_is_named_before_any_moves(tmp_path: Path) -> None:
    """A folder stands where a file should go: the others stay as they were."""
    folder = tmp_path / "mine"
    (folder / "b").mkdir(parents=True)
    (folder / "a").write_text("earlier", encoding="utf-8")

    def write() -> None:
        with made_beside(folder) as made:
            for name in "ab":
                (made / name).write_text("new", encoding="utf-8")

    with pytest.raises(InputError, match="cannot replace b"):
        write()
    assert (folder / "a").read_text(encoding="utf-8") == "earlier"
