"""An empty warehouse to run case files on."""

import duckdb

_DDL = """
create schema core; create schema reference; create schema features; create schema ingest;
create schema meta; create schema staged; create schema networks; create schema anomaly;
create table core.buyer(buyer_id varchar, unit_code varchar, unit varchar, institution_id varchar,
  institution varchar, government_order varchar, state varchar, municipality_code varchar);
create table core.supplier(supplier_id varchar, kind varchar, name varchar, name_core varchar,
  legal_form varchar, name_key varchar, rfc varchar, rfc_public varchar, rfc_status varchar);
create table core.procedure(procedure_id varchar, procedure_number varchar, procedure_year integer,
  buyer_id varchar, title varchar, is_draft boolean, law varchar, regime varchar, matter varchar,
  character varchar, method varchar, exception varchar, published_on date, opened_on date,
  award_on date, award_is_scheduled boolean, status varchar, item_codes varchar[], state varchar,
  url varchar, has_dossier boolean, n_contracts bigint, amount_mxn decimal(18,2));
create table core.contract(contract_id varchar, procedure_id varchar, procedure_number varchar,
  procedure_year integer, buyer_id varchar, supplier_id varchar, title varchar,
  description varchar, law varchar, regime varchar, matter varchar, method varchar,
  exception varchar, exception_article varchar, procedure_type varchar, amount_mxn decimal(18,2),
  amount decimal(18,2), currency varchar, published_on date, award_on date,
  award_is_scheduled boolean, signed_on date, start_on date, end_on date, event_on date,
  event_basis varchar, item_codes varchar[], item_family varchar, size_class varchar,
  consolidated boolean, framework boolean, url varchar, first_seen_on date, last_seen_on date,
  n_exports integer, n_source_rows integer, layouts varchar[]);
create table core.contract_version(contract_id varchar, feed varchar, version integer,
  export_on date, file_sha256 varchar, row_number bigint, status varchar, changed json,
  amount_before decimal(18,2), amount_after decimal(18,2));
create table core.source_row(record_id varchar, record_type varchar, file_sha256 varchar,
  row_number bigint, source varchar, layout varchar, export_on date, url varchar);
create table core.sanction(sanction_id varchar, supplier_name varchar, name_key varchar,
  party_kind varchar, authority varchar, dossier varchar, law varchar, ban_start_on date,
  ban_end_on date, ban_start_basis varchar, ban_end_basis varchar, has_ban boolean,
  ban_length_text varchar, ban_months integer, ban_days integer, fine_mxn decimal(18,2),
  notes varchar[], first_listed_on date, last_listed_on date, in_latest_list boolean);
create table core.tax_listing(listing_id varchar, rfc varchar, name varchar, list varchar,
  status varchar, presumed_on date, cleared_on date, definitive_on date, favourable_on date,
  is_dated boolean, first_listed_on date, last_listed_on date);
create table core.list_availability(list varchar, latest_export_on date, n_rows bigint);
create table ingest.file(file_sha256 varchar, source varchar, layout varchar, name varchar,
  export_date date);
create table meta.run(as_of date, built_at timestamp, engine_version varchar,
  settings_digest varchar);
create table meta.budget(institution_id varchar, year integer, budget_mxn decimal(18,2));
"""


def empty_warehouse() -> duckdb.DuckDBPyConnection:
    """A connection with every core, ingest and meta table, empty."""
    con = duckdb.connect()
    con.execute(_DDL)
    return con
