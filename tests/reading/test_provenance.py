"""provenance.yaml: what it may say, and what it may not."""

from pathlib import Path

import pytest

from planner.errors import InputError
from planner.reading.provenance import provenance_of, read_provenance

TEXT = """title: 示例
tables:
  settlements:
    {source: survey, licence: CC0, coordinates: CGCS2000, central_meridian: 111, measured: [lon], synthetic: [name]}
  pupils: {source: '', stated: [pupils]}
"""


def test_what_it_says_reaches_the_district(tmp_path: Path) -> None:
    """Systems, synthetic columns and sources are kept by table."""
    path = tmp_path / "provenance.yaml"
    path.write_text(TEXT, encoding="utf-8")
    file = read_provenance(path)
    record = provenance_of(file)
    assert file.tables["settlements"].central_meridian == 111
    assert record.coordinate_systems == {"settlements": "CGCS2000"}
    assert record.synthetic == {"settlements": ("name",)}
    assert record.sources == {"settlements": "survey; licence: CC0"}


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("tables: {settlements: {coordinates: GCJ02}}", "tables.settlements.coordinates", "GCJ-02"),
        ("tables: {settlements: {synthetik: [lon]}}", "tables.settlements.synthetik", "synthetic"),
        ("tables: {settlement: {}}", "tables", "the tables are settlements"),
        ("tables: {settlements: {central_meridian: 11}}", "tables.settlements.central_meridian", "75 or more"),
        ("extent_kilometres: '9'", "extent_kilometres", "take off the quotes"),
        ("tabels: {}", "tabels", "tables"),
    ],
)
def test_what_it_may_not_say_is_found(tmp_path: Path, text: str, key: str, words: str) -> None:
    """Unknown systems, keys and tables are named with their key."""
    path = tmp_path / "provenance.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_provenance(path)
    assert [finding.column for finding in raised.value.findings] == [key]
    assert words in raised.value.findings[0].expected
