"""What a page says when not all of it fits."""

from dataclasses import replace

from planner.show.papers.fitting import fit
from planner.show.papers.schools import RedLineLine, SchoolPaper, school_papers
from tests.papers import reasons_of
from tests.shown import Shown


def school_of(shown: Shown) -> SchoolPaper:
    """Return the one merged school, with its reason."""
    return school_papers(shown.results, reasons_of(shown))[0]


def test_a_short_paper_is_not_cut(merging: Shown) -> None:
    """Everything stands, and there is room for an opinion."""
    school = school_of(merging)
    fitted = fit(school)
    assert fitted.school == school
    assert (fitted.more_homes, fitted.more_receivers, fitted.crossed) == ("", "", ())
    assert len(fitted.opinion_lines) > 3


def test_a_proof_is_whole_or_elsewhere(merging: Shown) -> None:
    """Half a proof could say more than is proven."""
    school = school_of(merging)
    for letters in range(20, 400, 20):
        proof = "已证明" + "甲" * letters + "，但尚未证明更多。"
        said = fit(replace(school, opposite=proof)).school.opposite
        assert said in {proof, "测算结果见方案附件。"}


def test_crossed_red_lines_are_all_counted(merging: Shown) -> None:
    """Those without room are told by number; lines that are kept, or open, are not."""
    lines = [RedLineLine(said=f"第{n}条", passed="不符合", is_crossed=True) for n in range(7)]
    others = [RedLineLine(said="别的", passed=passed, is_crossed=False) for passed in ("符合", "待填写")]
    fitted = fit(replace(school_of(merging), red_lines=(*lines, *others)))
    assert fitted.crossed == ("第0条", "第1条", "第2条", "另有4条，见方案附件")


def test_what_is_left_out_is_said(merging: Shown) -> None:
    """Homes and receiving schools beyond the room of a page are counted."""
    school = school_of(merging)
    fitted = fit(replace(school, homes=school.homes * 40, receivers=school.receivers * 9))
    assert fitted.more_homes == f"另有{40 - len(fitted.school.homes)}个居民点的年级段，见方案附件。"
    assert fitted.more_receivers == f"另有{9 - len(fitted.school.receivers)}所并入学校，见方案附件。"
