"""Lawful situations that look like schemes, by name. Each is a function of a Plot and gives the instance or None."""

from collections.abc import Callable

from lumbrera.simulate.lookalikes import buying, people
from lumbrera.simulate.plot import Plot
from lumbrera.simulate.truth import Instance

LOOKALIKES: dict[str, Callable[[Plot], Instance | None]] = {
    "typing_error_corrected": buying.typing_error_corrected,
    "sole_supplier_patent": buying.sole_supplier_patent,
    "declared_emergency": buying.declared_emergency,
    "deserted_then_direct": buying.deserted_then_direct,
    "justified_short_notice": buying.justified_short_notice,
    "homonyms_small_town": people.homonyms_small_town,
    "recused_official": people.recused_official,
    "framework_one_day": buying.framework_one_day,
    "annual_first_of_january": buying.annual_first_of_january,
    "maker_maintenance": buying.maker_maintenance,
    "local_purchase": buying.local_purchase,
    "cheap_newcomer": buying.cheap_newcomer,
    "siblings_unrelated_bodies": people.siblings_unrelated_bodies,
    "shared_office_building": people.shared_office_building,
}
