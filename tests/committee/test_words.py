"""Numbers and shouted names in words that are easy to read."""

import pytest
from lumbrera.committee import words


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0 pesos"), (1, "1 peso"), (313_702.4, "313,702 pesos"), (999_949, "999,949 pesos"),
        (1_000_000, "1 millón de pesos"), (1_060_000, "1.1 millones de pesos"),
        (69_679_300.55, "69.7 millones de pesos"),
    ],
)  # fmt: skip
def test_money_is_rounded_as_it_is_said(amount: float, said: str) -> None:
    assert words.round_money(amount) == said


@pytest.mark.parametrize(
    ("amount", "people", "said"),
    [
        (1_000_000, 4_000, "250 pesos"), (10_000, 4_000, "2.50 pesos"), (39_990, 4_000, "10 pesos"),
        (10, 4_000, "menos de un centavo"),
    ],
)  # fmt: skip
def test_an_amount_per_person_never_reads_as_nothing(amount: int, people: int, said: str) -> None:
    assert words.per_person(amount, people) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0"), (0.004, "menos de 1"), (0.5, "50"), (0.996, "más de 99"), (1, "100")],
)
def test_a_share_never_hides_the_rest(share: float, said: str) -> None:
    assert words.of_hundred(share) == said


@pytest.mark.parametrize(
    ("shouted", "calm"),
    [
        ("DIRECCION DE OBRAS PUBLICAS", "Direccion de Obras Publicas"),
        ("LA ESTRELLA DEL SUR SA DE CV", "La Estrella del Sur SA de CV"),
        ("AA-99-A00-999001994-N-24-2026", "AA-99-A00-999001994-N-24-2026"),
        ("LA-99-B01-N-50-2025 de OBRAS PUBLICAS", "LA-99-B01-N-50-2025 de Obras Publicas"),
        ("del IMSS en 2025", "del IMSS en 2025"),
        ("con 2 RFC distintos", "con 2 RFC distintos"),
        ("TANOTON MATERIAL, S.A. DE C.V.", "Tanoton Material, S.A. de C.V."),
        ("CAMINOS Y PUENTES S. DE R.L. DE C.V.", "Caminos y Puentes S. de R.L. de C.V."),
        ("UMAE DEL CMN LA RAZA", "UMAE del CMN la Raza"),
        ("Texto normal.", "Texto normal."),
    ],
)
def test_shouted_names_are_calmed_and_codes_kept(shouted: str, calm: str) -> None:
    assert words.calm(shouted) == calm


def test_a_list_says_how_many_more_there_are() -> None:
    assert words.some([]) == ""
    assert words.some(["A"]) == "A"
    assert words.some(["A", "B", "C"]) == "A, B y C"
    assert words.some(["A", "B", "C", "D", "E"]) == "A, B, C y 2 más"


def test_a_title_is_cut_at_a_word() -> None:
    assert words.short("obra de riego en la presa", 12) == "obra de…"
    assert words.short("obra", 12) == "obra"
