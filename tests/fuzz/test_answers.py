"""A short form of the fuzzer: `python -m tests.fuzz.answers 10000` is the long one."""

from pathlib import Path

import pytest

from tests.fuzz.answers import failure_of, sound_folder
from tests.fuzz.mutations import MUTATIONS, damaged

_EACH = 25


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which everything is as it should be."""
    return sound_folder(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("first", range(0, 8 * _EACH, _EACH))
def test_every_mutation_is_answered(sound: Path, first: int) -> None:
    """Damaged tables, workbooks, drawings, scenarios and plans end in a value or in an error that says why."""
    found = [failure for seed in range(first, first + _EACH) if (failure := failure_of(sound, seed)) is not None]
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("kind", sorted(MUTATIONS))
def test_a_seed_always_does_the_same_damage(sound: Path, tmp_path: Path, kind: str) -> None:
    """Two copies damaged by one seed hold the same bytes, and not those of the sound folder."""
    chosen = {kind: MUTATIONS[kind]}
    changed = 0
    for seed in range(5):
        folders = [tmp_path / f"{name}-{seed}" for name in "ab"]
        assert damaged(sound, folders[0], seed, chosen) == damaged(sound, folders[1], seed, chosen)
        first, second, before = ({file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
                                 for folder in (*folders, sound))  # fmt: skip
        assert {name: data for name, data in first.items() if not name.endswith(".xlsx")} == {
            name: data for name, data in second.items() if not name.endswith(".xlsx")
        }
        changed += first != before
    assert changed
