"""The bids of a simulated state as if they had come in a file, with what was planted as label."""

import tempfile
from pathlib import Path

import duckdb

from lumbrera.errors import UsageError
from lumbrera.modelling.collusion.bids import Tenders, read

SCHEMES = ("bid_rotation", "cover_bidding", "market_division")
"""The schemes in which bidders agree."""

_BIDS = """
copy (
    with
        planted as (
            select distinct c.procedure_number as tender
            from (
                select unnest(contracts) as c
                from read_json($schemes, columns = {
                    kind: 'varchar', contracts: 'struct(procedure_number varchar)[]'})
                where kind in {kinds}
            )
        ),
        release as (
            select tender.id as tender, cast(tender.tenderPeriod.startDate as varchar) as opened_on,
                unnest(bids.details) as bid
            from read_json($releases, format = 'newline_delimited', columns = {
                tender: 'struct(id varchar, tenderPeriod struct(startDate varchar))',
                bids: 'struct(details struct("value" struct(amount double), status varchar)[])'})
        )
    select tender, left(opened_on, 10) as opened_on, bid."value".amount as amount,
        if(tender in (select tender from planted), 1, 0) as is_planted
    from release
    where bid.status is distinct from 'withdrawn'
) to '{target}' (format parquet)
"""


def read_simulated(folder: Path, mixed_labels: str = "refuse") -> Tenders:
    """The tenders of a simulated state's OCDS releases that have bids.

    Positive is a tender of a scheme in which bidders agree (SCHEMES), all others are negative.
    Raises UsageError when the folder is no simulated state or has no releases.
    """
    releases = folder / "publicado" / "ocds"
    schemes = folder / "truth" / "schemes.json"
    if not schemes.is_file() or not list(releases.glob("*.jsonl")):
        raise UsageError(
            f"{folder} holds no simulated state with OCDS releases (publicado/ocds) and truth",
            hint="write one with: lumbrera simulate CARPETA",
        )
    with tempfile.TemporaryDirectory(prefix="lumbrera-") as temporary, duckdb.connect() as con:
        target = Path(temporary) / "bids.parquet"
        query = _BIDS.replace("{kinds}", str(SCHEMES)).replace("{target}", str(target))
        con.execute(query, {"schemes": str(schemes), "releases": str(releases / "*.jsonl")})
        return read(
            target, tender=["tender"], value="amount", label="is_planted", date="opened_on",
            mixed_labels=mixed_labels,
        )  # fmt: skip
