"""Times the main job as its users feel it: whole commands, wall clock, peak memory.

    make bench            the real folders, if they lie beside the checkout, and a simulated state
    make bench SCALE=1    also 0.3, 1 and 3 million simulated contracts, a daily increment, and the
                          models scoring three million

Targets in the last column are requirements; a figure over one is marked.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lumbrera.demo import published

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("lumbrera")
REAL = ROOT.parent / "shared" / "data"
FOLDERS = ("comprasmx_2026", "compranet_history", "sat_69b", "sanctions")


@dataclass
class Figure:
    """One measured command: seconds of wall clock, peak memory of its largest process in MiB."""

    name: str
    seconds: float
    mebibytes: float
    target_seconds: float | None
    target_mebibytes: float | None = None

    def row(self) -> tuple[str, str, str, str]:
        """The figure as text, marked where it misses its target."""
        late = self.target_seconds is not None and self.seconds > self.target_seconds
        heavy = self.target_mebibytes is not None and self.mebibytes > self.target_mebibytes
        target = "" if self.target_seconds is None else f"{self.target_seconds:g} s"
        if self.target_mebibytes is not None:
            target += f", {self.target_mebibytes / 1024:g} GiB"
        return (
            self.name,
            f"{self.seconds:.2f} s" + (" !" if late else ""),
            f"{self.mebibytes:,.0f} MiB" + (" !" if heavy else ""),
            target,
        )


def measure(
    name: str,
    *args: object,
    target: float | None = None,
    memory: float | None = None,
    program: Sequence[str] = (str(COMMAND),),
) -> Figure:
    """Runs a command of the program (or of another one) once and measures it."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [*program, *map(str, args)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    assert process.stderr is not None
    message = process.stderr.read().decode()
    if os.waitstatus_to_exitcode(status) not in (0,):
        sys.exit(f"{name}: the command failed\n{message}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Figure(name, seconds, usage.ru_maxrss / scale, target, memory)


def real(work: Path) -> list[Figure]:
    """The four real folders: cold, unchanged, a changed threshold."""
    data = work / "real"
    folders = [REAL / f for f in FOLDERS]
    figures = [
        measure("four real folders, cold", "run", *folders, "--data", data, target=30),
        measure("the same again, unchanged", "run", *folders, "--data", data, target=5),
    ]
    (data / "lumbrera.toml").write_text("[rules.D7]\nmax_share = 0.4\n", encoding="utf-8")
    figures.append(measure("a changed threshold", "build", "--data", data, target=3))
    return figures


def models(contracts: int, name: str, seconds: float, memory: float | None = None) -> Figure:
    """Every model of models/anomaly on made rows (models.py says what each took): only what the models
    take counts, not making the rows."""
    program = (sys.executable, str(Path(__file__).with_name("models.py")))
    with tempfile.NamedTemporaryFile("r", prefix="lumbrera-bench-") as taken:
        command = ("--contracts", contracts, "--seconds-to", taken.name)
        figure = measure(name, *command, target=seconds, memory=memory, program=program)
        return replace(figure, seconds=float(taken.read()))


def simulated(work: Path) -> list[Figure]:
    """A simulated state of 20,000 contracts, and the run over it."""
    state = work / "state"
    figures = [measure("simulate 20,000 contracts", "simulate", state, target=60)]
    command = ("run", published(state), "--data", work / "simulated")
    figures.append(measure("run over them, cold", *command))
    return figures


def national(work: Path) -> list[Figure]:
    """0.3, 1 and 3 million contracts in the 45-column layout; a day's increment on the last, its portal."""
    from lumbrera.simulate import simulate_scale

    figures = []
    for contracts in (300_000, 1_000_000, 3_000_000):
        source, data = work / f"scale{contracts}", work / f"data{contracts}"
        last = contracts == 3_000_000
        simulate_scale(
            source, contracts=contracts, suppliers=contracts // 10, units=max(contracts // 600, 100),
            seed=7, increment=3_000 if last else 0,
        )  # fmt: skip
        data.mkdir()
        shutil.copytree(source / "reference", data / "reference")
        (data / "lumbrera.toml").write_text(
            '[jurisdiction]\nreference = "reference"\n', encoding="utf-8"
        )
        folders = [source / f for f in ("compranet", "sat_69b", "sanctions")]
        figures.append(
            measure(
                f"{contracts:,} contracts, cold",
                "run",
                *folders,
                "--data",
                data,
                target=240 if last else None,
                memory=4096 if last else None,
            )
        )
        if last:
            figures.append(
                measure(
                    "3,000 more on top", "run", source / "incremento", "--data", data, target=20
                )
            )
            figures.append(measure("their portal", "portal", "--data", data, target=60))
        shutil.rmtree(source)
        shutil.rmtree(data)
    return figures


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--scale", action="store_true", help="also national size (needs 15 GB of disk)"
    )
    options = parser.parse_args()
    figures = [measure("lumbrera --help", "--help", target=0.5)]
    with tempfile.TemporaryDirectory(prefix="lumbrera-bench-") as folder:
        work = Path(folder)
        if REAL.is_dir():
            figures += real(work)
        else:
            print("the real folders are not beside this checkout: not measured")
        figures += simulated(work)
        figures.append(
            measure(
                "networks of 230,000 nodes and 620,000 ties",
                Path(__file__).with_name("networks.py"),
                target=60,
                memory=3072,
                program=[sys.executable],
            )
        )
        figures.append(models(100_000, "models, trained on 100,000 contracts", seconds=60))
        if options.scale:
            figures += national(work)
            figures.append(models(3_000_000, "models, scoring 3,000,000", seconds=180, memory=6144))
    rows = [("", "wall clock", "peak memory", "target"), *(f.row() for f in figures)]
    widths = [max(len(r[i]) for r in rows) for i in range(4)]
    for r in rows:
        print("  ".join([r[0].ljust(widths[0]), *(r[i].rjust(widths[i]) for i in (1, 2, 3))]))
    print(
        f"{os.cpu_count()} cores; one run each; children's peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB"
    )


if __name__ == "__main__":
    main()
