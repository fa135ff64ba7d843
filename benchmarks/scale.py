"""How an archive answers and takes in articles as it grows, beside what one would take instead.

    python -m benchmarks.scale FOLDER QUESTIONS (--articles FILE | --made N) [--take N]
        [--count 500] [--typos 0 2] [--systems pullquote fts5-or …] [--slow fts5-or]

FILE is a file that `pullquote add` takes, of which the first N lines are read with --take; --made
makes N articles of the sample's paragraphs. QUESTIONS is a file of one question a line, or of JSON
objects with a `question`; `count` of them are asked (30 of a system named under --slow), as they
are and with so many words misspelt. FOLDER keeps what was built, so that a second run only asks.

Each system is built, and asked, by a process of its own. Printed, a JSON object a line:

system, articles                      what is measured, on how many articles
build_s, build_mib, disk_mib, text_mib  the time of building, the memory at its peak (all processes
                                      together), the files, the articles' texts
rates                                 articles a second, of every 10,000 (Pullquote alone)
optimize_s                            `pullquote optimize` after that, not in build_s
typos, asked, p50_ms, p95_ms, p99_ms  questions one after the other, each once, none asked before
open_ms, resident_mib                 making ready, and what is held in memory after the last
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.scaling.made import made_articles, misspelt, write_articles
from benchmarks.scaling.systems import SHARED, SYSTEMS, Ask
from store.ingest.readers.walking import read_sources
from store.model import Draft

_SAMPLE = Path(__file__).parent.parent / "bot" / "sample"
_SLOW = 30
_SLOW_SYSTEMS = ["fts5-or", "fts5-or-telling"]
_MIB = 1 << 20


def main() -> None:
    """Build what is not there, ask, print."""
    options = _options()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    if options.role:
        _play(options.role, options.system, folder, options.questions)
        return
    articles = folder / "articles.jsonl"
    if not articles.exists():
        _gather(options, articles)
    text_mib = _text_mib(articles)
    questions = _questions(options.questions)
    random.Random(3).shuffle(questions)  # noqa: S311 - no secret
    for system in options.systems:
        room = _room(folder, system)
        if not (room / "built.json").exists():
            room.mkdir(exist_ok=True)
            built = _run("build", system, folder, articles)
            (room / "built.json").write_text(json.dumps(built | {"text_mib": text_mib}))
        built = json.loads((room / "built.json").read_text())
        print(json.dumps({"system": system, "articles": options.take or options.made} | built))
        count = _SLOW if system in options.slow else options.count
        for edits in options.typos:
            choose = random.Random(7)  # noqa: S311 - no secret
            asked = [misspelt(question, edits, choose) for question in questions[:count]]
            asking = folder / "asked.json"
            asking.write_text(json.dumps(asked))
            found = _run("ask", system, folder, asking)
            print(json.dumps({"system": system, "typos": edits, "asked": len(asked)} | found))
            sys.stdout.flush()


def _room(folder: Path, system: str) -> Path:
    """The folder of a system; two may share one."""
    for ending in SHARED:
        system = system.removesuffix(ending)
    return folder / system


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--made", type=int, default=0)
    parser.add_argument("--take", type=int, default=0)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--typos", type=int, nargs="+", default=[0, 2])
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--slow", nargs="*", choices=SYSTEMS, default=_SLOW_SYSTEMS)
    parser.add_argument("--role", choices=("build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--system", choices=SYSTEMS, help=argparse.SUPPRESS)
    return parser.parse_args()


def _gather(options: argparse.Namespace, articles: Path) -> None:
    if options.articles is None:
        write_articles(made_articles(_SAMPLE, options.made), articles)
        return
    with options.articles.open("rb") as given, articles.open("wb") as taken:
        taken.writelines(islice(given, options.take or None))


def _text_mib(articles: Path) -> float:
    drafts = (draft for draft in read_sources([str(articles)], None) if isinstance(draft, Draft))
    size = sum(len(draft.text.encode()) + len(draft.headline.encode()) for draft in drafts)
    return round(size / _MIB, 1)


def _questions(path: Path) -> list[str]:
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [json.loads(line)["question"] if line.startswith("{") else line for line in lines]


def _run(role: str, system: str, folder: Path, what: Path) -> dict[str, Any]:
    """Measures a system in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", str(folder), str(what)]
    command += ["--role", role, "--system", system]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    figures: dict[str, Any] = json.loads(said.stdout)
    return figures


def _play(role: str, name: str, folder: Path, what: Path) -> None:
    """Do one thing with one system, and print its figures."""
    system = SYSTEMS[name]
    room = _room(folder, name)
    began = perf_counter()
    if role == "build":
        rates = system.build(what, room)
        figures: dict[str, Any] = {
            "build_s": round(perf_counter() - began, 1),
            "build_mib": _peak_mib(),
        }
        if system.optimise:
            began = perf_counter()
            system.optimise(room)
            figures["optimize_s"] = round(perf_counter() - began, 1)
        figures |= {
            "disk_mib": round(sum(f.stat().st_size for f in room.rglob("*") if f.is_file()) / _MIB),
            "rates": [round(rate) for rate in rates],
        }
    else:
        ask = system.open(room)
        figures = {"open_ms": round((perf_counter() - began) * 1000, 1)}
        took = sorted(_times(ask, json.loads(what.read_text())))
        for share in (0.5, 0.95, 0.99):
            place = min(len(took) - 1, int(len(took) * share))
            figures[f"p{share * 100:.0f}_ms"] = round(took[place], 1)
        figures["resident_mib"] = _resident_mib()
    print(json.dumps(figures))


def _times(ask: Ask, questions: list[str]) -> Iterator[float]:
    ask("")
    for question in questions:
        began = perf_counter()
        ask(question)
        yield (perf_counter() - began) * 1000


def _peak_mib() -> int:
    """Of this process and, of those it has waited for, the largest for each of two."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round((own + 2 * workers) / 1024)


def _resident_mib() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / _MIB)


if __name__ == "__main__":
    main()
