"""The list under a map: what there is no room for is counted."""

from matplotlib.figure import Figure

from planner.show.maps.fonts import load_lettering
from planner.show.maps.pen import Pen
from planner.show.maps.place_list import draw_list


def test_what_has_no_room_is_counted_and_its_file_named() -> None:
    """A hundred lines where four rows of four columns fit: 84 are left, to be found in the file."""
    ax = Figure().add_axes((0, 0, 1, 1))
    ax.set_xlim(0, 700)
    ax.set_ylim(0, 30 + 4 * 12.5 + 10)
    draw_list(Pen(ax=ax, lettering=load_lettering()), "学校", [("村", "校")] * 100, joint="：", rest_in="compare.xlsx")
    assert "学校（另有84项，见 compare.xlsx）" in {text.get_text() for text in ax.texts}
