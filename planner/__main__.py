"""`python -m planner` is the same as `planner`. Nothing heavy is imported before stops are watched for."""

import sys
from importlib import import_module

from planner.stops import guard, leave


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    guard()
    try:
        import_module("planner.cli").main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - whatever it is, it is shown, and the process ends here
        sys.excepthook(*sys.exc_info())
        code = 1
    else:
        code = 0
    leave(import_module("planner.cli.streams").flushed(code if isinstance(code, int) else 0 if code is None else 1))


if __name__ == "__main__":
    main()
