"""`lumbrera publish`, as a person types it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lumbrera.cli import main
from lumbrera.publication import Place, record

FLAG = "F000000000001"


@pytest.fixture
def publish(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Runs the command on a data directory whose portal is one page and one alert."""
    from lumbrera.committee import portal

    def build(_: Path, target: Path) -> None:
        (target / "alertas").mkdir(parents=True)
        (target / "index.html").write_text("portada")
        (target / "alertas" / f"{FLAG}.html").write_text("<title>Un solo participante</title>")

    monkeypatch.setattr(portal, "build_portal", build)

    def run(*options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["publish", *options, "--data", str(data)])
        shown = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, shown.out + shown.err

    return run


def test_prepared_approved_and_said_who(publish: Callable[..., tuple[int, str]], data: Path):
    code, text = publish("--prepare")
    assert code == 0
    assert f"- {FLAG}: Un solo participante" in text
    digest = text.split("Huella de lo preparado: ")[1].split()[0]
    assert f"--digest {digest[:16]}" in text
    code, text = publish("--approve", "Ana Inventada", "--digest", digest[:16])
    assert (code, f"Publicado {digest[:16]}, con la firma de Ana Inventada" in text) == (0, True)
    place = Place(data)
    assert (place.current / "index.html").read_text() == "portada"
    code, text = publish()
    assert f"Publicado: {digest[:16]}" in text
    assert "Nada espera una firma." in text


def test_rejected_with_a_reason(publish: Callable[..., tuple[int, str]], data: Path) -> None:
    publish("--prepare")
    code, text = publish("--reject", "Luis", "--reason", "falta revisar")
    assert (code, "lo publicado no cambió" in text) == (0, True)
    place = Place(data)
    assert not place.current.exists()
    assert record.entries(place.record)[-1].note == "falta revisar"


def test_what_changed_in_between_is_refused(
    publish: Callable[..., tuple[int, str]], data: Path
) -> None:
    publish("--prepare")
    place = Place(data)
    (place.site / "index.html").write_text("otra cosa")
    code, text = publish("--approve", "Ana")
    assert code == 1
    assert "no se publicó: cambiaron 1 archivos después de prepararse: index.html" in text
    assert not place.current.exists()


def test_wrong_usage_is_said_and_does_nothing(publish: Callable[..., tuple[int, str]]) -> None:
    assert publish("--prepare", "--approve", "Ana")[0] == 2
    assert publish("--approve", "")[0] == 2
    assert publish("--approve", "Ana", "--digest", "abc")[0] == 2
    code, text = publish("--approve", "Ana")
    assert (code, "no hay nada preparado para publicar" in text) == (1, True)
