"""planner check: read and validate everything, solve nothing."""

from planner.cli.terminal import Json, Quiet, ScenarioPath, print_json, print_text, told_errors
from planner.progress import told
from planner.run import Inputs, read_inputs


def check(scenario: ScenarioPath, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """读取并核对全部数据，列出每一处问题，不求解。Read and validate everything; solve nothing."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            report("reading", None)
            inputs = read_inputs(scenario)
        counts = _counts(inputs)
        notes = [*inputs.district.notes, *inputs.journeys.notes, *inputs.today.notes]
        if as_json:
            print_json({"ok": True, "counts": counts, "notes": notes})
            return
        print_text("数据无误 no problems found: " + ", ".join(f"{count:,} {what}" for what, count in counts.items()))
        for note in notes:
            print_text(f"  {note}")


def _counts(inputs: Inputs) -> dict[str, int]:
    district, problem = inputs.district, inputs.problem
    return {
        "settlements": len(district.settlements),
        "schools": len(district.schools),
        "pupils": int(problem.block_pupils.sum()),
        "blocks": problem.n_blocks,
        "pairs within reach": problem.n_pairs,
    }
