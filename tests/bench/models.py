"""The models of models/anomaly on made rows: what training on 100,000 contracts and scoring many costs.

python tests/bench/models.py                  100,000 contracts: the models' training and all else
python tests/bench/models.py --contracts N    so many; the models are fitted to samples of fixed size,
                                              so that what grows is the scoring
DuckDB may take 3 GB, as the engine lets it. Prints wall clock, processor time (user and system) and rows of each table, and the peak memory.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from lumbrera import content
from lumbrera.build import discover
from lumbrera.build.runner import materialise
from lumbrera.ruleset.blank import empty_warehouse
from lumbrera.simulate.items import FAMILIES

NEEDED = ("features/contract_title_words.sql",)
ABOUT = (
    "zona norte", "zona sur", "oficinas centrales", "hospital general", "planta de tratamiento",
    "escuela primaria", "parque vehicular", "segundo semestre", "partida desierta", "municipio sede",
    "presidencia", "delegación", "almacén", "clínica rural", "centro cultural", "primera etapa",
)  # fmt: skip
SYLLABLES = "zaltlacuemorguaxinteopanjalniecolhuyransablepvir"

# Units and suppliers of skewed weight, amounts log-normal about the family's median, dates over eight
# years. A third of the titles are shared, the rest name two places of made-up syllables and stand twice.
# One supplier in five hundred comes to be listed, and those sell by direct award, so that there is
# an order to score by. A tenth has a quantity and a unit price.
ROWS = """
create temp table family as select row_number() over () - 1 as f, * from family_values;
insert into core.buyer (buyer_id, unit, government_order)
select 'U' || i, 'Unidad ' || i, ['federal', 'state', 'municipal'][i % 3 + 1] from range({units}) t(i);
insert into core.supplier (supplier_id, name, kind, name_key, legal_form, rfc)
select 'S' || i, 'EMPRESA ' || i, 'company', 'EMPRESA ' || i, 'SA DE CV', 'AAA' || lpad(i::varchar, 9, '0')
from range({firms}) t(i);
insert into core.contract (contract_id, procedure_id, buyer_id, supplier_id, title, is_current, amount_mxn,
    item_family, method, matter, procedure_year, event_on, published_on, award_on, signed_on, start_on, end_on)
select 'K' || i, 'P' || i * 7 // 10, 'U' || floor(power(u, 1.6) * {units})::bigint,
       'S' || firm,
       f.title || ' ' || about[(1 + hash(i, 5) % len(about))::int] ||
           case when i % 3 > 0 then concat(' en ', {first}, ' y ', {second}) else '' end,
       true, greatest(500, round(f.median * exp(f.spread * (u + v + w - 1.5) * 2), 2))::decimal(18, 2),
       f.code, case when firm % {apart} = 1 then 'direct'
           else ['direct', 'direct', 'direct', 'selective', 'open'][(1 + hash(i, 7) % 5)::int] end, 'goods_services',
       year(day), day, day - (5 + hash(i, 8) % 40)::int, day, day + (hash(i, 9) % 30)::int,
       day + 10, day + 10 + (20 + hash(i, 10) % 300)::int
from (
    select i, hash(i, 1) % 1000003 / 1000003.0 as u, hash(i, 2) % 1000003 / 1000003.0 as v,
           floor(power(v, 1.4) * {firms})::bigint as firm,
           hash(i, 3) % 1000003 / 1000003.0 as w, date '2018-01-01' + (hash(i, 4) % 2900)::int as day,
           {about} as about
    from range({contracts}) t(i)
) k join family f on f.f = (hash(k.i, 11) % {titles})::bigint;
insert into core.tax_listing (listing_id, rfc, status, definitive_on)
select 'T' || i, 'AAA' || lpad(i::varchar, 9, '0'), 'definitive', date '2020-01-01' + (hash(i) % 2190)::int
from range({firms}) t(i) where i % {apart} = 1;
insert into core.contract_item (contract_item_id, contract_id, description, classification_scheme,
    classification_id, quantity, unit, unit_price, currency)
select 'I' || c.contract_id, c.contract_id, f.title, 'CUCOP', c.item_family,
       greatest(1, round(c.amount_mxn / f.price)),
       f.unit, (f.price * (0.8 + hash(c.contract_id) % 400 / 1000))::decimal(18, 4), 'MXN'
from core.contract c join family f on f.code = c.item_family and starts_with(c.title, f.title)
where hash(c.contract_id, 12) % 10 = 0;
insert into meta.run (as_of) values (date '2026-01-01');
update meta.model_setting set score_up_to = {contracts};
"""


def _word(salt: int) -> str:
    """SQL: a word of three syllables, the same for two rows that follow each other."""
    return ", ".join(
        f"substr('{SYLLABLES}', (1 + 3 * (hash(i // 2 * 64 + {salt + j}) % 16))::int, 3)"
        for j in range(3)
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Makes the rows, builds every table of models/anomaly, prints what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=100_000)
    parser.add_argument("--seconds-to", type=Path, metavar="FILE", help="the models' wall clock")
    options = parser.parse_args()
    n = options.contracts
    firms = max(n // 10, 1000)
    models = discover(content.root("models"))
    wanted = [m for m in models if m.file in NEEDED]
    scored = [m for m in models if m.file.startswith("anomaly/")]
    families = ", ".join(
        str((f.code, title, f.median, f.spread, f.unit, f.price)) for f in FAMILIES for title in f.titles
    )  # fmt: skip
    with (
        tempfile.TemporaryDirectory(prefix="lumbrera-bench-") as temporary,
        empty_warehouse() as con,
    ):
        con.execute(
            f"set threads = 2; set memory_limit = '3GB'; set temp_directory = '{temporary}'"
        )
        con.execute(
            "create temp view family_values as select * from (values "
            f"{families}) t(code, title, median, spread, unit, price)"
        )
        con.execute(
            ROWS.format(
                contracts=n, firms=firms, titles=sum(len(f.titles) for f in FAMILIES), units=max(n // 600, 100), about=[*ABOUT],
                apart=min(500, firms // 100), first=_word(20), second=_word(30),
            )
        )  # fmt: skip
        for model in wanted:
            materialise(con, model)
        began, cpu = time.perf_counter(), _cpu()
        for model in scored:
            before, used = time.perf_counter(), _cpu()
            materialise(con, model)
            rows = ", ".join(
                f"{con.execute(f'select count(*) from {t}').fetchall()[0][0]:,}" for t in model.writes
            )  # fmt: skip
            print(
                f"{model.file:<32} {time.perf_counter() - before:7.2f} s"
                f" {_cpu() - used:7.2f} s CPU  {rows} rows",
                flush=True,
            )
        seconds = time.perf_counter() - began
        print(f"{f'all, of {n:,} contracts':<32} {seconds:7.2f} s {_cpu() - cpu:7.2f} s CPU")
    if options.seconds_to:
        options.seconds_to.write_text(str(seconds), encoding="utf-8")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB")


if __name__ == "__main__":
    main()
