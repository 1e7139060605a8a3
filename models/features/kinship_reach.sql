-- Which relations of the PDN S1 catalogue each article counts as kin: degrees differ by rule, so no
-- constant is shared (reference.legal_constants, kinship_relations). name: the constant's family:
-- kinship (LAASSP 50-I and 71-I, LOPSRM 51-I), appointee_kinship (71-II, 51-II Bis), nepotism_kinship
-- (LGRA 63 Bis), simulation_kinship (LGRA 60 Bis). Marriage and concubinage count in all of them. One
-- row per name, regime and relation; to_verify where the degree or its reach is to be verified.
with reach as (
    select regexp_replace(name, '_(blood|affinity)$', '') as name, regexp_extract(name, '(blood|affinity)$') as line,
           law_regime, article, valid_from, valid_to, cast(value as integer) as most, status
    from reference.legal_constants
    where name like '%kinship_blood' or name like '%kinship_affinity'
)
select r.name, r.law_regime, r.article, r.valid_from, r.valid_to, k.relation, k.name_es, k.line, k.degree,
       r.status = 'to_verify' or k.status = 'to_verify' as to_verify
from reach r join reference.kinship_relations k
    on (k.line = r.line and k.degree <= r.most) or (k.line in ('marriage', 'concubinage') and r.line = 'blood')
