"""What an authority that may read the reserved sections finds of interests and nepotism, beside what
everybody's alerts show: on a simulated state, held against its truth."""

from pathlib import Path

from lumbrera import config, restricted
from lumbrera.evaluation import truth
from lumbrera.evaluation.run import finished
from lumbrera.run import Tell, silent
from lumbrera.workspace import Workspace

BASIS = "evaluación sobre un estado simulado"

_FOUND = """
with
    alert as (
        select s.instance_id, f.kind, f.audience = 'restricted' as is_reserved, f.rule_id
        from {every} f
        join flags.rule r using (rule_id)
        join subject s using (subject_type, subject_id)
        where r.family = 'interest' or f.audience = 'restricted'
    ),
    told as (
        select instance_id,
               bool_or(kind = 'flag' and not is_reserved) as open_alert, bool_or(kind = 'flag') as any_alert,
               bool_or(not is_reserved) as open_seen, true as seen,
               list(distinct rule_id order by rule_id) as rules
        from alert group by instance_id
    )
select i.is_scheme, i.kind, coalesce(i.skill, ''), count(*), count(*) filter (t.open_alert), count(*) filter (t.any_alert),
       count(*) filter (t.open_seen), count(*) filter (t.seen),
       list_sort(list_distinct(flatten(list(coalesce(t.rules, [])))))
from instance i left join told t using (instance_id)
where i.kind in ('nepotism', 'front_declared', 'front_undeclared', 'front_spouse', 'front_sibling', 'front_in_law',
                 'revolving_door', 'homonyms_small_town', 'recused_official', 'siblings_unrelated_bodies')
group by i.is_scheme, i.kind, i.skill order by i.is_scheme desc, i.kind, array_position(['naive', 'careful', 'gradual'], i.skill)
"""

Row = tuple[bool, str, str, int, int, int, int, int, list[str]]


def evaluate_reserved(folder: Path, *, tell: Tell = silent) -> list[Row]:
    """One row per kind and skill of scheme or look-alike about people, when the declarations' reserved
    sections are read: is it a scheme, kind, skill, instances, those with an alert of an interest rule
    that analysts see, with one that they or restricted readers see, the same two with signals, rules.

    Raises UsageError as lumbrera.evaluation.run.finished.
    """
    with finished(folder, legal_basis=BASIS, tell=tell) as job:
        truth.load(job.con, job.truth, job.id_key)
        workspace = Workspace(job.data)
        restricted.attach(job.con, workspace, config.load(workspace.settings_file))
        every = restricted.flag_table(job.con)
        return job.con.execute(_FOUND.replace("{every}", every)).fetchall()
