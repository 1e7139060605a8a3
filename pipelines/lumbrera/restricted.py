"""Partner, dependants and their interests: the reserved sections of PDN S1 declarations.

Read only where a deployment names its legal basis:

    [restricted]
    legal_basis = "…"            # in lumbrera.toml; without it nothing here is read, only counted

and kept apart from everything else, in DATA/restricted (mode 0700): one Parquet per published file
and restricted.duckdb (mode 0600). Nothing of it enters current.duckdb. The birth date, the home
and the remarks are not read even then.

`attach(con, …)` attaches it to a connection as the database `restricted`; without a legal basis
that is an empty one in memory, so that its tables can always be named. A run makes a new one with
`begin`, builds the models of models/restricted in it, writes there the alerts that only restricted
readers may see (restricted.flag, shaped as flags.flag), and puts it in the place of the last with
`finish`:

    restricted.declared_relative
        declaration_id   the declaration of PDN S1 (core.declaration)
        declared_on      date
        official_id      who declares (core.official)
        kind             'partner', 'dependant' (a person) or 'interest' (a firm of one of them)
        relation         as published: CONYUGE, HIJO(A), PAREJA …; a number where that is published
        relation_code    key of PDN's list of relations (CONY, CONB, HIJ, HER …), else null
        is_ended         the declarant reports that it ended (tipoOperacion BAJA)
        given_name, first_surname, second_surname, person_key     null for an interest
        curp, rfc        of the relative, upper case, whole; null where absent
        works_for        public body where the relative works, as published
        firm, firm_key, firm_rfc, role, percent    firm where the relative works or has a part
        sells_to_government    whether the declaration says that the firm does
        file_sha256, row_number   the published record
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from lumbrera.config import Settings
from lumbrera.workspace import Workspace, replace_file

_DATABASE = "restricted.duckdb"
_TEXT = (
    "declaration_id", "kind", "relation", "relation_code", "operation", "given_name",
    "first_surname", "second_surname", "curp", "rfc", "works_for", "firm", "firm_rfc", "role",
    "percent", "sells_to_government",
)  # fmt: skip
_PARTNER_CODES = {"CONYUGE": "CONY", "CONCUBINA_CONCUBINARIO_UNION_LIBRE": "CONB"}
_INTERESTS = (
    ("participacion", ("participacion",)),
    ("participacionTomaDecisiones", ("participacion",)),
    ("representacion", ("representacion", "represetacion")),
    ("clientesPrincipales", ("cliente",)),
    ("beneficiosPrivados", ("beneficio",)),
)


def is_allowed(settings: Settings) -> bool:
    """Whether the deployment has named a legal basis."""
    return bool(settings.restricted.legal_basis.strip())


def staged_path(workspace: Workspace, file_sha256: str) -> Path:
    """Where the relatives declared in one published file lie."""
    return workspace.restricted / f"{file_sha256}.parquet"


def stage(workspace: Workspace, stream: BinaryIO, file_sha256: str) -> int:
    """Keeps the relatives and their interests in a document of PDN S1; gives how many.

    Raises UnreadableFileError for a document that is cut off or damaged.
    """
    from lumbrera import lean
    from lumbrera.files import documents

    pa = lean.pyarrow()
    rows = [
        {**row, "row_number": number}
        for number, record in documents.numbered_records(stream)
        for row in relatives(record)
    ]
    schema = pa.schema([*((name, pa.string()) for name in _TEXT), ("row_number", pa.int64())])
    table = pa.Table.from_pylist(rows, schema=schema)
    _private_folder(workspace)
    final = staged_path(workspace, file_sha256)
    temporary = final.with_suffix(".tmp")
    with duckdb.connect() as con:
        con.register("relatives", table)
        con.execute(f"copy relatives to '{_escaped(temporary)}' (format parquet, compression zstd)")
    temporary.chmod(0o600)
    replace_file(temporary, final)
    return len(rows)


def _private_folder(workspace: Workspace) -> Path:
    folder = workspace.restricted
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return folder


def relatives(record: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    """The partner, the dependants and their interests in one declaration, as rows of text."""
    from lumbrera.files import documents

    declaration = _object(record.get("declaracion"))
    wealth = _object(declaration.get("situacionPatrimonial"))
    common: dict[str, str | None] = {"declaration_id": _text(record.get("id"))}
    partner = _object(wealth.get("datosPareja"))
    if _is_person(partner):
        relation, code = _relation(partner.get("relacionConDeclarante"))
        yield common | _person("partner", partner, relation, code or _PARTNER_CODES.get(relation))
    for section in ("datosDependienteEconomico", "datosDependientesEconomicos"):
        for one in _list(_object(wealth.get(section)).get("dependienteEconomico")):
            if _is_person(one):
                yield common | _person("dependant", one, *_relation(one.get("parentescoRelacion")))
    interests = _object(declaration.get("interes"))
    for section, names in _INTERESTS:
        for name in names:
            for item in _list(_object(interests.get(section)).get(name)):
                if documents.is_of_others(item):
                    yield common | _interest(item)


def _person(
    kind: str, person: dict[str, Any], relation: str, code: str | None
) -> dict[str, str | None]:
    private = _object(
        person.get("actividadLaboralSectorPrivadoOtro")
        or person.get("actividadLaboralSectorPrivado")
    )
    public = _object(person.get("actividadLaboralSectorPublico"))
    return {
        "kind": kind,
        "relation": relation,
        "relation_code": code,
        "operation": _text(person.get("tipoOperacion")),
        "given_name": _text(person.get("nombre") or person.get("nombres")),
        "first_surname": _text(person.get("primerApellido")),
        "second_surname": _text(person.get("segundoApellido")),
        "curp": _text(person.get("curp")).upper() or None,
        "rfc": _rfc(person.get("rfc")),
        "works_for": _text(public.get("nombreEntePublico")) or None,
        "firm": _text(private.get("nombreEmpresaSociedadAsociacion")) or None,
        "firm_rfc": _rfc(private.get("rfc")),
        "role": _text(private.get("empleoCargoComision") or private.get("empleoCargo")) or None,
        "sells_to_government": _text(private.get("proveedorContratistaGobierno")) or None,
    }


def _interest(item: dict[str, Any]) -> dict[str, str | None]:
    client, giver = _object(item.get("clientePrincipal")), _object(item.get("otorgante"))
    firm = (
        item.get("nombreEmpresaSociedadAsociacion")
        or item.get("nombreInstitucion")
        or client.get("nombreRazonSocial")
        or giver.get("nombreRazonSocial")
        or item.get("nombreRazonSocial")
    )
    relation, code = _relation(item.get("tipoRelacion") or item.get("beneficiario"))
    role = item.get("tipoParticipacion") or item.get("tipoRepresentacion") or item.get("puestoRol")
    return {
        "kind": "interest",
        "relation": relation,
        "relation_code": code,
        "operation": _text(item.get("tipoOperacion")),
        "firm": _text(firm) or None,
        "firm_rfc": _rfc(item.get("rfc") or client.get("rfc") or giver.get("rfc")),
        "role": _text(_object(role).get("valor") if isinstance(role, dict) else role) or None,
        "percent": _text(item.get("porcentajeParticipacion")) or None,
    }


def _relation(value: Any) -> tuple[str, str | None]:
    """Text and key of a relation that is an object, a text, a number, or a list of one."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        code = _text(value.get("clave")) or None
        return _text(value.get("valor")) or code or "", code
    return _text(value), None


