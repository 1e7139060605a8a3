-- Every end of a tie, once, with its kind, how many ties it has and a label. Natural persons,
-- officials, addresses, telephones and e-mails have no label here: who may read them finds them in
-- core by the id.
with
    ended as (
        select node_id, count(*) as degree
        from (select source as node_id from networks.edge union all select target from networks.edge)
        group by node_id
    ),
    labelled as (
        select 'supplier:' || seller_id as node_id, seller as label from features.seller_name
        union all
        select 'buyer:' || buyer_id, coalesce(unit, institution) from core.buyer
        union all
        select 'institution:' || institution_id, institution from core.institution
        union all
        select 'procedure:' || procedure_id, any_value(procedure_number) from core.procedure group by procedure_id
    )
select node_id, split_part(node_id, ':', 1) as kind,
       substr(node_id, position(':' in node_id) + 1) as ref_id, degree, label
from ended left join labelled using (node_id)
