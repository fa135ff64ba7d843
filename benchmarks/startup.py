"""Measures how long commands take from the shell, and the modules that each loads.

    python -m benchmarks.startup [--runs N]

Runs `pullquote --help` and one question of the bundled sample, each N times in processes of their
own after one that is not counted. Prints the best and the median of wall time and of processor
time (user and system) in seconds, and the number of modules loaded. Bytecode is cached in a
temporary folder, as an installed program has it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

_QUESTION = "what did doreen fisk say about her kettle"
_COUNT_MODULES = (
    "import sys; from bot.__main__ import main; main(); print(len(sys.modules), file=sys.stderr)"
)


def main() -> None:
    """Add the sample, run the commands, print."""
    parser = argparse.ArgumentParser(description="Measure how long commands take to start.")
    parser.add_argument("--runs", type=int, default=10, metavar="N")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        cached = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        cached |= {"PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
        archive = ["--archive", f"{folder}/sample.db"]
        sample = str(Path(__file__).resolve().parent.parent / "bot" / "sample")
        _run([*archive, "add", sample], cached)
        for name, command in (("--help", ["--help"]), ("ask", [*archive, "ask", _QUESTION])):
            modules = _run(command, cached, "-c", _COUNT_MODULES)
            wall: list[float] = []
            processor: list[float] = []
            for _ in range(runs):
                before, began = _processor_s(), perf_counter()
                _run(command, cached)
                wall.append(perf_counter() - began)
                processor.append(_processor_s() - before)
            print(
                f"{name:>6}  wall {min(wall):.2f} s, median {median(wall):.2f} s"
                f"; processor {min(processor):.2f} s, median {median(processor):.2f} s"
                f"; {modules.strip()} modules"
            )


def _run(command: list[str], environment: dict[str, str], *how: str) -> str:
    """Run the program; what it wrote to standard error."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *(how or ("-m", "bot")), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        check=True,
        text=True,
    )
    return done.stderr


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
