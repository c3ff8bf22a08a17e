"""Files are found by their names in any case and any Unicode form."""

import unicodedata
from pathlib import Path

import pytest

from planner.reading.finding_files import ending, entries, named, plain_name, speaking_of


@pytest.mark.parametrize("name", ["Roads.GPKG", "ROADS.gpkg", "roads.gpkg", "ｒｏａｄｓ．ｇｐｋｇ"])
def test_a_name_is_found_in_any_case_and_width(tmp_path: Path, name: str) -> None:
    """Capital letters and full-width letters make no other name."""
    (tmp_path / name).touch()
    assert named(tmp_path, "roads.gpkg") == (tmp_path / name,)


def test_decomposed_and_composed_letters_are_one_name(tmp_path: Path) -> None:
    """A file named on a Mac carries its accents apart."""
    (tmp_path / unicodedata.normalize("NFD", "Écoles.csv")).touch()
    assert len(named(tmp_path, "écoles.csv")) == 1
    assert plain_name(unicodedata.normalize("NFD", "é")) == plain_name("É")


def test_names_come_in_the_order_wanted(tmp_path: Path) -> None:
    """The caller's order stands above the alphabet; what bears one name twice comes twice."""
    for name in ("b.csv", "a.csv", "A.CSV"):
        (tmp_path / name).touch()
    twice = len({path.name for path in tmp_path.iterdir()}) == 3  # not where the file system itself knows no case
    found = [path.name for path in named(tmp_path, "b.csv", "a.csv", "B.CSV")]
    assert found == (["b.csv", "A.CSV", "a.csv"] if twice else ["b.csv", "a.csv"])


def test_hidden_and_lock_files_are_nobodys_tables(tmp_path: Path) -> None:
    """What Excel and Finder leave beside a file is no file of the district."""
    for name in (".roads.gpkg", "~$district.xlsx", "district.xlsx"):
        (tmp_path / name).touch()
    assert [path.name for path in entries(tmp_path)] == ["district.xlsx"]


def test_suffixes_and_words(tmp_path: Path) -> None:
    """A suffix is met in any case, and files that look meant are told from those that were read."""
    for name in ("Henan.OSM.PBF", "my roads.kml", "roads.gpkg", "道路2024.shp", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in ending(tmp_path, ".osm.pbf")] == ["Henan.OSM.PBF"]
    meant = speaking_of(tmp_path, ("roads", "道路"), read=[tmp_path / "roads.gpkg"])
    assert [path.name for path in meant] == ["my roads.kml", "道路2024.shp"]


def test_a_folder_that_cannot_be_listed_holds_nothing(tmp_path: Path) -> None:
    """No folder, a file in its place, an impossible name: no traceback."""
    (tmp_path / "file").touch()
    assert entries(tmp_path / "none") == entries(tmp_path / "file") == entries(Path("a\0b")) == ()
