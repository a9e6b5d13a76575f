"""The notional part of each body in an EfA cost: support in kind, never a grant.

The year's key says how much weight a body has; the cost is split by largest remainder, so that
the parts add up to it to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from core.database.intervals import holding, holds
from core.errors import RuleError
from core.money import round_eur, split_eur
from municipalities.models import Municipality, PopulationFigure
from programs.choices import AllocationKeyKind
from programs.models import AllocationKey, EfaCost
from services.rules.competence import COMPETENT

PERCENT = Decimal(100)

COMPETENT_BODIES = f"""
    SELECT DISTINCT m.ags FROM municipalities_municipality m
    JOIN services_onlineprocess_services ps ON ps.onlineprocess_id = %(process)s
    JOIN services_competence c ON c.service_id = ps.ozgservice_id
        AND {holds("c")}
    WHERE {COMPETENT}
"""  # noqa: S608  # a constant of ours


def split_notionally(amount_eur: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The part of each body in euros, cent-exact; at a tie the smaller key (AGS) comes first."""
    bodies = sorted(weights)
    parts = split_eur(amount_eur, [weights[ags] for ags in bodies])
    return dict(zip(bodies, parts, strict=True))


def key_kind_of(cost: EfaCost) -> AllocationKeyKind:
    """The key that splits the cost inside Hessen.

    The Königsteiner Schlüssel splits between the states only; inside Hessen inhabitants count.
    """
    kind = AllocationKeyKind(cost.key_kind)
    is_between_states = kind == AllocationKeyKind.KOENIGSTEIN
    return AllocationKeyKind.INHABITANTS if is_between_states else kind


def weights_of(cost: EfaCost) -> dict[str, Decimal]:
    """The weight of each body in `cost`, by key (AGS); empty where the year has no key.

    Keys of the process go before general ones; of these count the bodies that are competent for
    what the process offers, or all municipalities where nobody said who is.
    """
    keys = AllocationKey.objects.filter(
        Q(process=cost.process_id) | Q(process__isnull=True),
        year=cost.year,
        kind=key_kind_of(cost),
        municipality__isnull=False,
        value__gt=0,
    ).values_list("municipality", "value", "process")
    own = {ags: value for ags, value, process in keys if process is not None and ags is not None}
    if own:
        return own
    general = {ags: value for ags, value, _process in keys if ags is not None}
    bodies = _competent(cost) & general.keys()
    return {ags: general[ags] for ags in bodies}


def _competent(cost: EfaCost) -> set[str]:
    day = date(cost.year, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(COMPETENT_BODIES, {"process": cost.process_id, "day": day})
        found = {row[0] for row in cursor.fetchall()}
    return found or set(Municipality.objects.municipalities().values_list("pk", flat=True))


def hessian_part(total_eur: Decimal, year: int) -> Decimal:
    """Hessen's part of a cost of all states by the Königsteiner Schlüssel, rounded to the cent.

    Raises RuleError if the key of the year is not recorded.
    """
    key = AllocationKey.objects.filter(
        year=year, kind=AllocationKeyKind.KOENIGSTEIN, municipality__isnull=True
    ).first()
    if key is None:
        message = _("The Königstein key of %(year)s is not recorded. Record it with its source.")
        raise RuleError(message % {"year": year}, field="whole_eur", code="no_key")
    return round_eur(total_eur * key.value / PERCENT)


def inhabitants_on(day: date) -> dict[str, tuple[int, date]]:
    """Inhabitants of each body that exists on `day`, with the date of the figure."""
    figures = PopulationFigure.objects.filter(
        holding(day, begin="used_from", end="used_to"),
        municipality__in=Municipality.objects.existing_on(day).recipients(),
    )
    return {
        ags: (population, as_of)
        for ags, population, as_of in figures.values_list("municipality", "population", "as_of")
    }
