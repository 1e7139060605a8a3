-- view: an anti-join that rules on proposals ask for subjects they cannot judge.
-- Open and invited procedures that led to a contract and for which no proposal is published (or only
-- that somebody was invited): what any rule on their proposals cannot compute. procedure_id.
select procedure_id
from core.procedure
anti join features.procedure_bids using (procedure_id)
where method in ('open', 'selective') and not coalesce(is_draft, false) and n_contracts > 0
