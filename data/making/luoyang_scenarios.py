"""The scenarios of Luoyang's counties: one text for all, so that a city of them can be solved together."""

from pathlib import Path
from string import Template

from data.making.luoyang_figures import MERGED_2025
from data.making.luoyang_places import COUNTIES

_FOLDERS = {county.key: f"../../data/luoyang-2025/{county.key}" for county in COUNTIES} | {
    "mengjin": "../../data/mengjin"
}
_NAMES = {county.key: county.name for county in COUNTIES} | {"mengjin": "孟津区"}
_NEVER = """    # Made-up examples of what a hearing or a road survey may decide, as in mengjin-2026.
    never:
      MJ-T-044: 示例：听证中多数家长不同意撤并
      MJ-T-058: 示例：途中有未设防护的临河路段
"""
_TEMPLATE = Path(__file__).with_name("luoyang_county.txt")


def scenario_text(key: str) -> str:
    """Return the scenario of a county."""
    merged = MERGED_2025.get(key)
    share = f"Of the city's 97 points {merged} are to go here, which is our part, no document's." if merged else ""
    return (
        Template(_TEMPLATE.read_text(encoding="utf-8"))
        .substitute(
            key=key,
            name=_NAMES[key],
            folder=_FOLDERS[key],
            share=share,
            least=f"    least: {merged}\n" if merged else "",
            never=_NEVER if key == "mengjin" else "",
        )
        .replace("measure 3. \n", "measure 3.\n")
    )


def write_scenarios(folder: Path) -> None:
    """Write every county's scenario into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for key in _FOLDERS:
        (folder / f"{key}.yaml").write_text(scenario_text(key), encoding="utf-8")
