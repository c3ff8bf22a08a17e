"""Verbs, options and exit codes; no thinking.

Exit codes: 0 done, and verified where a plan was made; 1 a fault in the program; 2 bad usage or bad input; 3 no plan
obeys the rules; 4 stopped by the user.
"""

import typer

from planner.cli import (
    alternatives,
    batch,
    buses,
    check,
    city,
    compare,
    example,
    explain,
    forecast,
    import_exports,
    maps,
    new,
    prove,
    redraw,
    run,
    serve,
    shortfall,
    stress,
    sweep,
    verify,
)
from planner.cli.streams import make_lenient
from planner.cli.verbs import Verb, Verbs

app = typer.Typer(cls=Verbs, add_completion=False, pretty_exceptions_enable=False)
app.command("run", cls=Verb)(run.run_verb)
app.command("check", cls=Verb)(check.check)
app.command("verify", cls=Verb)(verify.verify)
app.command("prove", cls=Verb)(prove.prove)
app.command("new", cls=Verb)(new.new)
app.command("example", cls=Verb)(example.example)
app.command("maps", cls=Verb)(maps.maps)
app.command("redraw", cls=Verb)(redraw.redraw)
app.command("compare", cls=Verb)(compare.compare)
app.command("explain", cls=Verb)(explain.explain)
app.command("shortfall", cls=Verb)(shortfall.shortfall)
app.command("forecast", cls=Verb)(forecast.forecast)
app.command("import", cls=Verb)(import_exports.import_exports)
app.command("stress", cls=Verb)(stress.stress)
app.command("buses", cls=Verb)(buses.buses)
app.command("sweep", cls=Verb)(sweep.sweep)
app.command("alternatives", cls=Verb)(alternatives.alternatives)
app.command("batch", cls=Verb)(batch.batch)
app.command("city", cls=Verb)(city.city)
app.command("serve", cls=Verb)(serve.serve)


def main() -> None:
    """Run the command line."""
    make_lenient()
    app()
