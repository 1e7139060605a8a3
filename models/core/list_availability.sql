-- Which lists were loaded, and up to which date each tells.
select 'sanctions' as list, max(export_on) as latest_export_on, count(*) as n_rows from staged.sanctions
union all
select '69-B', max(export_on), count(*) from staged.sat_69b
union all
select '69-B Bis', max(export_on), count(*) from staged.sat_69b_bis
