"""Verbs, options and exit codes; no thinking.

Exit codes: 0 done, and verified where a plan was made; 1 a fault in the program; 2 bad usage or bad input; 3 no plan
obeys the rules; 4 stopped by the user.
"""

import typer

from planner.cli import check, compare, explain, maps, new, run, shortfall, verify
from planner.cli.streams import make_lenient

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="撤并哪些小规模学校、在哪里增加学位、谁去哪里上学。Which schools to merge, where seats go, who goes where.",
)
app.command("run")(run.run_verb)
app.command("check")(check.check)
app.command("verify")(verify.verify)
app.command("new")(new.new)
app.command("maps")(maps.maps)
app.command("compare")(compare.compare)
app.command("explain")(explain.explain)
app.command("shortfall")(shortfall.shortfall)


def main() -> None:
    """Run the command line."""
    make_lenient()
    app()
