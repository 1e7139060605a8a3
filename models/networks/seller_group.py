"""Suppliers that are judged as one seller, where a rule asks who really sells.

networks.seller_group(supplier_id, seller_id, n_suppliers, basis): the same person holds at least half
of each (by RFC), or they share an address of at most four firms and also their representative,
telephone or e-mail. Groups follow from pairs, step by step; seller_id is the first supplier of the
group. More than twelve suppliers are no longer one seller: no group is made of them. Empty where no
ties are computed. basis: owner, address, or both, of the supplier's own pairs.
"""

import duckdb

READS = ["core.register_person", "networks.firm_tie", "meta.network_setting"]
WRITES = ["networks.seller_group"]

LARGEST = 12

_PAIRS = """
create or replace temp table seller_pair as
with
    share as (
        select rfc, supplier_id from core.register_person
        where role in ('partner', 'owner') and rfc is not null and supplier_id is not null
          and (select enabled from meta.network_setting)
        group by rfc, supplier_id having max(percent) >= 50
    ),
    owner as (
        -- Of many firms of one person a chain is enough to hold them together.
        select supplier_id as one,
               lead(supplier_id) over (partition by rfc order by supplier_id) as other
        from share
    ),
    pair as (
        select one, other, 'owner' as basis from owner where other is not null
        union
        select supplier_a, supplier_b, 'address' from networks.firm_tie
        where list_contains(close_kinds, 'address')
          and list_has_any(close_kinds, ['representative', 'phone', 'email'])
    ),
    member as (
        select supplier_id, row_number() over (order by supplier_id) - 1 as n
        from (select one as supplier_id from pair union select other from pair)
    )
select p.*, a.n as a, b.n as b
from pair p join member a on a.supplier_id = p.one join member b on b.supplier_id = p.other
order by a.n, b.n, basis
"""

_GROUPS = f"""
create or replace table networks.seller_group as
with
    side as (
        select one as supplier_id, a as n, basis from seller_pair
        union all select other, b, basis from seller_pair
    ),
    placed as (
        select s.supplier_id, any_value(m.membership) as membership,
               string_agg(distinct s.basis, ', ' order by s.basis) as basis
        from side s join seller_member m using (n) group by s.supplier_id
    )
select supplier_id, min(supplier_id) over (partition by membership) as seller_id,
       count(*) over (partition by membership) as n_suppliers, basis
from placed
qualify n_suppliers <= {LARGEST}
order by supplier_id
"""


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Finds the pairs in SQL and the groups they make with igraph."""
    import igraph
    from lumbrera import lean

    pa = lean.pyarrow()
    con.execute(_PAIRS)
    pairs = con.execute("select a, b from seller_pair").fetchall()
    graph = igraph.Graph(n=1 + max((max(p) for p in pairs), default=-1), edges=pairs)
    membership = graph.connected_components().membership
    con.register(
        "seller_member",
        pa.table({"n": pa.array(range(len(membership)), pa.int64()),
                  "membership": pa.array(membership, pa.int64())}),
    )  # fmt: skip
    con.execute(_GROUPS)
    con.unregister("seller_member")
    con.execute("drop table seller_pair")
