"""Who is joined with whom, on what it stands, and who is not: one world with a story per person.

Nobody here exists: names and keys are made up, the keys with right check digits.
"""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from lumbrera.people.decisions import LinkDecision
from lumbrera.simulate import identity

World = Callable[..., duckdb.DuckDBPyConnection]
BODY, OTHER = "MUNICIPIO DE LA VETA (SIMULADO)", "INSTITUTO DEL AIRE (SIMULADO)"


def keys_of(given: str, first: str, second: str, seed: int = 1) -> dict[str, str]:
    """CURP and RFC of a made-up person; another seed, another person of that name."""
    rng = random.Random(f"{given} {first} {second} {seed}")
    born = dt.date(1960 + rng.randrange(35), 1 + rng.randrange(12), 1 + rng.randrange(28))
    return {
        "rfc": identity.rfc_person(rng, given, first, second, born),
        "curp": identity.curp(rng, given, first, second, born, "M"),
    }


def named(given: str, first: str, second: str) -> dict[str, Any]:
    return {"given_name": given, "first_surname": first, "second_surname": second}


def official(system: str, name: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    role = {"S1": "declarant", "S2": "procurement_official"}.get(system, "staff")
    return {"system": system, "role": role, "institution": BODY, **named(*name), **more}


def behind(name: tuple[str, str, str], firm: str, role: str, **more: Any) -> dict[str, Any]:
    return {"system": "register", "role": role, "firm_key": firm, **named(*name), **more}


KEYED = ("BRIGIDA", "OLAGUE", "ZERMEÑO")
OWNER = ("EVODIO", "RETANA", "YCEDO")
HOMONYM = ("TOMASA", "MINJAREZ", "PINALES")
TWICE = ("NEMESIO", "TARANGO", "JACOBO")
SHARED = ("ODILON", "BERUMEN", "ARRIZON")
PLAIN = ("ZENAIDA", "LANDAVAZO", "URBINA")
TWINS = ("FERMIN", "NEVAREZ", "GARAY")
SIGNER = ("JOVITA", "CARAMILLO", "YAÑEZ")
TYPED = ("RUFINA", "ENCERRADO", "IÑIGUEZ")
CUT = ("ISAURA PETRONILA", "ZALDIVAR", "MENCHACA")
MADE_UP = {**keys_of(*TYPED), "curp": keys_of(*TYPED)["curp"][:17] + "X"}


def bad_digit(key: str) -> str:
    return key[:-1] + str((int(key[-1]) + 1) % 10) if key[-1].isdigit() else key[:-1] + "0"


ROWS = [
    # The same CURP and RFC in S2 and S3, in another writing.
    official("S2", KEYED, **keys_of(*KEYED), position="ANALISTA"),
    {"system": "S3", "role": "sanctioned", **named("Brígida", "OLAGUE", "ZERME!O"), **keys_of(*KEYED)},
    # An official with RFC who is a partner of a firm under the same RFC.
    official("S2", OWNER, rfc=keys_of(*OWNER)["rfc"], position="JEFE"),
    behind(OWNER, "F1", "partner", rfc=keys_of(*OWNER)["rfc"]),
    # An official without key, and the owner of a firm, of one name in one town.
    official("S2", HOMONYM, position="TITULAR"),
    behind(HOMONYM, "F2", "owner", rfc=keys_of(*HOMONYM)["rfc"], municipality_code="99007"),
    # One name, two keys: two people.
    official("S2", TWICE, **keys_of(*TWICE), position="TITULAR"),
    behind(TWICE, "F3", "partner", rfc=keys_of(*TWICE, seed=2)["rfc"]),
    # One RFC beside two names that have nothing in common.
    official("S2", SHARED, rfc=keys_of(*SHARED)["rfc"], position="CHOFER"),
    behind(("GRISELDA", "STRAUB", "KUHN"), "F4", "partner", rfc=keys_of(*SHARED)["rfc"]),
    # One name in one body and post, in two sources, without any key.
    official("S1", PLAIN, position="TITULAR DE LA UNIDAD"),
    official("payroll", PLAIN, position="TITULAR DE LA UNIDAD"),
    # Two rows of one payroll with one name, and a declaration that could be either's.
    official("payroll", TWINS, position="CHOFER", from_on=dt.date(2020, 1, 1)),
    official("payroll", TWINS, position="CHOFER", from_on=dt.date(2021, 6, 1)),
    official("S1", TWINS, position="CHOFER"),
    # The partner with RFC signs for the firm too; of the signature there is the name only.
    behind(SIGNER, "F5", "partner", rfc=keys_of(*SIGNER)["rfc"]),
    behind(SIGNER, "F5", "representative"),
    # The same key twice, with a check digit that does not fit.
    official("S2", TYPED, curp=bad_digit(keys_of(*TYPED)["curp"]), position="ASESOR"),
    {"system": "S3", "role": "sanctioned", "institution": OTHER, **named(*TYPED),
     "curp": bad_digit(keys_of(*TYPED)["curp"])},
    # A payroll cuts the second name and forgets the second surname.
    official("directory", CUT, position="JEFE DE OFICINA", from_on=dt.date(2019, 3, 1)),
    official("payroll", ("ISAURA P.", "ZALDIVAR", ""), position="JEFE DE OFICINA",
             from_on=dt.date(2019, 3, 1)),
    # Contracts write a natural person whole, surnames first as it happens: the RFC tells.
    {"system": "contract", "role": "supplier", "is_whole": True, "supplier_id": "S1",
     "given_name": f"{OWNER[1]} {OWNER[2]} {OWNER[0]}", "rfc": keys_of(*OWNER)["rfc"]},
]  # fmt: skip

# Everybody else: 600 people of other bodies, so that the stories' names are as rare as they are.
_GIVEN = [
    "MACARIA",
    "LIBRADO",
    "ONESIMA",
    "URBANO",
    "QUIRINA",
    "SABINA",
    "ZENON",
    "DELFINA",
    "ISAIAS",
    "AMADA",
]
_SURNAME = [
    "HERNANDEZ",
    "LOPEZ",
    "REYES",
    "CRUZ",
    "SOTO",
    "LARA",
    "VEGA",
    "MEJIA",
    "IBARRA",
    "TREJO",
    "OCHOA",
    "NAVA",
]
ROWS += [
    {"system": "directory", "role": "staff", "institution": f"OTRO CUERPO {n % 7} (SIMULADO)", "position": f"CARGO {n % 9}",
     **named(f"{_GIVEN[n % 10]} {_GIVEN[(n // 10 + 3) % 10]}", _SURNAME[n % 12], _SURNAME[(n // 12) % 12])}
    for n in range(600)
]  # fmt: skip


@pytest.fixture(scope="module")
def con(world: World) -> duckdb.DuckDBPyConnection:
    return world(ROWS)


def links(con: duckdb.DuckDBPyConnection, name: tuple[str, str, str]) -> list[tuple[Any, ...]]:
    """Certainty and basis of every link of the people of that first surname."""
    return con.execute(
        """
        select distinct l.certainty, l.basis, l.n_rivals > 0
        from core.person_link l join core.person_mention m on m.profile_id in (l.profile_a, l.profile_b)
        where m.first_surname = ? order by all""",
        [name[1]],
    ).fetchall()


def people(con: duckdb.DuckDBPyConnection, name: tuple[str, str, str]) -> tuple[int, int]:
    """How many people of that first surname: by certain links, and by probable ones too."""
    row = con.execute(
        "select count(distinct person_id), count(distinct likely_id) from core.person_mention where first_surname = ?",
        [name[1]],
    ).fetchone()
    assert row is not None
    return row


def test_one_key_in_two_sources_is_one_person_whatever_the_writing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, KEYED) == [("certain", ["curp", "rfc"], False)]
    assert people(con, KEYED) == (1, 1)


def test_an_official_and_a_partner_of_one_rfc_are_one_person_and_so_is_the_supplier(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, OWNER) == [("certain", ["rfc"], False)]
    assert people(con, OWNER) == (1, 1)
    row = con.execute(
        "select systems, given_name, has_certain_key from core.person where first_surname = 'RETANA'"
    ).fetchone()
    assert row == (["S2", "contract", "register"], "EVODIO", True)


def test_a_name_alone_is_a_candidate_with_what_chance_would_give(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, HOMONYM) == [("candidate", ["name"], False)]
    assert people(con, HOMONYM) == (2, 2)
    chance = con.execute(
        "select expected_by_chance from core.person_link l join core.person_mention m on m.profile_id = l.profile_a "
        "where m.first_surname = 'MINJAREZ'"
    ).fetchone()
    # Of each part of the name there is one bearer besides: one in n people, three times over.
    n = con.execute("select count(*) from core.person").fetchone()
    assert chance is not None and n is not None
    side = con.execute(
        "select max(n) from (select system, count(distinct person_id) as n from core.person_mention "
        "where system in ('S2', 'register') group by 1)"
    ).fetchone()
    assert side is not None
    assert chance[0] == pytest.approx((1 / n[0]) ** 3 * side[0])


def test_two_keys_are_two_people_and_not_even_a_candidate(con: duckdb.DuckDBPyConnection) -> None:
    assert links(con, TWICE) == []
    assert people(con, TWICE) == (2, 2)


def test_a_key_beside_names_that_disagree_is_held_back_and_counted(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, SHARED) == []
    held = con.execute(
        "select reason, key_kind, n_profiles, n_keys from core.link_held_back where key_kind = 'rfc'"
    ).fetchall()
    assert held == [("names_differ", "rfc", 2, 1)]


def test_name_body_and_post_make_a_probable_link_never_a_certain_one(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, PLAIN) == [("probable", ["name", "institution", "position"], False)]
    assert people(con, PLAIN) == (2, 1)


def test_who_answers_to_two_rows_of_a_payroll_is_linked_with_neither(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = links(con, TWINS)
    assert {certainty for certainty, _, _ in found} == {"candidate"}
    assert any(has_rivals for _, _, has_rivals in found)
    assert people(con, TWINS) == (3, 3)
    held = con.execute(
        "select n_profiles, n_keys from core.link_held_back where reason = 'same_roster'"
    ).fetchall()
    assert held == [(3, 1)]


def test_who_signs_for_a_firm_under_the_name_of_its_partner_is_probably_the_partner(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, SIGNER) == [("probable", ["name", "firm"], False)]


def test_a_key_with_a_wrong_check_digit_makes_a_probable_link_at_most(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, TYPED) == [("probable", ["curp_unchecked", "name"], False)]
    assert people(con, TYPED) == (2, 1)


def test_a_name_cut_short_in_the_same_post_since_the_same_day_is_probably_the_same(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert links(con, CUT) == [
        ("probable", ["name_part", "institution", "position", "since"], False)
    ]


def test_every_mention_is_there_once_and_leads_to_its_row(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select system, row_number from core.person_mention order by row_number"
    ).fetchall()
    assert rows == [(row["system"], number) for number, row in enumerate(ROWS, 1)]
    unique = con.execute("select count(distinct mention_id) from core.person_mention").fetchone()
    assert unique == (len(ROWS),)


def test_the_order_of_the_rows_changes_nothing(
    world: World, con: duckdb.DuckDBPyConnection
) -> None:
    def found(of: duckdb.DuckDBPyConnection) -> list[Any]:
        return of.execute(
            "select link_id, certainty, basis, round(probability, 9), round(expected_by_chance, 12) from core.person_link order by link_id"
        ).fetchall()

    assert found(world(list(reversed(ROWS)))) == found(con)


def pair(con: duckdb.DuckDBPyConnection, name: tuple[str, str, str]) -> tuple[str, str]:
    row = con.execute(
        "select l.profile_a, l.profile_b from core.person_link l join core.person_mention m on m.profile_id = l.profile_a where m.first_surname = ?",
        [name[1]],
    ).fetchone()
    assert row is not None
    return row


def decided(profiles: tuple[str, str], decision: Any) -> LinkDecision:
    return LinkDecision(
        profiles=profiles,
        decision=decision,
        who="Contraloría",
        on=dt.date(2026, 11, 1),
        reason="Acta",
    )


def test_what_people_decide_holds_over_names_probabilities_and_keys(
    world: World, con: duckdb.DuckDBPyConnection
) -> None:
    again = world(
        ROWS,
        [
            decided(pair(con, HOMONYM), "confirmed"),
            decided(pair(con, PLAIN), "rejected"),
            decided(pair(con, KEYED), "rejected"),
        ],
    )
    assert people(again, HOMONYM) == (1, 1)
    assert people(again, PLAIN) == (2, 2)
    assert people(again, KEYED) == (2, 2)
    rows = again.execute(
        "select certainty, is_confirmed, is_rejected, decided_by, decided_on from core.person_link "
        "where decided_by is not null order by all"
    ).fetchall()
    on = dt.date(2026, 11, 1)
    assert rows == [
        ("candidate", False, True, "Contraloría", on),
        ("candidate", False, True, "Contraloría", on),
        ("certain", True, False, "Contraloría", on),
    ]
    held = again.execute(
        "select n_keys from core.link_held_back where reason = 'rejected' and key_kind <> 'name' order by all"
    ).fetchall()
    assert held == [(1,), (1,)]


def test_where_only_contracts_name_people_nothing_is_weighed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lumbrera.people import scoring

    def never(con: duckdb.DuckDBPyConnection) -> None:
        raise AssertionError("Splink was asked about contracts alone")

    monkeypatch.setattr(scoring, "score", never)
    only = world([row for row in ROWS if row["system"] == "contract"])
    assert only.execute("select count(*) from core.person").fetchone() == (1,)
    assert only.execute("select count(*) from core.person_link").fetchone() == (0,)
