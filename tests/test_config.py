"""Settings are checked strictly: a typing error cannot change a result silently."""

from pathlib import Path

import pytest
from lumbrera import config
from lumbrera.cli.init import TEMPLATE
from lumbrera.config import Settings
from lumbrera.errors import UsageError


@pytest.fixture
def load(tmp_path: Path):
    path = tmp_path / "lumbrera.toml"

    def load(text: str | bytes) -> Settings:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return config.load(path)

    return load


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    assert config.load(tmp_path / "lumbrera.toml") == Settings()


def test_the_commented_template_says_what_the_defaults_say_but_for_the_key(load) -> None:
    settings = load(TEMPLATE)
    assert settings.identity.key_file == "id.key"
    settings.identity.key_file = ""
    assert settings == Settings()


def test_what_is_set_is_read(load) -> None:
    settings = load(
        '[retention]\nsnapshots = 2\n[budgets]\n"050GYR" = 9e9\n"050GYR:2026" = 95_000_000\n'
        "[sources.sat_69b]\nmin_share_of_last = 0\n[rules.T9]\nenabled = false\n"
    )
    assert settings.retention.snapshots == 2
    assert settings.budgets == {"050GYR": 9e9, "050GYR:2026": 95e6}
    assert settings.sources["sat_69b"].min_share_of_last == 0
    assert settings.rules == {"T9": {"enabled": False}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("retencion = 1", ["retencion"]),
        ("[retention]\nsnapshot = 1", ["snapshot", "retention"]),
        ('[retention]\nsnapshots = "dos"', ["retention.snapshots"]),
        ("[retention]\nsnapshots = 0", ["retention.snapshots"]),
        ("[versions]\ncomplete_share = 1.5", ["versions.complete_share"]),
        ("[sources.comprasnet]\npath = 'x'", ["sources.comprasnet", "comprasmx_contracts"]),
        ("[sources.sat_69b]\nmin_share = 1", ["min_share", "sources"]),
        ("[sources.sat_69b]\nmin_share_of_last = 2", ["sources.sat_69b.min_share_of_last"]),
        ('[budgets]\n"050GYR:veinte" = 1', ["budgets", "050GYR:veinte"]),
        (
            '[sources.sat_69b.columns]\n"Nombre" = "nombre"',
            ["sources.sat_69b", "'nombre'", "its fields are", "status"],
        ),
        (
            '[sources.sat_69b.columns]\n"rfc" = "status"',
            ["sources.sat_69b", "'rfc' is already the heading of 'rfc'"],
        ),
        (
            '[sources.sat_69b]\nsheets = ["Tabla_1"]',
            ["sources.sat_69b", "not by the name of its sheet"],
        ),
        ("[queue]\nwindow = 0", ["queue.window"]),
        ("[queue]\nper_buyer = 0", ["queue.per_buyer"]),
        ("[suppressions]\nfiles = 'x'", ["files", "suppressions"]),
        ("[retention", ["lumbrera.toml"]),
        (b"# \xf1", ["lumbrera.toml", "UTF-8"]),
    ],
)
def test_what_is_unknown_or_cannot_be_is_refused_with_its_place(load, text, told) -> None:
    with pytest.raises(UsageError) as caught:
        load(text)
    assert caught.value.exit_code == 2
    for part in ["lumbrera.toml", *told]:
        assert part in str(caught.value)
