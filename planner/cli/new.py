"""planner new: an empty district to fill in."""

from planner.cli.terminal import Json, NewFolder, Quiet, print_files, told_errors
from planner.show.template import write_template
from planner.writing import write_whole


def new(folder: NewFolder, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """Make an empty district: workbook template, scenario, small sample."""
    with told_errors(as_json=as_json):
        files = write_whole(folder, verb="new", write=write_template)
        print_files(files, as_json=as_json, quiet=quiet)
