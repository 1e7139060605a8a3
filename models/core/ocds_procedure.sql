-- One row per process that OCDS publishes, by its file and the row of the release that stands for it:
-- the procedure its contracts are known under, whom it was awarded to, and until when proposals were
-- taken. closed_at: the published clock of the deadline, null without an hour; closed_zone: its time
-- zone as published, null where none is. n_pending: awards that are neither active, cancelled nor
-- unsuccessful, so that the outcome is not final. n_awarded: who was awarded, also where the
-- contract was cancelled later. awarded_together: the names of those that one award went to together, who won
-- something though nobody says what. estimated_mxn: the estimate, in MXN, as stated.
with
    won as (
        select o.book_sha256, o.process_row, any_value(c.procedure_id) as procedure_id,
               min(c.buyer_id) as buyer_id, list_sort(list(distinct c.supplier_id)) as winner_ids
        from core.ocds_contract o
        join core.contract_sighting s using (file_sha256, row_number)
        join core.contract_identity i using (sighting)
        join core.contract c using (contract_id)
        group by all
    ),
    decided as (
        select book_sha256, release_row as process_row,
               count(*) filter (lower(award_status) not in ('', 'active', 'cancelled', 'unsuccessful')) as n_pending,
               count(distinct suppliers) filter (lower(award_status) = 'active' and suppliers <> '') as n_awarded,
               list_sort(flatten(list(distinct list_transform(from_json(nullif(suppliers, ''), '[{"name":"VARCHAR"}]'), lambda x: trim(x['name'])))
                   filter (lower(award_status) = 'active' and suppliers <> '' and json_array_length(nullif(suppliers, '')) > 1))) as awarded_together
        from staged.ocds_contracts group by all
    )
select
    p.book_sha256, p.process_row, coalesce(w.procedure_id, p.procedure_number) as procedure_id,
    coalesce(w.buyer_id, p.unit_code) as buyer_id, w.winner_ids,
    p.tender_status, coalesce(d.n_pending, 0) as n_pending,
    coalesce(d.n_awarded, 0) as n_awarded, d.awarded_together, p.published_on, p.export_on,
    r.closed_on,
    published_clock(r.closed_on_text) as closed_at,
    published_zone(r.closed_on_text) as closed_zone,
    case when coalesce(nullif(upper(r.estimated_currency), ''), 'MXN') = 'MXN'
        and lower(r.estimated_vat_included) is distinct from 'true' then r.estimated_amount end as estimated_mxn
from core.ocds_process p
join staged.ocds_releases r on r.file_sha256 = p.file_sha256 and r.row_number = p.process_row
left join won w on w.book_sha256 = p.book_sha256 and w.process_row = p.process_row
left join decided d on d.book_sha256 = p.book_sha256 and d.process_row = p.process_row
