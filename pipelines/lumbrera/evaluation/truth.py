"""The truth beside a warehouse: which of its subjects belong to which instance."""

from pathlib import Path

import duckdb

from lumbrera import normalise

_COLUMNS = """{
    id: 'varchar', kind: 'varchar', skill: 'varchar', since: 'date',
    firms: 'struct(rfc varchar, "name" varchar)[]',
    buyers: 'struct(body_code varchar, body varchar)[]',
    officials: 'struct("name" varchar, body_code varchar)[]',
    contracts: 'struct(procedure_number varchar,
        published_as struct(supplier_name varchar, amount decimal(18, 2))[])[]'
}"""

_INSTANCE = """
create or replace temp table instance as
select id as instance_id, kind, skill, since, firms, buyers, officials, contracts, true as is_scheme
from read_json($schemes, columns = {columns})
union all
select id, kind, skill, since, firms, buyers, officials, contracts, false
from read_json($lookalikes, columns = {columns})
"""

# Any form in which a contract was published leads to it: a later export may state another amount.
_CONTRACT = """
create or replace temp table planted_contract as
with
    planted as (
        select instance_id, unnest(contracts) as c, generate_subscripts(contracts, 1) as place
        from instance
    ),
    form as (
        select instance_id, place, procedure_number, p.amount, name_key(p.supplier_name) as name_key
        from (
            select instance_id, place, c.procedure_number, unnest(c.published_as) as p from planted
        )
    ),
    known as (
        select distinct s.procedure_number, name_key, s.amount, i.contract_id
        from core.contract_sighting s
        join core.published_supplier using (supplier_no)
        join core.contract_identity i using (sighting)
    )
select distinct f.instance_id, f.place, k.contract_id
from form f
left join known k using (procedure_number, amount, name_key)
"""

# A firm is known by its RFC; a supplier published without a valid one, by name and legal form.
_SUBJECT = """
create or replace temp table subject as
with
    contract as (
        select distinct p.instance_id, k.contract_id, k.procedure_id, k.supplier_id,
            k.buyer_id || '|' || k.supplier_id as pair_id,
            b.institution_id || '|' || k.supplier_id as institution_pair_id,
            k.buyer_id || '|' || k.item_family as family_id, k.event_on
        from planted_contract p join core.contract k using (contract_id)
        left join core.buyer b using (buyer_id)
    ),
    firm as materialized (
        select instance_id, f.rfc, name_key(f.name) as name_key
        from (select instance_id, unnest(firms) as f from instance)
    ),
    unkeyed as (
        select supplier_id, unnest(name_keys) as name_key
        from core.supplier where rfc_status is distinct from 'valid'
    ),
    supplier as (
        select instance_id, supplier_id from firm join core.supplier using (rfc)
        union
        select instance_id, supplier_id from firm join unkeyed using (name_key)
    ),
    -- An official is known by full name within the body.
    body as (
        select distinct instance_id, b.body_code, name_clean(b.body) as institution_key
        from (select instance_id, unnest(buyers) as b from instance)
    ),
    official as (
        select distinct p.instance_id, o.official_id
        from (select instance_id, unnest(officials) as o from instance) p
        join body b on b.instance_id = p.instance_id and b.body_code = p.o.body_code
        join core.official o on o.institution_key = b.institution_key and o.person_key = name_clean(p.o.name)
    ),
    found as (
        select instance_id, 'contract' as subject_type, contract_id as subject_id, event_on
        from contract
        union all
        select instance_id, 'procedure', procedure_id, min(event_on) from contract group by all
        union all
        select instance_id, 'buyer_supplier', pair_id, min(event_on) from contract group by all
        union all
        select instance_id, 'institution_supplier', institution_pair_id, min(event_on)
        from contract group by all
        union all
        select instance_id, 'buyer_family', family_id, min(event_on) from contract group by all
        union all
        select s.instance_id, 'supplier', s.supplier_id, min(c.event_on)
        from supplier s left join contract c using (instance_id, supplier_id) group by all
        union all
        select o.instance_id, 'official', o.official_id, any_value(i.since)
        from official o join instance i using (instance_id) group by all
    )
select f.*, i.is_scheme from found f join instance i using (instance_id)
where subject_id is not null
"""

# What a scheme touches is no innocent look-alike, whoever else it belongs to.
_NOT_INNOCENT = """
delete from subject s where not is_scheme and exists (
    from subject o where o.is_scheme
        and o.subject_type = s.subject_type and o.subject_id = s.subject_id)
"""


def load(con: duckdb.DuckDBPyConnection, folder: Path, id_key: str = normalise.DEFAULT_KEY) -> None:
    """Creates temporary tables from `schemes.json` and `lookalikes.json` of a truth folder.

    instance(instance_id, kind, skill, since, is_scheme, …); planted_contract(instance_id, place,
    contract_id), contract_id null for a contract the warehouse lacks; subject(instance_id,
    is_scheme, subject_type, subject_id, event_on), for the subject types contract, procedure,
    buyer_supplier, institution_supplier, buyer_family, supplier and
    official; event_on is that of the instance's first contract in the subject.
    """
    normalise.register(con, id_key)
    con.execute(
        _INSTANCE.replace("{columns}", _COLUMNS),
        {
            "schemes": str(folder / "schemes.json"),
            "lookalikes": str(folder / "lookalikes.json"),
        },
    )
    for statement in (_CONTRACT, _SUBJECT, _NOT_INNOCENT):
        con.execute(statement)
