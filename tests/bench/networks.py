"""The networks' models end to end on made rows: 230,000 nodes and 620,000 ties.

python tests/bench/networks.py        prints nodes, ties and the seconds of each table
"""

import time

from lumbrera import content
from lumbrera.build import discover
from lumbrera.build.models import upstream
from lumbrera.build.runner import materialise
from lumbrera.ruleset.blank import empty_warehouse

FIRMS, UNITS, OFFICIALS = 60_000, 4_000, 20_000

# A few units buy much and a few firms sell much; persons, addresses and telephones are mostly one
# firm's own, some are shared by a few, and one address serves a twentieth of all firms.
ROWS = f"""
insert into core.supplier (supplier_id, name, kind, name_key, rfc, rfc_status)
select 'S' || i, 'EMPRESA ' || i || ' SA DE CV', 'company', 'EMPRESA ' || i || '|SA_CV',
       'AAA' || lpad(i::varchar, 9, '0'), 'valid'
from range({FIRMS}) t(i);
insert into core.buyer (buyer_id, unit, institution_id, institution)
select 'U' || i, 'Unidad ' || i, 'I' || i // 8, 'Institución ' || i // 8 from range({UNITS}) t(i);
insert into core.contract (contract_id, buyer_id, supplier_id, is_current, event_on, amount_mxn, method)
select 'K' || i, 'U' || cast(floor(power(hash(i) % 1000003 / 1000003.0, 1.6) * {UNITS}) as bigint),
       'S' || cast(floor(power(hash(i * 7 + 1) % 1000003 / 1000003.0, 1.4) * {FIRMS}) as bigint),
       true, date '2020-01-01' + cast(i % 2000 as integer), 1000 + i % 9000, 'direct'
from range(230000) t(i);
insert into core.register_firm (firm_key, supplier_id, address_key, phone_key, email_key, notary_key)
select 'F' || i, 'S' || i, case when i % 20 = 0 then 'edificio' else 'domicilio ' || i // 2 % 25000 end,
       'tel ' || hash(i) % 50000, 'correo ' || hash(i + 9) % 55000, 'notaria ' || i % 60
from range({FIRMS}) t(i);
insert into core.register_person (firm_key, supplier_id, role, given_name, first_surname, second_surname, rfc, percent)
select 'F' || i, 'S' || i, case when j = 2 then 'representative' else 'partner' end,
       'N' || hash(i * 3 + j) % 60000, 'A', 'B',
       case when j < 2 then 'PPP' || lpad((hash(i * 3 + j) % 60000)::varchar, 10, '0') end, 50
from range({FIRMS}) t(i), range(3) p(j);
insert into core.person_mention (mention_id, system, role, supplier_id, firm_key, person_id, likely_id)
select 'M' || row_number() over (), 'register', role, supplier_id, firm_key, 'P' || coalesce(rfc, given_name), 'P' || coalesce(rfc, given_name)
from core.register_person;
insert into core.official (official_id, institution_id, institution, position)
select 'O' || i, 'I' || i % ({UNITS} // 8), 'Institución', 'Jefatura' from range({OFFICIALS}) t(i);
insert into core.official_firm_link (official_id, supplier_id, relation, certainty)
select 'O' || i, 'S' || hash(i) % {FIRMS}, 'partner', 'certain' from range(2000) t(i);
insert into core.tax_listing (listing_id, rfc, status, presumed_on)
select 'T' || i, 'AAA' || lpad((hash(i) % {FIRMS})::varchar, 9, '0'), 'presumed', date '2023-01-01'
from range(600) t(i);
insert into meta.run (as_of) values (date '2026-01-01')
"""


def main() -> None:
    """Makes the rows, builds every table of the networks, prints what each took."""
    models = discover(content.root("models"))
    wanted = [table for m in models if m.file.startswith("networks/") for table in m.writes]
    needed = [
        m for m in upstream(models, wanted) if m.file.split("/")[0] in ("networks", "features")
    ]
    with empty_warehouse() as con:
        con.execute("set threads = 2")
        con.execute(ROWS)
        started = time.perf_counter()
        for model in needed:
            before = time.perf_counter()
            materialise(con, model)
            print(f"{model.file:<32} {time.perf_counter() - before:6.2f} s")
        print(f"{'all':<32} {time.perf_counter() - started:6.2f} s")
        print(con.execute(
            "select (select count(*) from networks.node) as nodes, (select count(*) from networks.edge) as ties"
        ).fetchone())  # fmt: skip


if __name__ == "__main__":
    main()
