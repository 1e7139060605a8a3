"""A national-size load for benchmarks: CompraNet 45-column files, 69-B and sanctions, drawn and written in columns.

No schemes, no truth: the shape (skewed units and suppliers, regular suppliers, log-normal prices, seasons, dirt) is what matters.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lumbrera.simulate.bodies import MARK, MUNICIPALITIES, STATE, STATE_KEY
from lumbrera.simulate.chance import is_holiday
from lumbrera.simulate.items import FAMILIES
from lumbrera.simulate.names import FIRST_PART, LAST_PART, MIDDLE_PART
from lumbrera.simulate.writers.compranet import COLUMNS, CONTRACTING, METHODS, TEMPLATES
from lumbrera.simulate.writers.lists import SANCTION_COLUMNS, SAT_COLUMNS, long_date
from lumbrera.simulate.writers.reference import write_places
from lumbrera.simulate.writers.sheet import write_csv, write_xlsx

if TYPE_CHECKING:
    import numpy as np

FIRST, LAST = date(2019, 1, 1), date(2026, 10, 31)
CHUNK = 250_000
TO_AWARD = (25, 10, 1)
"""Days from publication to award of an open, a restricted and a direct procedure."""
ON_REST_DAY = 0.07
"""Of the signatures that chance puts on a day of rest, the share that stays there: 2 in 100 of all, as in the
exports of ComprasMX of March 2026 (54 of 2,536)."""
ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


@dataclass(frozen=True, slots=True)
class ScaleSummary:
    """What was written, with sizes in bytes."""

    out: Path
    contracts: int
    suppliers: int
    units: int
    increment: int
    files: dict[str, int]


def simulate_scale(
    out: Path,
    contracts: int = 3_000_000,
    suppliers: int = 300_000,
    units: int = 5_000,
    seed: int = 7,
    increment: int = 0,
) -> ScaleSummary:
    """Writes `out/compranet` (files of at most 250,000 contracts, oldest first), `out/sat_69b`, `out/sanctions`
    and `out/reference` (the invented municipalities: the first 58 institutions, eight units each, are theirs).

    With `increment`, that many later contracts go to `out/incremento`, a folder of its own, as the next day's file.
    Memory is bounded by one chunk and the tables of suppliers and units. Same arguments, same bytes.
    """
    import duckdb
    import numpy as np

    rng = np.random.default_rng(np.random.PCG64(seed))
    supplier_rng, unit_rng, contract_rng, list_rng = rng.spawn(4)
    firms = _suppliers(supplier_rng, suppliers)
    con = duckdb.connect()
    con.execute(
        "set threads = 2; set preserve_insertion_order = true; set autoinstall_known_extensions = false"
    )
    _load(con, "supplier", firms)
    _load(con, "unit", _units(unit_rng, units))
    _load(con, "family", _families())
    weights = np.cumsum(unit_rng.lognormal(0, 1.3, units))
    total = contracts + increment
    (out / "compranet").mkdir(parents=True, exist_ok=True)
    part, done = 0, 0
    while done < total:
        is_increment = done >= contracts
        size = min(CHUNK, (total if is_increment else contracts) - done)
        part += 1
        path = (
            out
            / ("incremento" if is_increment else "compranet")
            / f"Contratos_simulado_{part:03d}.csv"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        _load(con, "chunk", _contracts(contract_rng, size, done, total, suppliers, units, weights))
        con.execute(f"copy ({SELECT}) to '{path}' (header, delimiter ',')")
        done += size
    con.close()
    write_places(
        out / "reference", LAST.year, [4_000 + 1_500 * at for at in range(len(MUNICIPALITIES))]
    )
    _lists(list_rng, firms, out)
    files = {
        str(p.relative_to(out)): p.stat().st_size for p in sorted(out.rglob("*")) if p.is_file()
    }
    return ScaleSummary(out, contracts, suppliers, units, increment, files)


def _load(con: Any, table: str, columns: dict[str, Any]) -> None:
    """Copies columns into a table: scanning the Arrow object itself is not safe in every version of DuckDB."""
    import pyarrow as pa

    arrow = pa.table(columns)
    con.register("arrow_columns", arrow)
    con.execute(f"create or replace table {table} as select * from arrow_columns")
    con.unregister("arrow_columns")


def _suppliers(rng: "np.random.Generator", n: int) -> dict[str, Any]:
    import numpy as np

    first, middle, last = np.array(FIRST_PART), np.array(MIDDLE_PART), np.array(LAST_PART)
    combos = len(first) ** 2 * len(middle) * len(last)
    assert n <= combos, "more suppliers than invented words"
    code = (np.arange(n, dtype=np.int64) * 104_729 + int(rng.integers(combos))) % combos
    a, rest = np.divmod(code, len(first) * len(middle) * len(last))
    b, rest = np.divmod(rest, len(middle) * len(last))
    c, d = np.divmod(rest, len(last))
    trades = np.array([f.words[0] for f in FAMILIES])
    trade = rng.integers(len(trades), size=n)
    forms = np.array(
        [
            ", S.A. DE C.V.",
            ", S. DE R.L. DE C.V.",
            ", S.C.",
            ", S.A.S. DE C.V.",
            ", S.A.P.I. DE C.V.",
        ]
    )
    brand = np.char.add(np.char.add(first[a], middle[c]), np.char.add(first[b], last[d]))
    name = np.char.add(
        np.char.add(np.char.add(brand, " "), trades[trade]),
        rng.choice(forms, n, p=[0.8, 0.1, 0.04, 0.03, 0.03]),
    )
    letters = np.char.add(
        np.array([w[:1] for w in brand]), np.array([t[:1] for t in trades])[trade]
    )
    founded = np.datetime64("1985-01-01") + rng.integers(0, 14_000, n).astype("timedelta64[D]")
    ymd = np.array([str(x)[2:].replace("-", "") for x in founded])
    suffix = np.array(list("123456789ABCDEFGHIJKLMNPQRSTUV"))
    body = np.char.add(
        np.char.add(
            np.char.add(letters, rng.choice(np.array(list("ABCDEFGHIJKLMNPQRSTUVWXYZ")), n)), ymd
        ),
        np.char.add(rng.choice(suffix, n), rng.choice(suffix, n)),
    )
    rfc = np.char.add(body, _digits(body))
    return {
        "supplier": np.arange(n),
        "rfc": rfc.tolist(),
        "name": name.tolist(),
        "size": rng.choice(
            np.array(["Micro", "Pequeña", "Mediana", "No MIPYME", ""]),
            n,
            p=[0.36, 0.2, 0.1, 0.06, 0.28],
        ).tolist(),
    }


def _digits(bodies: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Check digits of company RFCs (eleven characters each, a blank before), for a whole column."""
    import numpy as np

    lookup = np.zeros(256, dtype=np.int64)
    for at, char in enumerate(ALPHABET):
        lookup[ord(char)] = at
    codes = lookup[bodies.astype("U11").view(np.uint32).reshape(len(bodies), 11)]
    total = codes @ np.arange(12, 1, -1) + ALPHABET.index(" ") * 13
    return np.array(list("0123456789A"))[(11 - total % 11) % 11]


