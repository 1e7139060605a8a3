"""A list of persons that the deployment supplies: candidates, donors, holders of offices (INE and others).

No authority publishes it in one form, so that its headings are mostly mapped in lumbrera.toml
([sources.person_list.columns]). The party is not read: an opinion is nobody's business here.
"""

from lumbrera.sources.base import PAGES, Field, Layout, Source

_FIELDS = (
    Field("record_id", ("Clave", "Folio", "ID")),
    Field("list_kind", ("Tipo de lista", "Calidad", "Tipo de persona listada")),
    Field("list_name", ("Lista", "Nombre de la lista", "Proceso electoral")),
    Field("whole_name", ("Nombre completo", "Nombre de la persona")),
    Field("given_name", ("Nombre(s)", "Nombre")),
    Field("first_surname", ("Primer apellido", "Apellido paterno")),
    Field("second_surname", ("Segundo apellido", "Apellido materno")),
    Field("rfc", ("RFC", "Registro Federal de Contribuyentes")),
    Field("curp", ("CURP", "Clave Única de Registro de Población")),
    Field("office", ("Cargo", "Candidatura", "Cargo de elección")),
    Field("municipality", ("Municipio",)),
    Field("from_on", ("Desde", "Inicio del periodo", "Fecha de registro"), "date"),
    Field("to_on", ("Hasta", "Fin del periodo"), "date"),
)
_PARTS = ("given_name", "first_surname", "second_surname")
_COMMON = tuple(f.name for f in _FIELDS if f.name not in (*_PARTS, "whole_name"))

SOURCE = Source(
    name="person_list",
    title="Lista de personas que aporta quien usa el sistema (candidaturas, donativos, cargos)",
    publisher="La autoridad que la publicó (INE u otra)",
    url="https://www.ine.mx",
    licence="La de quien la publicó",
    cadence="yearly",
    fields=_FIELDS,
    layouts=(
        Layout("names_in_parts", (*_COMMON, *_PARTS), ("list_kind", "given_name", "first_surname")),
        Layout("whole_names", (*_COMMON, "whole_name"), ("list_kind", "whole_name")),
    ),
    past_dates=("from_on",),
    named_by=("given_name", "whole_name"),
    scope=PAGES,
    ignored=("Partido", "Partido político", "Coalición", "Monto", "Monto de la aportación"),
)  # fmt: skip
