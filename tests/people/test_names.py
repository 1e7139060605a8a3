"""Names of people as they are written in Mexico, and the keys that hold them."""

import datetime as dt
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lumbrera.people import names
from lumbrera.simulate import identity
from stdnum.mx import curp, rfc

# None of these stands for anybody.
GIVEN = ["JUAN", "ANA", "MARIA", "JOSE", "MARIA DE LOS ANGELES", "JOSE LUIS", "ELENA", "MARIA JOSE"]
SURNAMES = [
    "MUÑOZ", "PEÑA", "NUÑEZ", "GARCIA", "DE LA CRUZ", "DEL ANGEL", "LOPEZ", "SAN MIGUEL", "ORTEGA",
    "IBAÑEZ", "OCHOA", "YAÑEZ", "DE LEON", "AGUILAR",
]  # fmt: skip


def one(con: duckdb.DuckDBPyConnection, sql: str, *values: Any) -> Any:
    row = con.execute(f"select {sql}", list(values)).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("MU!OZ", "MUÑOZ"),
        ("MUÃ‘OZ", "MUÑOZ"),
        ("muÃ±oz", "MUÑOZ"),
        ("Pe\ufffda", "PEÑA"),
        ("NU?EZ", "NUÑEZ"),
        ("n\u0303u\u0301n\u0303ez", "ÑUÑEZ"),
        ("IBA&Ntilde;EZ", "IBAÑEZ"),
        ("Lic. José  Ángel", "JOSE ANGEL"),
        ("  de la  O ", "DE LA O"),
        ("¡", ""),
    ],
)
def test_a_name_is_read_through_what_files_do_to_it(
    macros: duckdb.DuckDBPyConnection, written: str, clean: str
) -> None:
    assert one(macros, "person_clean(?)", written) == clean


@pytest.mark.parametrize(
    ("one_writing", "another"),
    [
        ("Ma. del Carmen", "MARIA DEL CARMEN"),
        ("Ma del Carmen", "María Carmen"),
        ("J. Jesús", "JOSE JESUS"),
        ("Fco. Javier", "FRANCISCO JAVIER"),
        ("Ma. Gpe.", "MARIA GUADALUPE"),
    ],
)
def test_abbreviated_given_names_are_the_whole_ones(
    macros: duckdb.DuckDBPyConnection, one_writing: str, another: str
) -> None:
    assert one(macros, "given_key(?) = given_key(?)", one_writing, another)


def test_a_lone_initial_in_second_place_stays_an_initial(macros: duckdb.DuckDBPyConnection) -> None:
    assert one(macros, "given_key(?)", "JUAN C.") == "JUAN C"


@pytest.mark.parametrize("nothing", ["", "-", ".", "N/A", "XX", "X", "SIN", "NO APLICA", "S/N"])
def test_a_placeholder_is_no_surname(macros: duckdb.DuckDBPyConnection, nothing: str) -> None:
    assert one(macros, "surname_key(?)", nothing) == ""


def test_a_surname_of_particles_alone_is_kept(macros: duckdb.DuckDBPyConnection) -> None:
    assert one(macros, "surname_key(?)", "DE LA O") == "O"
    assert one(macros, "surname_key(?)", "LA") == "LA"


def table(con: duckdb.DuckDBPyConnection, sql: str, texts: list[str]) -> list[Any]:
    """The rows of a select over the texts, t, in their order: one statement for many."""
    return con.execute(
        f"select {sql} from (select unnest($texts) as t, unnest(range(len($texts))) as n) order by n",
        {"texts": texts},
    ).fetchall()


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(st.text(max_size=30), min_size=20, max_size=60))
def test_cleaning_a_clean_name_changes_nothing(
    macros: duckdb.DuckDBPyConnection, texts: list[str]
) -> None:
    once = [row[0] for row in table(macros, "person_clean(t)", texts)]
    assert [row[0] for row in table(macros, "person_clean(t)", once)] == once
    assert not set("".join(once)) - set("ABCDEFGHIJKLMNÑOPQRSTUVWXYZ ")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_surname_is_itself_after_it_was_read_in_the_wrong_encoding(
    macros: duckdb.DuckDBPyConnection, encoding: str
) -> None:
    whole = [*SURNAMES, *(s.lower() for s in SURNAMES)]
    broken = [s.encode("utf-8").decode(encoding) for s in whole]
    lossy = [s.replace("Ñ", "!").replace("ñ", "?") for s in whole]
    plain = [s.replace("Ñ", "N").replace("ñ", "n") for s in whole]
    expected = table(macros, "surname_key(t)", whole)
    for written in (broken, lossy, plain):
        assert table(macros, "surname_key(t)", written) == expected