def _units(rng: "np.random.Generator", n: int) -> dict[str, Any]:
    import numpy as np

    body = np.arange(n) // 8
    return {
        "unit": np.arange(n),
        "unit_key": [f"9{STATE_KEY}{at:06d}" for at in range(n)],
        "unit_name": [f"UNIDAD COMPRADORA {at + 1}" for at in range(n)],
        "body": [
            f"MUNICIPIO DE {MUNICIPALITIES[b]}, {STATE} {MARK}"
            if b < len(MUNICIPALITIES)
            else f"INSTITUCION {b + 1} DEL ESTADO DE {STATE} {MARK}"
            for b in body
        ],
        "government": ["GM" if b < len(MUNICIPALITIES) else "GE" for b in body],
        "short": [f"I{b + 1}" for b in body],
    }


def _families() -> dict[str, Any]:
    return {
        "family": list(range(len(FAMILIES))),
        "partida": [f.partidas[0] for f in FAMILIES],
        "title": [f.titles[0] for f in FAMILIES],
        "contracting": [CONTRACTING[f.category] for f in FAMILIES],
        "law": ["LOPSRM" if f.matter.startswith("works") else "LAASSP" for f in FAMILIES],
    }


def _contracts(
    rng: "np.random.Generator",
    size: int,
    done: int,
    total: int,
    suppliers: int,
    units: int,
    weights: "np.ndarray[Any, Any]",
) -> dict[str, Any]:
    """One chunk; chunks follow one another in time, and a third of the procedures have a second contract."""
    import numpy as np

    span = (LAST - FIRST).days - 40
    day = ((done + np.arange(size)) / total * span).astype(np.int64) + rng.integers(0, 14, size)
    unit = np.minimum(np.searchsorted(weights, rng.random(size) * weights[-1]), units - 1)
    family = rng.choice(
        len(FAMILIES),
        size,
        p=np.array([f.weight for f in FAMILIES]) / sum(f.weight for f in FAMILIES),
    )
    median = np.array([f.median for f in FAMILIES])[family]
    amount = np.round(np.maximum(4_000, median * rng.lognormal(-0.3, 1.15, size)), 2)
    usual = (unit * 977 + family * 31 + (rng.random(size) ** 2 * 9).astype(np.int64)) % suppliers
    supplier = np.where(
        rng.random(size) < 0.65, usual, (rng.random(size) ** 1.7 * suppliers).astype(np.int64)
    )
    method = np.where(amount < 450e3, 2, np.where(amount < 3e6, 1, 0))
    method = np.where(rng.random(size) < 0.12, 2, method)
    number = done + np.arange(size)
    second = np.zeros(size, dtype=bool)
    second[1::3] = True
    procedure = np.where(second, number - 1, number)
    for column in (unit, family, method, day):
        column[1::3] = column[0::3][: len(column[1::3])]
    award = np.datetime64(FIRST) + day + np.array(TO_AWARD)[method]
    lag = rng.integers(1, 20, size)
    return {
        "n": number, "procedure": procedure, "unit": unit, "family": family, "supplier": supplier, "method": method, "day": day, "amount": amount, "lag": lag,
        "has_rfc": rng.random(size) > 0.33, "signed": rng.random(size) > 0.06, "reason": rng.random(size), "months": rng.integers(1, 12, size),
        "signed_on": _signatures(rng, award + lag),
    }  # fmt: skip


