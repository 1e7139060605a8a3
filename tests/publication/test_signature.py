"""Nothing is published but what a person signed, byte for byte, and whoever did what is on record."""

import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from lumbrera import publication
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.publication import record
from lumbrera.publication.site import Place, Prepared, file_digests, whole_digest

FIRM = "LUMINARIAS DE LA CANTERA INVENTADA SA DE CV"
ONE, TWO = "F000000000001", "F000000000002"
JULY = dt.date(2026, 7, 1)

Prepare = Callable[..., Prepared]


def note(flag_id: str, on: dt.date) -> str:
    return f"<title>Alerta retirada</title>La alerta {flag_id} se retiró el {on}."


@pytest.fixture
def prepare(data: Path) -> Prepare:
    """Prepares a small site: an index, and a page that names the firm for each alert."""

    def run(*alerts: str, index: str = "portada", today: dt.date = JULY) -> Prepared:
        def build(_: Path, target: Path) -> None:
            (target / "alertas").mkdir(parents=True)
            (target / "index.html").write_text(index)
            for alert in alerts:
                (target / "alertas" / f"{alert}.html").write_text(
                    f"<title>Un solo participante</title>{FIRM}"
                )

        return publication.prepare(data, build=build, withdrawn_note=note, today=today)

    return run


def published(data: Path) -> dict[str, str]:
    """The text of every file that a web server would carry."""
    current = Place(data).current
    return {
        p.relative_to(current).as_posix(): p.read_text() for p in current.rglob("*") if p.is_file()
    }


def acts(data: Path) -> list[tuple[str, str]]:
    return [(e.act, e.who) for e in record.entries(Place(data).record)]


def test_what_was_prepared_is_published_byte_for_byte_with_who_when_and_digest_on_record(
    data: Path, prepare: Prepare
) -> None:
    prepared = prepare(ONE)
    assert not Place(data).current.exists()
    waiting = file_digests(Place(data).site)
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    entry = publication.approve(data, "  Ana   Inventada ", prepared.digest)
    assert file_digests(Place(data).current.resolve()) == waiting == prepared.files
    assert (entry.act, entry.who, entry.digest) == ("published", "Ana Inventada", prepared.digest)
    assert before <= entry.at <= dt.datetime.now(dt.UTC)
    assert acts(data) == [
        ("prepared", ""),
        ("approved", "Ana Inventada"),
        ("published", "Ana Inventada"),
    ]


