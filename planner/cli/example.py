"""planner example: Mengjin, to be looked at, changed and run."""

from planner.cli.terminal import Json, NewFolder, Quiet, print_files, print_text, told_errors
from planner.example import write_example
from planner.language import Text, in_language
from planner.writing import write_whole

_FIRST = "scenarios/mengjin-2026.yaml"


def example(folder: NewFolder, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """Write the district of Mengjin and its scenarios."""
    with told_errors(as_json=as_json):
        files = write_whole(folder, verb="example", write=write_example)
        print_files(files, as_json=as_json, quiet=quiet)
        if not (as_json or quiet):
            run = f"planner run {folder / _FIRST}"
            print_text(in_language(Text(f"next: {run}", f"下一步：{run}")))
