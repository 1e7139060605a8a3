"""Who is who among the people that the sources mention, and on what each link stands.

core.person_mention: one row per mention of a natural person. mention_id; person_id (certain and
confirmed links); likely_id (probable ones too); profile_id (one name with one key in one post, list or
firm: what a person's decision refers to, the same in every run); system (S1, S2, S3, register,
payroll, directory, bods, list, contract); role (declarant, procurement_official, staff, listed, partner,
representative, owner, supplier, sanctioned); given_name, first_surname, second_surname (clean, Ñ
kept); order_basis ('published', 'rfc', 'assumed'); name_key (comparable full name); curp, rfc
(internal; curp_is_valid, rfc_is_valid tell the check digits); birth_on (internal); institution_key,
institution, institution_id (null where no institution that buys has that name), municipality_code,
place_key; official_id (as in core.official, for S1, S2, directory, payroll); supplier_id, firm_key;
position, area, from_on, to_on; record_id, export_on, file_sha256, row_number.

core.person: one row per person_id: name parts of the most frequent writing, name_key, n_mentions,
n_profiles, systems, roles, has_certain_key, likely_id.

core.person_link: one row per pair of profiles of different origin that may be one person:
link_id, profile_a, profile_b, person_a, person_b, certainty ('certain', 'probable', 'candidate'),
basis (codes: curp, rfc, curp_unchecked, rfc_unchecked, rfc_root, birth, name, name_near,
institution, position, since, municipality, confirmed), probability (null for keys),
expected_by_chance (people of that name to be expected among those the other source holds, from how
often its parts occur), n_rivals, is_confirmed, is_rejected, decided_by, decided_on.

core.link_held_back: what would link and was held back: reason, key_kind, n_profiles, n_keys.
"""

import duckdb

READS = [
    "core.buyer",
    "core.contract_sighting",
    "core.institution",
    "core.ownership",
    "core.published_supplier",
    "core.register_firm",
    "core.register_person",
    "core.supplier",
    "meta.link_decision",
    "staged.payroll",
    "staged.pdn_s1",
    "staged.pdn_s2",
    "staged.pdn_s3",
    "staged.person_list",
    "staged.staff_directory",
]
WRITES = [
    "core.person_mention",
    "core.person",
    "core.person_link",
    "core.link_held_back",
    "core.link_model",
]


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Gathers the mentions, joins them by keys, then weighs what is left by name and context."""
    from lumbrera.content.models.core import _person_sources
    from lumbrera.people import judge, keys, linkage, mentions, names, scoring

    names.register(con)
    mentions.gather(con, _person_sources.mentions(READS))
    keys.join_by_key(con)
    is_weighed = linkage.is_worth_weighing(con)
    if is_weighed:
        linkage.prepare(con)
        scoring.score(con)
        linkage.compare(con)
        judge.judge(con)
    else:
        judge.judge_nothing(con)
    judge.write_links(con, weighed=is_weighed)
    mentions.write(con)
