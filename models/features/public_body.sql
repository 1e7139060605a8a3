-- The names of public bodies as suppliers' names are compared, without legal form: of the catalogue of
-- bodies, and of every institution that buys in the data.
select name_core(name_clean(name)) as name_core from reference.public_bodies
union
select name_core(name_clean(institution)) from core.buyer where institution is not null