def test_the_digest_is_that_of_coreutils(data: Path, prepare: Prepare) -> None:
    prepared = prepare(ONE, TWO)
    command = "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"
    done = subprocess.run(
        ["bash", "-c", command], cwd=Place(data).site, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == prepared.digest


def newer_data(data: Path) -> None:
    with duckdb.connect(str(data / "current.duckdb")) as con:
        con.execute("update meta.run set run_digest = 'run-2'")


def test_newer_data_put_away_what_nobody_answered_and_nothing_is_published(
    data: Path, prepare: Prepare
) -> None:
    first = prepare(ONE)
    publication.approve(data, "Ana", first.digest)
    waiting = prepare(ONE, TWO)
    assert publication.supersede(data, waiting.digest) == ""
    newer_data(data)
    assert "hay datos más nuevos" in publication.supersede(data, waiting.digest)
    assert acts(data)[-1] == ("superseded", "")
    assert Place(data).read_prepared() is None
    assert file_digests(Place(data).current.resolve()) == first.files
    assert "dejó de esperar una firma" in publication.describe_state(data)
    with pytest.raises(LumbreraError, match="no hay nada preparado"):
        publication.approve(data, "Ana", waiting.digest)


def test_what_was_prepared_or_answered_in_between_needs_no_answer_and_stays(
    data: Path, prepare: Prepare
) -> None:
    waiting = prepare(ONE)
    later = prepare(TWO)
    newer_data(data)
    assert publication.supersede(data, waiting.digest) == "ya se contestó, o se preparó otra cosa"
    assert Place(data).read_prepared() == later
    assert acts(data) == [("prepared", ""), ("prepared", "")]


def test_it_is_said_what_is_new_changed_and_withdrawn(data: Path, prepare: Prepare) -> None:
    publication.approve(data, "Ana", prepare(ONE).digest)
    changes = prepare(TWO, index="otra portada").changes
    assert (changes.new_alerts, changes.changed_alerts) == ([TWO], [])
    assert changes.withdrawn_alerts == [ONE]
    assert (changes.new_files, changes.changed_files, changes.gone_files) == (
        [],
        ["index.html"],
        [],
    )
    text = publication.describe(prepare(TWO), data)
    assert f"- {TWO}: Un solo participante" in text
    assert "Alertas que se retiran (queda una nota con fecha y sin nombres): 1" in text
    assert f"- {ONE}: Un solo participante" in text


def test_the_signer_is_told_of_critical_checks_that_failed_on_loaded_data(
    data: Path, prepare: Prepare
) -> None:
    assert "NO FIRME" not in publication.describe(prepare(ONE), data)
    with duckdb.connect(str(data / "current.duckdb")) as con:
        con.execute(
            "insert into meta.validation values ('core.contract', 'sin unidad', 'critical', false)"
        )
    text = publication.describe(prepare(ONE), data)
    assert "NO FIRME SIN REVISAR" in text
    assert "- core.contract: sin unidad" in text
    assert "roto.csv" not in text


def test_a_withdrawn_alert_leaves_a_note_with_its_date_and_no_name_and_the_date_stays(
    data: Path, prepare: Prepare
) -> None:
    publication.approve(data, "Ana", prepare(ONE, TWO).digest)
    publication.approve(data, "Ana", prepare(TWO, today=dt.date(2026, 8, 2)).digest)
    page = published(data)[f"alertas/{ONE}.html"]
    assert page == note(ONE, dt.date(2026, 8, 2))
    assert FIRM not in page
    later = prepare(TWO, index="otra", today=dt.date(2026, 9, 3))
    assert later.changes.withdrawn_alerts == later.changes.changed_alerts == []
    publication.approve(data, "Ana", later.digest)
    assert published(data)[f"alertas/{ONE}.html"] == page


def test_an_alert_that_comes_back_is_new_and_its_note_goes(data: Path, prepare: Prepare) -> None:
    publication.approve(data, "Ana", prepare(ONE, TWO).digest)
    publication.approve(data, "Ana", prepare(TWO).digest)
    back = prepare(ONE, TWO)
    assert back.changes.new_alerts == [ONE]
    assert back.changes.changed_alerts == []
    assert back.withdrawn == {}


def tamper_with_a_page(place: Place) -> None:
    (place.site / "index.html").write_text("otra cosa")


def add_a_page(place: Place) -> None:
    (place.site / "extra.html").write_text("otra cosa")


def take_a_page_out(place: Place) -> None:
    (place.site / "index.html").unlink()


@pytest.mark.parametrize("change", [tamper_with_a_page, add_a_page, take_a_page_out])
def test_bytes_that_changed_after_preparing_are_not_published(
    data: Path, prepare: Prepare, change: Callable[[Place], None]
) -> None:
    publication.approve(data, "Ana", prepare(ONE).digest)
    before = published(data)
    prepared = prepare(ONE, TWO)
    change(Place(data))
    with pytest.raises(LumbreraError, match="cambiaron 1 archivos después de prepararse"):
        publication.approve(data, "Ana", prepared.digest)
    assert published(data) == before
    assert acts(data)[-1] == ("refused", "Ana")


def test_changed_bytes_with_a_manifest_to_match_are_not_what_was_signed(
    data: Path, prepare: Prepare
) -> None:
    signed = prepare(ONE).digest
    prepare(TWO)
    for digest in (signed, signed[:12]):
        with pytest.raises(LumbreraError, match=f"se aprobó {digest[:16]}, pero lo preparado es"):
            publication.approve(data, "Ana", digest)
    assert not Place(data).current.exists()


def test_without_a_digest_the_last_prepared_on_record_counts(data: Path, prepare: Prepare) -> None:
    prepare(ONE)
    site, manifest = Place(data).site, Place(data).prepared / "prepared.json"
    (site / "index.html").write_text("otra cosa")
    forged = Place(data).read_prepared()
    assert forged
    files = file_digests(site)
    manifest.write_text(manifest.read_text().replace(forged.digest, whole_digest(files)))
    with pytest.raises(LumbreraError, match="pero lo preparado es"):
        publication.approve(data, "Ana")


def test_rejected_means_that_nothing_changes_and_that_it_cannot_be_signed_any_more(
    data: Path, prepare: Prepare
) -> None:
    publication.approve(data, "Ana", prepare(ONE).digest)
    before = published(data)
    prepared = prepare(TWO)
    entry = publication.reject(data, "Luis", "falta revisar una unidad", prepared.digest)
    assert (entry.who, entry.note) == ("Luis", "falta revisar una unidad")
    assert published(data) == before
    with pytest.raises(LumbreraError, match="no hay nada preparado"):
        publication.approve(data, "Ana", prepared.digest)


def test_a_rejection_of_what_was_prepared_before_does_not_touch_what_is_prepared_now(
    data: Path, prepare: Prepare
) -> None:
    first = prepare(ONE)
    second = prepare(TWO)
    with pytest.raises(LumbreraError, match="no se rechazó nada"):
        publication.reject(data, "Luis", "", first.digest)
    assert publication.approve(data, "Ana", second.digest).act == "published"


def test_what_is_published_already_is_not_published_again(data: Path, prepare: Prepare) -> None:
    publication.approve(data, "Ana", prepare(ONE).digest)
    again = prepare(ONE)
    with pytest.raises(LumbreraError, match="idéntico a lo publicado"):
        publication.approve(data, "Ana", again.digest)


def test_an_approval_cut_short_can_be_given_again(
    data: Path, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.approve(data, "Ana", prepare(ONE).digest)
    before = published(data)
    prepared = prepare(TWO)

    def power_cut(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "symlink_to", power_cut)
        with pytest.raises(KeyboardInterrupt):
            publication.approve(data, "Ana", prepared.digest)
    assert published(data) == before
    publication.approve(data, "Ana", prepared.digest)
    assert file_digests(Place(data).current.resolve()) == prepared.files


def test_a_line_of_the_record_that_was_changed_or_taken_out_stops_everything(
    data: Path, prepare: Prepare
) -> None:
    publication.approve(data, "Ana", prepare(ONE).digest)
    path = Place(data).record
    whole = path.read_text()
    for forged, number in (
        (whole.replace("Ana", "Luis", 1), 3),
        ("".join(whole.splitlines(keepends=True)[1:]), 1),
    ):
        path.write_text(forged)
        with pytest.raises(LumbreraError, match=f"line {number} is not as it was written"):
            prepare(TWO)
    path.write_text(whole)
    assert prepare(TWO).based_on


def test_a_link_out_of_the_site_is_not_published(data: Path) -> None:
    def build(_: Path, target: Path) -> None:
        target.mkdir(parents=True)
        (target / "llave.txt").symlink_to(data / "current.duckdb")

    with pytest.raises(LumbreraError, match=r"llave\.txt is no plain file"):
        publication.prepare(data, build=build, withdrawn_note=note)


def test_a_failed_preparation_leaves_what_was_prepared(data: Path, prepare: Prepare) -> None:
    prepared = prepare(ONE)

    def build(_: Path, target: Path) -> None:
        target.mkdir(parents=True)
        (target / "index.html").write_text("a medias")
        raise LumbreraError("disk full")

    with pytest.raises(LumbreraError, match="disk full"):
        publication.prepare(data, build=build, withdrawn_note=note)
    assert publication.approve(data, "Ana", prepared.digest).digest == prepared.digest


def test_only_the_published_site_and_the_one_before_it_are_kept(
    data: Path, prepare: Prepare
) -> None:
    digests = []
    for index in "abc":
        digests.append(prepare(index=index).digest)
        publication.approve(data, "Ana", digests[-1])
    kept = {p.name for p in Place(data).sites.iterdir() if p.is_dir()}
    assert kept == {d[:16] for d in digests[1:]}


@pytest.mark.parametrize("name", ["", "  "])
def test_nobody_cannot_sign(data: Path, prepare: Prepare, name: str) -> None:
    prepare(ONE)
    with pytest.raises(UsageError, match="needs the name"):
        publication.approve(data, name)
    with pytest.raises(UsageError, match="needs the name"):
        publication.reject(data, name, "")


def test_the_state_says_what_is_published_what_waits_and_who_did_what(
    data: Path, prepare: Prepare
) -> None:
    first = prepare(ONE)
    publication.approve(data, "Ana", first.digest)
    second = prepare(TWO)
    text = publication.describe_state(data)
    assert f"Publicado: {first.digest[:16]}" in text
    assert f"Espera una firma: {second.digest[:16]}" in text
    assert f"se publicó {first.digest[:16]}, por Ana" in text