PERSON = st.tuples(
    st.sampled_from(GIVEN),
    st.sampled_from(SURNAMES),
    st.sampled_from(SURNAMES),
    st.dates(dt.date(1945, 1, 1), dt.date(2004, 12, 31)),
)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(people=st.lists(PERSON, min_size=10, max_size=60), rng=st.randoms(use_true_random=False))
def test_the_letters_of_the_rfc_tell_which_part_is_the_given_name(
    macros: duckdb.DuckDBPyConnection, people: list[tuple[str, str, str, dt.date]], rng: Any
) -> None:
    written: dict[str, tuple[str, tuple[str, str, str]]] = {}
    for given_name, first, second, born in people:
        key = identity.rfc_person(rng, given_name, first, second, born)
        parts = (given_name, first, second)
        written.setdefault(f"{given_name} {first} {second}", (key, parts))
        written.setdefault(f"{first} {second} {given_name}", (key, parts))
    found = whole_names(macros, {text: key for text, (key, _) in written.items()})
    for text, (key, parts) in written.items():
        read, basis = found[text]
        assert basis == "rfc"
        # Where the letters fit both orders nothing tells them apart.
        if read != parts:
            assert one(macros, "rfc_fits(?, ?, ?, ?)", key, *read), text
            assert not text.startswith(parts[0] + " "), text


def whole_names(
    con: duckdb.DuckDBPyConnection, written: dict[str, str | None]
) -> dict[str, tuple[tuple[str, str, str], str]]:
    con.execute("create or replace temp table whole_text (t varchar, k varchar)")
    con.executemany("insert into whole_text values (?, ?)", list(written.items()))
    names.read_whole_names(con)
    rows = con.execute(
        "select t, given_name, first_surname, second_surname, order_basis from whole_name"
    ).fetchall()
    return {t: ((g, f, s), basis) for t, g, f, s, basis in rows}


def test_order_is_told_by_the_rfc_and_else_taken_to_begin_with_the_given_name(
    macros: duckdb.DuckDBPyConnection,
) -> None:
    assert whole_names(
        macros,
        {
            "DE LA CRUZ DEL ANGEL MARIA DE LOS ANGELES": "CUAA800101AB1",
            "Ana López Ochoa": None,
            "ANA LOPEZ": None,
        },
    ) == {
        "DE LA CRUZ DEL ANGEL MARIA DE LOS ANGELES":
            (("MARIA DE LOS ANGELES", "DE LA CRUZ", "DEL ANGEL"), "rfc"),
        "Ana López Ochoa": (("ANA", "LOPEZ", "OCHOA"), "assumed"),
        "ANA LOPEZ": (("ANA", "LOPEZ", ""), "assumed"),
    }  # fmt: skip
    # SAT: the two first letters of a single surname, then of the name.
    assert one(macros, "rfc_fits('LOAN800101AB1', 'ANA', 'LOPEZ', '')")


KEYED = st.tuples(
    st.dates(dt.date(1930, 1, 1), dt.date(2008, 12, 31)),
    st.integers(0, 17),
    st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=st.lists(KEYED, min_size=20, max_size=60), rng=st.randoms(use_true_random=False))
def test_keys_are_valid_exactly_when_stdnum_says_so(
    macros: duckdb.DuckDBPyConnection, drawn: list[tuple[dt.date, int, str]], rng: Any
) -> None:
    rfcs, curps, births = [], [], []
    for born, place, sign in drawn:
        for keys, key in (
            (rfcs, identity.rfc_person(rng, "ANA", "LOPEZ", "MUÑOZ", born)),
            (curps, identity.curp(rng, "ANA", "LOPEZ", "MUÑOZ", born, "M")),
        ):
            at = place % len(key)
            keys += [key, key[:at] + sign + key[at + 1 :]]
        births.append(born)
    expected = [
        (rfc.is_valid(key, validate_check_digits=True) and key[4:10].isdigit(),) for key in rfcs
    ]
    assert table(macros, "rfc_is_valid(t)", rfcs) == expected
    assert table(macros, "birth_of(t)", curps[::2]) == [(born,) for born in births]
    for key, (found,) in zip(curps, table(macros, "curp_is_valid(t)", curps), strict=True):
        # stdnum knows the states and the words nobody gets; the macro holds shape, day and digit.
        if key[:4] == "LOMA" and key[11:13] == "NE":
            assert found == curp.is_valid(key), key


def test_a_generic_rfc_is_nobodys(macros: duckdb.DuckDBPyConnection) -> None:
    assert not one(macros, "rfc_is_valid('XAXX010101000')")
    assert not one(macros, "rfc_is_valid(null)")
