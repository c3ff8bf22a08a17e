"""Names in place of codes, codes that are a little off, towns that are spelt in two ways."""

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import Finding, InputError
from planner.language import in_language
from planner.reading.loader import read_district
from planner.reading.names import with_school_codes
from planner.reading.rules import Merge, SameTown
from planner.reading.scenario import Decisions, Scenario

Writer = Callable[..., Path]


def findings_of(folder: Path, scenario: Scenario) -> tuple[Finding, ...]:
    """Return what is found wrong with a folder."""
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    return tuple(raised.value.findings)


def test_a_name_that_one_place_bears_stands_for_its_code(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """In pupils, travel and attends; with the town in front too. The note counts them."""
    folder = write_district(
        {
            "attends.csv": texts["attends.csv"].replace("P1", "上河小学").replace("003,", "乙镇张庄村,"),
            "travel.csv": texts["travel.csv"].replace("001,", "上河村,"),
            "pupils.csv": texts["pupils.csv"].replace("settlement_id", "居民点名称").replace("002", " 下河村 "),
        }
    )
    district = read_district(folder, scenario)
    assert district.attends is not None
    assert district.travel is not None
    assert district.attends[["settlement_id", "school_id"]].to_numpy().tolist() == [["001", "P1"], ["003", "T1"]]
    assert district.travel["settlement_id"].tolist() == ["001", "001", "003"]
    assert district.pupils["settlement_id"].tolist() == ["001", "001", "002", "003"]
    (note,) = [note for note in district.notes if note.startswith("travel.csv: column settlement_id")]
    assert note.endswith("2 cell(s) understood as a name in place of a code, first A2 '上河村' = 001")


def test_a_name_that_two_bear_is_found_with_both(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """An ambiguous name is a finding that names the candidates; with its town it is one place."""
    folder = write_district(
        {
            "settlements.csv": texts["settlements.csv"].replace("张庄村", "上河村"),
            "attends.csv": texts["attends.csv"].replace("001,", "上河村,"),
        }
    )
    (finding,) = findings_of(folder, scenario)
    assert (finding.file, finding.address, finding.value) == ("attends.csv", "A2", "上河村")
    assert "2 places bear this name, 001 甲镇上河村, 003 乙镇上河村" in finding.expected
    (folder / "attends.csv").write_text(texts["attends.csv"].replace("001,", "甲镇上河村,"), encoding="utf-8")
    assert read_district(folder, scenario).attends is not None


@pytest.mark.parametrize(
    ("cell", "meant"), [("3", "003"), ("〇〇3", "003"), ("００３", "003"), ("O03", "003"), ("0003", "003")]
)
def test_a_code_that_is_a_little_off_is_asked_about(
    write_district: Writer, texts: dict[str, str], scenario: Scenario, cell: str, meant: str
) -> None:
    """Leading zeros, full-width digits, 〇 and O: the code stays as it is written, and the finding asks."""
    folder = write_district({"pupils.csv": texts["pupils.csv"].replace("003,", f"{cell},")})
    (finding,) = findings_of(folder, scenario)
    assert finding.expected.endswith(f"did you mean {meant}?")
    assert in_language(finding.expected, "zh").endswith(f"是否应为 {meant}？")


def test_a_town_beside_a_name_tells_villages_apart(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """Two villages of one name in two towns: with a column 乡镇 each is found, without it or in a third town not."""
    heading, *lines = texts["settlements.csv"].splitlines()
    cells = [line.split(",") for line in lines]
    for place, row in enumerate(cells):
        row[1] = f"{place + 1}号村"
    towns = {row[2]: row for row in cells}
    (first, one), (second, other), *_ = towns.items()
    one[1] = other[1] = "上河村"
    places = "\n".join([heading, *map(",".join, cells)]) + "\n"
    pupils = f"乡镇,村名,年份,年级,学生数\n{first},上河村,2026,1,5\n{second},上河村,2026,1,6\n"
    folder = write_district({"settlements.csv": places, "pupils.csv": pupils, "attends.csv": None, "travel.csv": None})
    found = read_district(folder, scenario).pupils
    assert dict(zip(found["settlement_id"], found["pupils"], strict=True)) == {one[0]: 5, other[0]: 6}
    (folder / "pupils.csv").write_text(pupils.replace(f"{second},上", "丙镇,上"), encoding="utf-8")
    assert [finding.value for finding in findings_of(folder, scenario)] == ["上河村"]


def test_many_codes_that_are_off_are_one_cause_with_a_question(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """Codes that lost their zeros: one line, in Chinese with the Chinese table's name, that asks about the first."""
    pupils = texts["pupils.csv"].replace("00", "")
    folder = write_district({"pupils.csv": pupils, "attends.csv": None, "travel.csv": None})
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    (cause,) = raised.value.causes
    said = in_language(cause.expected, "zh")
    assert cause.count == len(pupils.splitlines()) - 1
    assert said == "“居民点”表中没有的编号（“1”；是否应为 001？）"


def test_a_name_that_is_a_little_off_is_asked_about(
    write_district: Writer, texts: dict[str, str], scenario: Scenario
) -> None:
    """A school's name with a sign too few names the school it is nearest to."""
    folder = write_district({"attends.csv": texts["attends.csv"].replace("T1", "张庄教学")})
    (finding,) = findings_of(folder, scenario)
    assert "did you mean T1 乙镇张庄教学点?" in finding.expected


def test_decisions_may_name_schools(write_district: Writer, scenario: Scenario) -> None:
    """A school's name in the scenario's decisions becomes its code; an unknown one is found."""
    named = scenario.model_copy(update={"decisions": Decisions(keep=("上河小学", "J1"), close=("张庄教学点",))})
    district = read_district(write_district(), named)
    assert "decisions.keep: 上河小学 = P1" in district.notes
    decisions = with_school_codes(named, district.schools).decisions
    assert (decisions.keep, decisions.close) == (("P1", "J1"), ("T1",))
    assert with_school_codes(scenario, district.schools) is scenario
    merge = Merge(never={"张庄教学点": "不安全", "J1": "听证未通过"})
    never = scenario.model_copy(update={"rules": scenario.rules.model_copy(update={"merge": merge})})
    assert with_school_codes(never, read_district(write_district(), never).schools).rules.never_merged == {
        "T1": "不安全", "J1": "听证未通过",
    }  # fmt: skip
    unknown = scenario.model_copy(update={"decisions": Decisions(free=("P9",))})
    (finding,) = findings_of(write_district(), unknown)
    assert (finding.file, finding.column, finding.value) == ("scenario", "decisions.free[0]", "P9")


def test_places_that_rules_list_must_be_there(write_district: Writer, scenario: Scenario) -> None:
    """Settlements and schools by their codes, towns by their names; each that is not there is found."""
    listed = SameTown(
        allow=(("003", "P1"), ("张庄村", "T1"), ("001", "P9"), ("009", "J9")),
        towns=(("甲镇", "乙镇"), ("甲镇", "甲乡")),
    )
    asked = scenario.model_copy(update={"rules": scenario.rules.model_copy(update={"same_town": listed})})
    found = {finding.column: (finding.value, finding.expected) for finding in findings_of(write_district(), asked)}
    assert {column: value for column, (value, _) in found.items()} == {
        "rules.same_town.allow[1][0]": "张庄村", "rules.same_town.allow[2][1]": "P9",
        "rules.same_town.allow[3][0]": "009", "rules.same_town.allow[3][1]": "J9",
        "rules.same_town.towns[1][1]": "甲乡",
    }  # fmt: skip
    assert "the code of 张庄村 is 003 乙镇张庄村" in found["rules.same_town.allow[1][0]"][1]
    assert "a school_id of schools.csv" in found["rules.same_town.allow[2][1]"][1]


def test_towns_spelt_in_two_ways_are_noted(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """甲镇 in one table and 甲 in none: 河口镇 beside 河口 is noted, 城东镇 beside 城西镇 is not."""
    towns = {"甲镇": "河口镇", "乙镇": "城东镇"}
    changed = {name: text.replace("甲镇", towns["甲镇"]).replace("乙镇", towns["乙镇"]) for name, text in texts.items()}
    changed["schools.csv"] = changed["schools.csv"].replace("上河小学,河口镇", "上河小学,河口")
    notes = read_district(write_district(changed), scenario).notes
    assert [note for note in notes if "differ by one sign" in note] == [
        "town names that differ by one sign; if they are one town, write it one way: 河口 (1) / 河口镇 (3)"
    ]
    changed["schools.csv"] = changed["schools.csv"].replace("河口,", "城西镇,")
    assert not [note for note in read_district(write_district(changed), scenario).notes if "one sign" in note]
