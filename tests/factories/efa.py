"""EfA services, the line that bears their costs, and the keys they are shared out by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from programs.choices import AllocationKeyKind, CostBearer, CostCategory, FundingStatus
from programs.models import AllocationKey, BudgetLine, EfaCost
from services.choices import ProcessKind
from services.models import OnlineProcess
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, program

CEILING = Decimal("3900000.00")
INHABITANTS = {LAUTERBACH: 13_511, ALSFELD: 15_883, GREBENAU: 2_336}


def efa_service(code: str = "efa-probe") -> OnlineProcess:
    made, _is_new = OnlineProcess.objects.get_or_create(
        code=code, defaults={"name": f"Dienst {code}", "kind": ProcessKind.EFA}
    )
    return made


def efa_line(year: int = 2024, *, promised: bool = True, money: Decimal = CEILING) -> BudgetLine:
    """The line of a year; without a promise it has no money."""
    return BudgetLineFactory.create(
        program=program("efa-betriebskosten"),
        fiscal_year=year,
        is_ceiling=True,
        funding_status=FundingStatus.COMMITTED if promised else FundingStatus.OPEN,
        money=str(money) if promised else "0",
    )


def keys(
    year: int = 2024,
    values: Mapping[str, int] = INHABITANTS,
    *,
    kind: AllocationKeyKind = AllocationKeyKind.INHABITANTS,
    process: OnlineProcess | None = None,
) -> None:
    AllocationKey.objects.bulk_create(
        AllocationKey(
            year=year,
            kind=kind,
            process=process,
            municipality_id=ags,
            value=value,
            source="Test",
        )
        for ags, value in values.items()
    )


def cost(amount: str, *, year: int = 2024, code: str = "efa-probe", **fields: object) -> EfaCost:
    """A cost that nobody saved yet: operation, shared out by inhabitants, borne by the state."""
    values: dict[str, object] = {
        "category": CostCategory.OPERATION,
        "key_kind": AllocationKeyKind.INHABITANTS,
        "bearer": CostBearer.STATE,
        **fields,
    }
    return EfaCost(process=efa_service(code), year=year, amount_eur=Decimal(amount), **values)
