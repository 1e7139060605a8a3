-- What each published combination of labels means: procedure, law, matter and character.
-- The reference tables hold LIKE patterns; the pattern with the lowest priority number decides.
with
    labels as (
        select procedure_type, template, law, contracting_type, character
        from core.contract_sighting
        union
        select procedure_type, cast(null as varchar), law, contracting_type, character
        from staged.comprasmx_procedures
    ),
    keyed as (
        select *,
               label_key(procedure_type) as procedure_type_key, label_key(template) as template_key,
               label_key(law) as law_key, label_key(contracting_type) as contracting_type_key,
               label_key(character) as character_key
        from labels
    ),
    meant as (
        select k.*,
            (select arg_min({'method': p.method, 'exception': p.exception}, p.priority)
             from reference.procedure_types p
             where k.procedure_type_key like p.label_pattern or k.template_key like p.label_pattern) as procedure,
            (select arg_min(l.law, l.priority) from reference.laws l
             where k.law_key like l.label_pattern) as stated_law,
            (select arg_min({'matter': c.matter}, c.priority) from reference.contracting_types c
             where k.contracting_type_key like c.label_pattern) as contracting,
            (select arg_min({'character': h.character}, h.priority) from reference.characters h
             where k.character_key like h.label_pattern) as nature
        from keyed k
    )
select
    procedure_type, template, law, contracting_type, character,
    procedure['method'] as method,
    procedure['exception'] as exception,
    contracting['matter'] as matter,
    nature['character'] as character_code,
    -- Older templates end in the law they follow; LAASSP and LOPSRM divide the matters between them.
    coalesce(
        stated_law,
        nullif(law, ''),
        nullif(regexp_extract(template_key, '(LAASSP|LOPSRM)$', 1), ''),
        case when template is null or template = '' then null
             when contracting['matter'] = 'goods_services' then 'LAASSP'
             when contracting['matter'] in ('works', 'works_services') then 'LOPSRM' end
    ) as law_code
from meant
