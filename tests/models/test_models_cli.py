"""lumbrera models: cards for who asks, and the evaluation as text and as JSON."""

import json
import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from lumbrera.cli import group, main
from lumbrera.modelling import cards

from .conftest import Bids

pytestmark = pytest.mark.usefixtures("small")
OPTIONS = ("--tender", "licitacion", "--value", "oferta", "--label", "acuerdo", "--market", "pais")


@pytest.fixture(scope="module")
def bids(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Bids(seed=11)
    for i in range(80):
        made.add(f"T{i:02}", i % 2, "AB"[i // 2 % 2], sd=0.03 if i % 2 else 0.12, n=2 + i // 4 % 4)
    return made.write(tmp_path_factory.mktemp("cli") / "ofertas.csv")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(group, [str(w) for w in words], catch_exceptions=False)


def test_list_and_show() -> None:
    assert "collusion: Coordinación entre licitantes" in run("models", "list").output
    [first] = [
        m for m in json.loads(run("models", "list", "--json").output) if m["name"] == "collusion"
    ]
    assert first["recorded"] == ["collusion_tsuchiura", "collusion_simulado"]
    shown = run("models", "show", "collusion").output
    assert all(f"## {section}" in shown for section in cards.SECTIONS)


def test_an_unknown_model_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as code:
        main(["models", "show", "bola de cristal"])
    assert code.value.code == 2
    assert "there is no model «bola de cristal»\nmodels: " in capsys.readouterr().err


def test_cards_says_whether_they_are_up_to_date() -> None:
    recorded = Path(__file__).parent / "recorded"
    assert run("models", "cards", "--recorded", recorded).output == "fichas al día\n"


def test_the_json_has_what_others_read(bids: Path) -> None:
    found = json.loads(
        run("models", "evaluate", "collusion", "--bids", bids, *OPTIONS, "--json").output
    )
    assert found["mode"] == "transferable"
    assert found["pooled"]["auc"] > 0.5 and found["pooled"]["auc_min3"] > 0.5
    assert found["same_market"]["auc"] > 0.5 and found["macro"]["auc"] > 0.5
    assert list(found["baselines"]) == [
        "prevalence", "market", "n_bids", "market_n_bids", "price", "minus_cv",
    ]  # fmt: skip
    assert found["baselines"]["prevalence"]["auc"] == 0.5
    assert set(found["per_market"]) == set(found["leave_one_market_out"]) == {"A", "B"}
    assert set(found["per_market"]["A"]["accuracy"]) == {
        "accuracy", "majority_rate", "balanced_accuracy",
    }  # fmt: skip
    fit = found["per_market"]["A"]["calibration"]
    assert sum(b["tenders"] for b in fit["bins"]) == found["per_market"]["A"]["tenders_min3"] == 30


def test_the_same_seed_gives_the_same_bytes_and_another_another(bids: Path) -> None:
    words = ("models", "evaluate", "collusion", "--bids", bids, *OPTIONS, "--json")
    once, again, other = run(*words), run(*words), run(*words, "--seed", "8")
    assert once.output == again.output != other.output


def test_the_text_tells_the_trivial_first_and_accuracy_never_alone(
    bids: Path, tmp_path: Path
) -> None:
    record = tmp_path / "made.json"
    text = run(
        "models", "evaluate", "collusion", "--bids", bids, *OPTIONS, "--record", record
    ).output
    order = [
        "280 renglones = 280 ofertas", "A qué llega lo trivial", "Sin haber visto lo que califican",
        "bloques seguidos en el orden del archivo", "Exactitud", "decir siempre lo más común",
        "equilibrada", "Por mercado", "Cada mercado sin una sola etiqueta suya",
        "Con 15% de etiquetas propias", "Auditoría de fugas", "Conclusión:",
    ]  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert not re.search("cártel|cartel|fraude|culpable|sospechos|investigad", text, re.I)
    made = cards.read_record(record)
    assert (
        made.model == "collusion" and "280 ofertas de 80 procedimientos en 2 mercados" in made.data
    )
    assert cards.render(made).startswith("280 ofertas")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give either --bids"),
        (("--bids", "x.csv"), "--bids needs --tender, --value, --label"),
        (("--bids", "x.csv", *OPTIONS), "x.csv: there is no such file"),
        (("--simulated", "."), "holds no simulated state"),
    ],
)
def test_wrong_use_ends_with_two(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as code:
        main(["models", "evaluate", "collusion", *words])
    assert code.value.code == 2
    assert said in capsys.readouterr().err


def test_a_split_by_row_is_refused_on_the_command_line(
    bids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as code:
        main(["models", "evaluate", "collusion", "--bids", str(bids), *OPTIONS, "--split", "row"])
    assert code.value.code == 2
    assert "a split by row is refused" in capsys.readouterr().err


def test_beyond_the_number_of_the_settings_contracts_are_scored_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lumbrera import validation
    from lumbrera.simulate import simulate

    # Nothing here is about the suites of the core or the Data Docs, half the time of a small run.
    monkeypatch.setattr(validation, "validate_core", lambda con: [])
    monkeypatch.setattr(validation, "build_docs", lambda reports, folder: folder)
    state, data = tmp_path / "state", tmp_path / "data"
    simulate(state, contracts=400, seed=3)
    data.mkdir()
    (data / "lumbrera.toml").write_text("[models]\nscore_up_to = 100\n", encoding="utf-8")
    run("run", state / "publicado" / "comprasmx", state / "publicado" / "compranet", "--data", data)

    def scored() -> tuple[int, int]:
        with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
            [row] = con.execute("""
                select (select count(*) from anomaly.contract_score),
                       (select count(*) from anomaly.contract_measure)""").fetchall()
        return row

    assert scored()[0] == 0 < scored()[1]
    run("models", "score", "--data", data)
    assert scored()[0] == scored()[1] > 200
    # The next run does what the settings say, and a changed setting alone is reason for a new one.
    run("build", "--data", data)
    assert scored()[0] == 0
    (data / "lumbrera.toml").write_text("[models]\nscore_up_to = 1000\n", encoding="utf-8")
    run("build", "--data", data)
    assert scored()[0] == scored()[1]
