"""Folders that the planner writes into: one writer at a time, only its own files replaced, each known by its digest."""

from planner.writing.alone import Failure, Making, exit_code_of, make_each, names_made
from planner.writing.manifest import FILES_NAME, other_runs_text, sha256_of, strangers
from planner.writing.moving import move_in
from planner.writing.output_folder import OutputFolder, open_output, refuse_unwritable
from planner.writing.whole import write_whole
from planner.writing.words import cannot_write

__all__ = [
    "FILES_NAME",
    "Failure",
    "Making",
    "OutputFolder",
    "cannot_write",
    "exit_code_of",
    "make_each",
    "move_in",
    "names_made",
    "open_output",
    "other_runs_text",
    "refuse_unwritable",
    "sha256_of",
    "strangers",
    "write_whole",
]
