"""A portal's process that answers any number of questions: starting Django anew for each costs seconds.

Run as a module in a portal's environment: reads a line of JSON with Python code, answers with one of what it printed,
or of the traceback that it ended with.
"""

import io
import json
import sys
import traceback
from contextlib import redirect_stdout

import django


def answer(code: str) -> dict[str, str]:
    """What the code prints, or how it failed."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(compile(code, "<console>", "exec"), {"__name__": "__console__"})  # noqa: S102  The tests' own code.
    except Exception:  # noqa: BLE001  Whatever it was, it is told to the test that asked.
        return {"failed": traceback.format_exc()}
    return {"printed": printed.getvalue()}


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201  This is the answer.
