-- What the text of a purchased item says of how much one of it holds, one row per description of an item with a
-- unit price: prices of a bale of twenty and of one bag are not those of the same thing. pack: the counts and
-- measures it states, as '1LB 20X' (a bale of twenty pounds), '100X' (a box of a hundred), '500ML'; empty where it
-- states none. open_vessels: where what they hold is not stated, the vessels it names that hold several (CAJA, PAQUETE,
-- FARDO, BULTO, PACA, JUEGO, KIT; by their first letters): unless one of them is the unit of measure, one cannot
-- tell how many it holds.
with text as (
    select distinct description, upper(strip_accents(description)) as t
    from core.contract_item where unit_price > 0 and trim(description) <> ''
),
-- Ways to write a measure, without a final S. What is counted in other words is pieces.
measure as (
    select map {'ML': 'ML', 'MILILITRO': 'ML', 'L': 'L', 'LT': 'L', 'LITRO': 'L', 'MG': 'MG', 'MILIGRAMO': 'MG',
                'G': 'G', 'GR': 'G', 'GRAMO': 'G', 'KG': 'KG', 'KILO': 'KG', 'KILOGRAMO': 'KG', 'LB': 'LB',
                'LIBRA': 'LB', 'OZ': 'OZ', 'ONZA': 'OZ', 'GALON': 'GAL', 'GALONE': 'GAL'} as short
),
found as (
    select description, short,
           regexp_extract_all(t, '\d+(?:[.,]\d+)?\s*(?:MILILITROS?|MLS?|LITROS?|LTS?|L|MILIGRAMOS?|MGS?|GRAMOS?|GRS?|G'
               '|KILOGRAMOS?|KILOS?|KGS?|LIBRAS?|LBS?|ONZAS?|OZ|GALON(?:ES)?|PIEZAS?|PZAS?|UNIDADES|UNDS?|UDS?|HOJAS?'
               '|TABLETAS?|CAPSULAS?|AMPOLLETAS?|SOBRES?|ROLLOS?)\b') as measured,
           regexp_extract_all(t, '\b(?:CAJA|PAQ|PAQUETE|FARDO|BULTO|PACA|JUEGO|KIT|BOLSA|FRASCO|SOBRE|RESMA|ESTUCHE)S?\.?'
               '\s*(?:CON|DE|C/|X)\s*\d+(?:[.,]\d+)?\s*[A-Z]*') as held,
           regexp_extract_all(t, '\b(\d+)\s*/\s*1\b', 1) as to_one,
           case when regexp_matches(t, '\bMEDIA DOCENA\b') then ['6'] when regexp_matches(t, '\bDOCENAS?\b') then ['12']
                else [] end as dozens,
           regexp_extract_all(t, '\b(CAJA|PAQ|FARDO|BULTO|PACA|JUEGO|KIT)(?:UETE)?S?\b', 1) as vessels
    from text cross join measure
),
stated as (
    select description, vessels,
           len(held) > 0 as is_held, list_transform(measured, lambda m: replace(regexp_replace(regexp_extract(m, '[\d.,]+'), ',(\d{3})', '\1'), ',', '.')
               || coalesce(short[rtrim(regexp_extract(m, '[A-Z]+$'), 'S')], 'X')) as measures,
           list_transform(list_concat(to_one, dozens, list_transform(
               list_filter(held, lambda h: short[rtrim(regexp_extract(h, '[A-Z]*$'), 'S')] is null),
               lambda h: regexp_extract(h, '(\d+)\s*[A-Z]*$', 1))), lambda n: n || 'X') as counts
    from found
)
select description, array_to_string(list_sort(list_distinct(list_concat(measures, counts))), ' ') as pack,
       case when is_held or array_to_string(list_concat(measures, counts), ' ') like '%X%' then []
            else list_sort(list_distinct(vessels)) end as open_vessels
from stated
