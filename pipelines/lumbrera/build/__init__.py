"""The warehouse builder: finds the models, orders them, and rebuilds the tables that are stale."""

from lumbrera.build.models import Model, discover, order
from lumbrera.build.runner import BuildReport, TableBuild, build
from lumbrera.build.sql import Query, parse_select

__all__ = [
    "BuildReport",
    "Model",
    "Query",
    "TableBuild",
    "build",
    "discover",
    "order",
    "parse_select",
]