def _rfc(value: Any) -> str | None:
    """An RFC that is a text, or split into ten characters and the homoclave."""
    if isinstance(value, dict):
        value = _text(value.get("rfc")) + _text(value.get("homoClave") or value.get("homoclave"))
    return _text(value).upper().replace("-", "").replace(" ", "") or None


def _is_person(value: dict[str, Any]) -> bool:
    return bool(_text(value.get("nombre") or value.get("nombres")) or value.get("primerApellido"))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("\0", "").strip()


def digest(workspace: Workspace, settings: Settings) -> str:
    """Changes when what may be read of the reserved sections changes; '' without legal basis."""
    if not is_allowed(settings):
        return ""
    names = sorted(p.name for p in (workspace.restricted).glob("*.parquet"))
    return "\0".join([settings.restricted.legal_basis, *names])


def attach(con: duckdb.DuckDBPyConnection, workspace: Workspace, settings: Settings) -> bool:
    """Attaches the database `restricted`, read only; gives whether it is the deployment's own.

    Reads core of the connection where it is not: models/restricted must be able to bind.
    """
    from lumbrera import content

    database = workspace.restricted / _DATABASE
    if is_allowed(settings) and database.exists():
        con.execute(f"attach '{_escaped(database)}' as restricted (read_only)")
        return True
    _attach_empty(con)
    for path in sorted((content.root("models") / "restricted").glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        # A snapshot of an earlier version may lack what a table reads; its rules did not read the table.
        with contextlib.suppress(duckdb.CatalogException):
            con.execute(f"create table restricted.{path.stem} as {sql}")
    return False


def begin(con: duckdb.DuckDBPyConnection, workspace: Workspace, settings: Settings) -> None:
    """Attaches a new database `restricted`, to be written, made from the staged files.

    Takes the macros of `normalise` and the view staged.pdn_s1 on the connection. Without a legal
    basis it is one in memory. `finish` puts it in place.
    """
    if not is_allowed(settings):
        _attach_empty(con)
        return
    folder = _private_folder(workspace)
    temporary = folder / f"{_DATABASE}.tmp"
    temporary.unlink(missing_ok=True)
    con.execute(f"attach '{_escaped(temporary)}' as restricted")
    temporary.chmod(0o600)
    files = sorted(folder.glob("*.parquet"))
    paths = ", ".join(f"'{_escaped(p)}'" for p in files)
    con.execute(
        "create table restricted.declared_relative as "
        + (_RELATIVES.format(paths) if files else EMPTY)
    )


def finish(con: duckdb.DuckDBPyConnection, workspace: Workspace, settings: Settings) -> None:
    """Detaches what `begin` attached and puts it in the place of the last one."""
    con.execute("detach restricted")
    if is_allowed(settings):
        final = workspace.restricted / _DATABASE
        replace_file(final.with_name(f"{_DATABASE}.tmp"), final)


def flag_table(con: duckdb.DuckDBPyConnection) -> str:
    """The relation that holds every alert: flags.flag, and restricted.flag where it is attached."""
    found = con.execute(
        "select 1 from duckdb_tables() where database_name = 'restricted' and table_name = 'flag'"
    ).fetchall()
    if not found:
        return "flags.flag"
    con.execute(
        "create or replace temp view every_flag as from flags.flag union all by name from restricted.flag"
    )
    return "every_flag"


def _attach_empty(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("attach ':memory:' as restricted (read_write)")
    con.execute(f"create table restricted.declared_relative as {EMPTY}")


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


# Ids as core.official makes them: by name within the institution of the post.
_RELATIVES = """
    with declared as (
        select declaration_id, file_sha256, row_number, updated_on,
               name_clean(concat_ws(' ', given_name, first_surname, second_surname)) as declarant,
               name_clean(coalesce(nullif(post_institution, ''), institution)) as institution
        from staged.pdn_s1
    ),
    relative as (
        select *, parse_filename(filename, true) as file_sha256
        from read_parquet([{}], filename = true)
    )
    select r.declaration_id, d.updated_on as declared_on,
           keyed_id('O', d.declarant || chr(31) || d.institution) as official_id,
           r.kind, r.relation, r.relation_code, coalesce(r.operation = 'BAJA', false) as is_ended,
           r.given_name, r.first_surname, r.second_surname,
           nullif(name_clean(concat_ws(' ', r.given_name, r.first_surname, r.second_surname)), '') as person_key,
           r.curp, r.rfc, r.works_for, r.firm, case when r.firm <> '' then name_key(r.firm) end as firm_key,
           r.firm_rfc, r.role, try_cast(r.percent as double) as percent,
           try_cast(r.sells_to_government as boolean) as sells_to_government,
           r.file_sha256, r.row_number
    from relative r
    join declared d using (file_sha256, row_number)
    -- A declaration that came in several files counts once.
    qualify dense_rank() over (partition by r.declaration_id order by d.updated_on desc nulls last, r.file_sha256) = 1
"""
EMPTY = """
    select cast(null as varchar) as declaration_id, cast(null as date) as declared_on,
           cast(null as varchar) as official_id, cast(null as varchar) as kind,
           cast(null as varchar) as relation, cast(null as varchar) as relation_code,
           cast(null as boolean) as is_ended, cast(null as varchar) as given_name,
           cast(null as varchar) as first_surname, cast(null as varchar) as second_surname,
           cast(null as varchar) as person_key, cast(null as varchar) as curp,
           cast(null as varchar) as rfc, cast(null as varchar) as works_for,
           cast(null as varchar) as firm, cast(null as varchar) as firm_key,
           cast(null as varchar) as firm_rfc, cast(null as varchar) as role,
           cast(null as double) as percent, cast(null as boolean) as sells_to_government,
           cast(null as varchar) as file_sha256, cast(null as bigint) as row_number
    limit 0
"""
