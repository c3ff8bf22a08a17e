"""The summary: what is said of a plan, and that nothing is said that was not proven."""

import re
from dataclasses import replace

import pytest

from planner.plan import Plan
from planner.show.words.sentences import plan_sentences, proof_sentence
from planner.show.words.summary import summarise
from tests.showing import renamed
from tests.shown import Shown, without


def summary_of(shown: Shown) -> list[str]:
    """Return the summary's lines."""
    return summarise(shown.results).zh.splitlines()


def with_proof(shown: Shown, *, share: float | None, status: str) -> Plan:
    """Return the plan with another bound and status."""
    cost, total = shown.plan.objective.cost, shown.plan.objective.total
    bound = total - (share or 0.0) * cost
    return shown.plan.model_copy(update={"gap": share, "bound": bound, "status": status})


def test_it_says_what_is_merged_added_and_travelled(merging: Shown) -> None:
    """The point's six pupils go to the school, which gets a room; sums are those of the paper."""
    lines = summary_of(merging)
    assert lines[0] == "两村方案（2026年）"
    assert "撤并：1个教学点，6名学生并入1所学校。" in lines
    assert "建设：增建教室1间；新增学位20个；一次性投入60.0万元。" in lines
    # 20 pupils walk 5 minutes, 6 walk 12
    assert "路程：走读学生单程平均6.6分钟，九成在12分钟以内，最远12分钟。" in lines
    assert "学位：26名学生全部有学位。" in lines


def test_it_is_short(merging: Shown, mengjin: Shown) -> None:
    """Some twenty lines at most, none of them long."""
    for shown in (merging, mengjin):
        lines = summary_of(shown)
        assert 7 <= len(lines) <= 22
        assert all(len(line) <= 90 for line in lines), max(lines, key=len)


def test_nothing_merged_is_said(keeping: Shown) -> None:
    """No merge, no building, and no word of synthetic data where there is none."""
    lines = summary_of(keeping)
    assert "撤并：不撤并学校。" in lines
    assert "建设：不新建学校，不增建教室和床位。" in lines
    assert not any("合成" in line for line in lines)


def test_synthetic_data_is_said(merging: Shown) -> None:
    """The made-up table is named."""
    assert any("合成数据" in line and "学生数据" in line for line in summary_of(merging))


def test_pupils_without_a_seat_are_counted_and_placed(lacking: Shown) -> None:
    """All 26 lack a seat, and the town is named; nobody travels, so no journey is told."""
    lines = summary_of(lacking)
    assert "学位：26名学生中，26名没有学位（26名范围内没有学校）。" in lines
    assert "缺口在made-up town（26人）。" in lines
    assert not any(line.startswith("路程") for line in lines)
    assert "Seats: of 26 pupils" in summarise(lacking.results)


@pytest.mark.parametrize(
    ("share", "status", "said"),
    [
        (0.0, "optimal", "已证明本方案最省"),
        (0.08171, "feasible", "最多比本方案便宜8.18%"),
        (0.08171, "stopped", "最多比本方案便宜8.18%"),
        (0.0, "feasible", "最多比本方案便宜0%"),
        (2.5, "feasible", "离最好可能还远"),
        (None, "feasible", "离最好可能还远"),
    ],
)
def test_no_more_is_said_than_is_proven(merging: Shown, share: float | None, status: str, said: str) -> None:
    """Shares are rounded up, and only an optimal plan is called the cheapest."""
    text = proof_sentence(replace(merging, plan=with_proof(merging, share=share, status=status)).results).zh
    assert said in text
    assert ("最省" in text) == (status == "optimal")


def test_a_stopped_run_is_said_to_be_stopped(merging: Shown) -> None:
    """The reader hears that the search was cut short."""
    plan = with_proof(merging, share=0.1, status="stopped")
    assert any("停止" in line.zh for line in plan_sentences(replace(merging, plan=plan).results))
    assert not any("停止" in line.zh for line in plan_sentences(merging.results))


def test_a_price_on_missing_seats_is_told_with_the_proof(lacking: Shown) -> None:
    """Where pupils are left over the proof is about a total that prices them."""
    assert "无学位学生按每人每年20.0万元计" in proof_sentence(lacking.results).zh


def test_names_cannot_steer_the_terminal(lacking: Shown) -> None:
    """Escape sequences and line breaks in a title and a town are dropped."""
    shown = renamed(lacking, {}, title="\x1b[2J方案\n\u202e第二行")
    homes = shown.district.settlements.assign(town="\x1b]0;x\x07镇\r\n")
    lines = summary_of(without(shown, settlements=homes))
    assert all(letter.isprintable() or letter == "　" for line in lines for letter in line)
    assert len(lines) == len(summary_of(lacking))


def test_the_real_one_adds_up(mengjin: Shown) -> None:
    """Mengjin's English lines carry the plan's own numbers, and no Chinese but the names of towns and schools."""
    title, *lines = str(summarise(mengjin.results)).splitlines()
    assert "2026" in title
    last = "\n".join(lines)
    names = {*mengjin.district.settlements["town"], *mengjin.district.schools["name"]}
    assert not re.search(r"[\u3400-\u9fff]", re.sub("|".join(sorted(names, key=len, reverse=True)), "", last))
    measures = mengjin.results.last.measures
    assert f"Merges: {len(mengjin.plan.merges)} " in last
    assert f"{measures.classrooms_added:,} classrooms" in last
    assert f"Cost: {mengjin.results.groups.fiscal / 1e6:,.2f} million yuan a year of public money" in last
