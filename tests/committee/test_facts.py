"""A report's figures, against the invented snapshot worked out by hand."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from lumbrera.committee import Scope, build, read_facts
from lumbrera.committee.facts import Census, Middle
from lumbrera.errors import UsageError
from lumbrera.workspace import Workspace


def test_a_municipality_adds_its_units_over_the_last_twelve_months(view: Path) -> None:
    facts = read_facts(view, Scope(municipality="32001"))
    assert (facts.first_on, facts.last_on) == (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert facts.title == "Municipio de Apozol"
    # C1, C2, C3 and C4: C5 has no date, C6 is of 2024, C7 is no longer published.
    assert (facts.n, facts.amount, facts.n_suppliers, facts.n_units) == (
        4,
        Decimal(4_000_000),
        3,
        2,
    )
    assert (facts.without_date, facts.without_amount, facts.n_before) == (1, 1, 1)
    assert facts.typical == Decimal(1_000_000)
    assert [(s.name, s.n, s.share) for s in facts.sellers[:2]] == [
        ("FERRETERIA EL CLAVO SA DE CV", 2, 0.875),  # 3.5 of 4 million
        ("una persona física", 1, 0.125),
    ]
    assert [(w.name, w.n, w.share) for w in facts.ways] == [
        ("Licitación pública", 2, 0.625),
        ("Adjudicación directa", 2, 0.375),
    ]


def test_the_cut_is_the_last_dated_export_of_contracts_not_a_later_list(view: Path) -> None:
    facts = read_facts(view, Scope(municipality="32001"))
    assert facts.as_of == dt.date(2026, 3, 31)
    # The catalogue of units is dated only by the day it was read: its date is not told.
    assert facts.sources == ["contratos__2026-03-31.csv (31/03/2026)", "catalogo.xlsx"]


def test_goals_of_the_state_stand_beside(view: Path) -> None:
    facts = read_facts(view, Scope(municipality="Apulco"))
    assert facts.n == 0
    facts = read_facts(view, Scope(municipality="32001"))
    assert facts.complete == 0.75  # C4 has no amount
    assert facts.on_time == pytest.approx(2 / 3)  # C2 was published after it began
    assert facts.n_with_both_dates == 3
    assert (facts.n_direct, facts.n_sized, facts.n_small, facts.small_amount) == (
        2,
        2,
        1,
        1_000_000,
    )
    assert [(u.name, u.n, u.complete) for u in facts.units] == [
        ("OBRAS PUBLICAS", 2, 0.5),
        ("TESORERIA MUNICIPAL", 2, 1.0),
    ]


def test_the_people_of_a_place_are_those_of_its_last_verified_census(view: Path) -> None:
    facts = read_facts(view, Scope(municipality="32001"))
    assert facts.census == Census(8_000, 2020, "Censo de prueba")
    assert read_facts(view, Scope(municipality="32002")).census is None  # still to verify
    assert read_facts(view, Scope(buyer="I1")).census is None


SPREAD = """
update core.buyer set municipality_code = '32002' where buyer_id = 'B3';
update core.buyer set municipality_code = '32003' where buyer_id = 'B5';
insert into core.contract (contract_id, buyer_id, supplier_id, amount_mxn, event_on, is_current)
values ('C9', 'B5', 'S1', 600000, '2026-01-01', true);
"""


def test_the_municipality_in_the_middle_is_told_per_inhabitant_when_all_are_counted(
    changed: Callable[[str], Path],
) -> None:
    people = """
        update reference.municipality_population set status = 'verified';
        insert into reference.municipality_population values ('32003', 2020, 1000, 'Censo', 'verified');
    """
    view = build(Workspace(changed(SPREAD + people)))
    # 4,000,000 / 8,000 = 500; 90,000 / 500 = 180; 600,000 / 1,000 = 600.
    assert read_facts(view, Scope(municipality="32001")).middle == Middle(3, Decimal(500), True)


def test_without_a_count_of_everybody_the_middle_is_told_in_all(
    changed: Callable[[str], Path],
) -> None:
    view = build(Workspace(changed(SPREAD)))
    middle = read_facts(view, Scope(municipality="32001")).middle
    assert middle == Middle(3, Decimal(600_000), False)


def test_a_snapshot_of_before_the_census_table_has_reports_without_it(
    changed: Callable[[str], Path],
) -> None:
    view = build(Workspace(changed("drop table reference.municipality_population")))
    facts = read_facts(view, Scope(municipality="32001"))
    assert (facts.n, facts.census) == (4, None)


def test_points_are_of_the_period_and_of_different_rules_first(view: Path) -> None:
    facts = read_facts(view, Scope(municipality="32001"))
    assert [p.flag_id[-1] for p in facts.points] == ["1", "7", "8", "a"]
    assert (facts.n_points, facts.n_earlier) == (4, 1)
    first = facts.points[0]
    assert (first.file, first.row_number) == ("contratos__2026-03-31.csv", 1)
    assert first.ask_for == ["Contrato firmado.", "Acta de fallo."]
    assert first.numbers == ["LA-C1-2026"]


def test_a_programme_is_told_by_the_bodies_that_bought_for_it(
    changed: Callable[[str], Path],
) -> None:
    more = "update core.contract set title = 'PAVIMENTACION', event_on = '2026-01-01' where contract_id in ('C1', 'C8')"
    facts = read_facts(build(Workspace(changed(more))), Scope(program="pavimentacion"))
    assert [(u.name, u.n) for u in facts.units] == [
        ("MUNICIPIO DE APOZOL, ZACATECAS", 2),
        ("SECRETARIA DE SALUD", 1),
    ]
    assert facts.n_units == 2
    assert facts.largest and facts.largest.unit == "MUNICIPIO DE APOZOL, ZACATECAS: OBRAS PUBLICAS"


def test_a_contract_is_asked_about_again_only_after_the_others(
    changed: Callable[[str], Path],
) -> None:
    again = """
        insert into flags.flag by name select 'F0000000000ff' as flag_id, 'K99' as case_id, 'P5' as rule_id,
            * exclude (flag_id, case_id, rule_id) from flags.flag where flag_id = 'F000000000001';
        insert into cases.queue values ('K99', 2);
    """
    points = read_facts(build(Workspace(changed(again))), Scope(municipality="32001")).points
    # P5 on C1 is placed before P5 on C3 and T9 on C2, but point 1 is about C1 already.
    assert [p.flag_id[-2:] for p in points] == ["01", "08", "ff", "07", "0a"]


def test_a_body_is_federal_when_no_unit_of_known_government_is_another(
    changed: Callable[[str], Path],
) -> None:
    units = """
        insert into core.buyer values ('B6', 'OTRA', 'I4', 'INSTITUTO DE LA FEDERACION', null, null, null);
        update core.buyer set government_order = null where buyer_id = 'B3';
    """
    view = build(Workspace(changed(units)))
    known = {key: read_facts(view, Scope(buyer=key)).is_federal for key in ("I4", "I2", "I1")}
    assert known == {"I4": True, "I2": None, "I1": False}
    assert read_facts(view, Scope(program="pavimentacion")).is_federal is None


def test_the_form_is_filled_with_the_contract_of_the_first_point(view: Path) -> None:
    facts = read_facts(view, Scope(municipality="32001"))
    assert facts.sample and facts.sample.number == "LA-C1-2026"
    assert facts.sample_point == 1
    assert facts.largest and facts.largest.number == "LA-C3-2026"


def test_a_period_of_ones_own_is_kept_to(view: Path) -> None:
    year = Scope(municipality="32001", first_on=dt.date(2024, 1, 1), last_on=dt.date(2024, 12, 31))
    facts = read_facts(view, year)
    assert (facts.n, facts.amount) == (1, Decimal(70_000))
    assert [p.flag_id[-1] for p in facts.points] == ["9"]


def test_a_program_is_found_by_its_words_whatever_accents_and_case(view: Path) -> None:
    facts = read_facts(view, Scope(program="Pavimentación"))
    assert (facts.wording, facts.n, facts.amount) == ("social", 1, Decimal(2_500_000))
    assert [p.flag_id[-1] for p in facts.points] == ["7"]


@pytest.mark.parametrize(("key", "n"), [("B2", 2), ("I1", 4), ("I2", 1)])
def test_a_buyer_is_a_unit_or_a_whole_institution(view: Path, key: str, n: int) -> None:
    assert read_facts(view, Scope(buyer=key)).n == n


def test_a_unit_is_titled_with_its_institution_as_many_have_units_of_that_name(view: Path) -> None:
    assert read_facts(view, Scope(buyer="B1")).title == (
        "TESORERIA MUNICIPAL, MUNICIPIO DE APOZOL, ZACATECAS"
    )
    assert read_facts(view, Scope(buyer="I1")).title == "MUNICIPIO DE APOZOL, ZACATECAS"


def test_a_name_that_two_states_share_asks_for_the_code(view: Path) -> None:
    with pytest.raises(UsageError, match=r"19001 \(Nuevo León\), 32001 \(Zacatecas\)"):
        read_facts(view, Scope(municipality="apozol"))


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        (Scope(), "de un municipio, de una unidad"),
        (Scope(municipality="32001", buyer="B1"), "use una sola"),
        (Scope(municipality="Atlantis"), "Atlantis"),
        (Scope(buyer="B99"), "B99"),
        (Scope(program=" ab "), "muy corto"),
    ],
)
def test_what_is_not_in_the_data_is_refused_with_what_to_do(
    view: Path, scope: Scope, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        read_facts(view, scope)
