"""What became of the cases since the last snapshot: cases.history and cases.change."""

import duckdb

_NONE = """select null::varchar as case_id, null::varchar as subject_type,
    null::varchar as subject_id, null::date as first_flagged_on, null::date as last_flagged_on
    where false"""

_HISTORY = """
create or replace table cases.history as
with earlier as ({earlier}), today as (select as_of from meta.run)
select coalesce(c.case_id, e.case_id) as case_id,
    coalesce(c.subject_type, e.subject_type) as subject_type,
    coalesce(c.subject_id, e.subject_id) as subject_id,
    case when c.case_id is null then e.first_flagged_on
        else least(e.first_flagged_on, t.as_of) end as first_flagged_on,
    case when c.case_id is null then e.last_flagged_on else t.as_of end as last_flagged_on
from open_case c full join earlier e using (case_id) cross join today t
order by 1
"""

_CHANGE_TABLE = """
create or replace table cases.change (
    case_id varchar, subject_type varchar, subject_id varchar, change varchar, what varchar,
    score_before double, score_after double, first_flagged_on date
)
"""

_CHANGE = """
insert into cases.change
with both_times as (
    select coalesce(q.case_id, p.case_id) as case_id,
        coalesce(q.subject_type, p.subject_type) as subject_type,
        coalesce(q.subject_id, p.subject_id) as subject_id,
        q.case_id is null as is_gone, p.case_id is null as is_new,
        p.score as score_before, q.score as score_after,
        list_filter(q.rules, lambda r: not list_contains(p.rules, r)) as added,
        list_filter(p.rules, lambda r: not list_contains(q.rules, r)) as dropped,
        p.amount as amount_before, q.amount as amount_after
    from scored_case q full join {previous}.cases.queue p using (case_id)
),
said as (
    select b.*, h.first_flagged_on,
        case
            when is_gone and b.case_id in (select case_id from suppressed_case)
                then 'sus alertas quedaron suprimidas'
            when is_gone then 'ya no lo señala ninguna regla que abra casos'
            when is_new and h.first_flagged_on < (select as_of from meta.run)
                then 'vuelve a aparecer; se señaló por primera vez el '
                    || strftime(h.first_flagged_on, '%d/%m/%Y')
            when is_new then 'se señala por primera vez'
            else nullif(concat_ws('; ',
                case when len(added) > 0 then 'se agregó ' || array_to_string(added, ', ') end,
                case when len(dropped) > 0
                    then 'ya no señala ' || array_to_string(dropped, ', ') end,
                case when amount_before is distinct from amount_after then 'el importe pasó de '
                    || coalesce('$' || format('{:,.2f}', amount_before::double), 'no publicado')
                    || ' a '
                    || coalesce('$' || format('{:,.2f}', amount_after::double), 'no publicado')
                end), '')
        end as what
    from both_times b join cases.history h using (case_id)
)
select case_id, subject_type, subject_id,
    case when is_gone then 'gone' when is_new then 'new' else 'changed' end,
    what, score_before, score_after, first_flagged_on
from said where what is not null
order by case_id
"""


def write_history(con: duckdb.DuckDBPyConnection, previous: str | None) -> None:
    """Create cases.history: every case there ever was, its first and its latest day.

    previous: the attached catalogue of the last snapshot. Reads the temporary open_case and
    meta.run. The first day survives a case's disappearance and return; a run as of an earlier day
    moves it back.
    """
    earlier = _NONE
    if previous and _has(con, previous, "history"):
        earlier = f"from {previous}.cases.history"
    elif previous:
        earlier = f"""select case_id, subject_type, subject_id, first_flagged_on,
            (select as_of from {previous}.meta.run) as last_flagged_on
            from {previous}.cases.queue"""
    con.execute(_HISTORY.replace("{earlier}", earlier))


def write_changes(con: duckdb.DuckDBPyConnection, previous: str | None) -> None:
    """Create cases.change against the last snapshot; empty when there is none.

    Reads the temporary scored_case and suppressed_case, and cases.history. change is 'new', 'changed' (other rules or
    another amount; a score alone moves with every rule's prevalence) or 'gone'; what says it in
    Spanish.
    """
    con.execute(_CHANGE_TABLE)
    if previous:
        con.execute(_CHANGE.replace("{previous}", previous))


def _has(con: duckdb.DuckDBPyConnection, catalogue: str, table: str) -> bool:
    row = con.execute(
        """select count(*) from duckdb_tables()
        where database_name = ? and schema_name = 'cases' and table_name = ?""",
        [catalogue, table],
    ).fetchone()
    return bool(row and row[0])