def _signatures(rng: "np.random.Generator", days: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The days themselves, most of those of rest moved to the next working day."""
    import numpy as np

    span = range((LAST - FIRST).days + 60)
    rest = [day for at in span if is_holiday(day := FIRST + timedelta(days=at))]
    working = np.busday_offset(days, 0, roll="forward", holidays=rest)
    return np.where(rng.random(len(days)) < ON_REST_DAY, days, working)


def _quoted(words: dict[str, str], order: tuple[str, ...] = ("open", "selective", "direct")) -> str:
    return "[" + ", ".join(f"'{words[key]}'" for key in order) + "]"


_EXPRESSIONS = [
    "u.government", "u.short", "u.body", "u.unit_key", "u.short || '-' || u.unit_name || ' #' || u.unit_key", "'TITULAR SIMULADO'", "(1000000 + c.procedure)::varchar", "u.short || '/' || c.procedure", "f.partida || '001'",
    "f.title || ' ' || c.procedure", f"({_quoted(TEMPLATES)})[c.method + 1] || ' ' || f.law",
    """case when c.method = 0 then '' when f.law = 'LOPSRM' then case when c.reason < 0.85 then 'ART. 43' else 'ART. 42 FR. V' end
       when published < date '2025-04-17' then case when c.reason < 0.85 then 'ART. 42 PÁRRAFO PRIMERO' when c.reason < 0.93 then 'ART. 41 FR. I' else 'ART. 41 FR. V' end
       else case when c.reason < 0.85 then 'ART. 55 PÁRRAFO PRIMERO' when c.reason < 0.93 then 'ART. 54 FR. I' else 'ART. 54 FR. V' end end""",
    "['L', 'I', 'A'][c.method + 1] || case when f.law = 'LOPSRM' then 'O-' else 'A-' end || u.unit_key || '-E' || c.procedure || '-' || year(published)", "award || ' 00:00'", "published || ' 10:15'",
    "(published + [18, 6, 1][c.method + 1]) || ' 11:00'", "'Nacional'", "f.contracting", f"({_quoted(METHODS)})[c.method + 1]", "'Electrónica'", "(5000000 + c.n)::varchar", "'C-' || c.n || '/' || year(published)",
    "f.title || ' ' || c.procedure", "f.title || ' ' || c.n", "(award + c.lag + 2)::varchar", "(award + c.lag + 2 + 30 * c.months)::varchar", "printf('%.2f', c.amount)", "'MXN'", "'Expirado'", "'0'", "''",
    "case when c.signed then c.signed_on::varchar else '' end", "'0'", "'0'", "'0'", "''", "''", "case when c.has_rfc then s.rfc else '' end", "s.name", "s.size", "'MX'", "case when c.has_rfc then 'SI' else 'NO' end", "'0'",
    "''", "'https://compranet.simulado.invalid/esop/guest/go/opportunity/detail?opportunityId=' || c.procedure",
]  # fmt: skip
SELECT = (
    "select "
    + ", ".join(
        f'{expression} as "{column}"'
        for expression, column in zip(_EXPRESSIONS, COLUMNS, strict=True)
    )
    + f""" from (select * replace (lag::int as lag, months::int as months, signed_on::date as signed_on), (date '{FIRST}' + day::int) as published, (date '{FIRST}' + day::int + {list(TO_AWARD)}[method + 1]) as award from chunk) c
    join unit u using (unit) join family f using (family) join supplier s using (supplier) order by c.n"""
)


def _lists(rng: "np.random.Generator", firms: dict[str, Any], out: Path) -> None:
    """One in a hundred suppliers on the 69-B list, one in three hundred sanctioned, in the formats of SAT and SABG."""
    n = len(firms["rfc"])
    rows: list[list[str]] = []
    for at in sorted(rng.choice(n, max(5, n // 100), replace=False).tolist()):
        presumed = FIRST + timedelta(days=int(rng.integers(0, 2000)))
        definitive = presumed + timedelta(days=240)
        cells = [
            f"500-05-{presumed.year}-{at} de fecha {long_date(presumed)}",
            f"{presumed:%d/%m/%Y}",
        ] * 2 + [""] * 4
        cells += [
            f"500-05-{definitive.year}-{at} de fecha {long_date(definitive)}",
            f"{definitive:%d/%m/%Y}",
        ] * 2 + [""] * 4
        rows.append([str(len(rows) + 1), firms["rfc"][at], firms["name"][at], "Definitivo", *cells])
    commas = "," * 19
    preamble = f'"Información actualizada al {long_date(LAST)} {MARK}; los listados a que se hace mención son inventados."{commas}\nListado completo de contribuyentes (Artículo 69-B del CFF) {MARK}{commas}\n'
    write_csv(
        out / "sat_69b" / f"efos_definitivos_simulado__{LAST}.csv",
        SAT_COLUMNS,
        rows,
        encoding="cp1252",
        preamble=preamble,
    )
    sanctions = []
    for at in sorted(rng.choice(n, max(3, n // 300), replace=False).tolist()):
        start = FIRST + timedelta(days=int(rng.integers(0, 2700)))
        end = start + timedelta(days=365)
        law = "LEY DE ADQUISICIONES, ARRENDAMIENTOS Y SERVICIOS DEL SECTOR PÚBLICO (LAASSP)"
        sanctions.append(
            [
                firms["name"][at],
                f"SECRETARÍA DE LA CONTRALORÍA {MARK}",
                f"{at % 9999:04d}/{start.year - 1}",
                f"PA-{at % 9999:04d}/{start.year}",
                law,
                f"{start:%d-%m-%Y}",
                f"{end:%d-%m-%Y}",
                f"{100_000 + at:>23,.2f}",
                "1 año",
            ]
        )
    write_xlsx(
        out / "sanctions" / f"Proveedores_Contratistas_Sancionados_simulado__{LAST}.xlsx",
        {"data": [SANCTION_COLUMNS, *sanctions]},
    )
