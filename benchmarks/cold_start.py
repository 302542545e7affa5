"""Measure how long commands take from cold to their first words and to their end, beside another checkout, in turn.

    python -m benchmarks.cold_start --against ../old --runs 5

Each checkout ingests the sample articles into a folder of its own, and each command runs in a process of its own. Wall
time is that of a busy machine too; processor time is the command's own, the chat model's process included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
COMMANDS = {
    "--help": ["--help"],
    "sources": ["sources"],
    "search": ["search", "Amazon"],
    "ask": ["ask", "Which agencies are excluded from Amazon's pause?"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="the folder of another checkout")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--command", choices=COMMANDS, action="append", help="only this one; may be given several times"
    )
    chosen = parser.parse_args()
    checkouts = [ROOT, *([chosen.against.resolve()] if chosen.against else [])]
    with TemporaryDirectory(prefix="footnote-") as folder:
        data = [Path(folder) / str(number) for number in range(len(checkouts))]
        for checkout, its in zip(checkouts, data, strict=True):
            _run(checkout, its, ["ingest", str(ROOT / "articles")])
        print(f"{'':10}{'first words, s':>16}{'end, s':>10}{'processor, s':>14}{'peak, MB':>10}")
        for name in chosen.command or COMMANDS:
            pairs = list(zip(checkouts, data, strict=True))
            taken = [[_run(*pair, COMMANDS[name]) for pair in pairs] for _ in range(chosen.runs)]
            for number, checkout in enumerate(checkouts):
                _show(name, [run[number] for run in taken], checkout.name)
            if len(checkouts) > 1:
                ratios = [tuple(a / b for a, b in zip(ours, theirs, strict=True)) for ours, theirs in taken]
                _show("", ratios, "ratio, pair by pair")


def _show(name: str, rows: list[tuple[float, ...]], of: str) -> None:
    first, end, processor, peak = (median(values) for values in zip(*rows, strict=True))
    print(f"{name:10}{first:>16.2f}{end:>10.2f}{processor:>14.2f}{peak:>10.2f}  {of}", flush=True)


def _run(checkout: Path, data: Path, words: list[str]) -> tuple[float, ...]:
    """Return the seconds until the first words and until the end, seconds of processors, and the peak in MB."""
    environment = os.environ | {"FOOTNOTE_DATA_DIR": str(data), "PYTHONPATH": str(checkout)}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot.cli", *words]
    process = subprocess.Popen(  # noqa: S603 -- ourselves
        command, cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with process:
        if process.stdout is None or not process.stdout.read(1):
            raise SystemExit(f"{' '.join(words)} said nothing in {checkout}")
        first = time.perf_counter() - begun
        process.stdout.read()
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0  # it is waited for
    return first, time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
