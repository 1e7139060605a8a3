"""Every notebook runs from top to bottom on a simulated state, and is stored without its output."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from lumbrera import demo
from lumbrera.run import run
from lumbrera.simulate import simulate
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PICTURE = "image/svg+xml"


def named(path: Path) -> str:
    return path.stem


def test_there_are_five_and_the_readme_names_each() -> None:
    assert len(NOTEBOOKS) == 5
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in NOTEBOOKS if p.name not in text] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_is_stored_without_output_or_traces_of_who_ran_it(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    nbformat.validate(nbformat.from_dict(notebook))
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert code and [c["id"] for c in code if c["outputs"] or c["execution_count"]] == []
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert [c["id"] for c in notebook["cells"] if c["metadata"]] == []


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration, as `lumbrera demo` leaves it."""
    data = tmp_path_factory.mktemp("cuadernos") / "demo"
    simulate(data / "simulado", contracts=600, years=2, seed=5, prevalence=0.2)
    demo.settle(data / "simulado", data)
    run([demo.published(data / "simulado")], data, waiting=lambda _: None)
    return data


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kernel `python3` that is the interpreter of the tests, whatever else is registered."""
    root = tmp_path_factory.mktemp("jupyter")
    spec = root / "kernels" / "python3"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    made = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(made), encoding="utf-8")
    return root


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_runs_on_simulated_data_and_says_so(
    path: Path, demonstration: Path, kernel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (demonstration / "current.duckdb").read_bytes()
    monkeypatch.setenv("LUMBRERA_DATA", str(demonstration))
    monkeypatch.setenv("JUPYTER_PATH", str(kernel))
    monkeypatch.setenv("IPYTHONDIR", str(kernel / "ipython"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(FOLDER))
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    said = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")
    assert "SIMULADO: nada de lo que se muestra es real." in said
    assert [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"] == []
    pictures = [o.data[PICTURE] for o in outputs if PICTURE in o.get("data", {})]
    assert pictures and all("SIMULADO" in picture for picture in pictures)
    assert any('aria-roledescription="bar"' in p or "point" in p for p in pictures)
    assert (demonstration / "current.duckdb").read_bytes() == before
