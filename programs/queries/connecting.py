"""How a process for re-use is connected, and whom to ask: what its kind, its contract way and
our data say. Nothing that nobody recorded is made up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import EfaCost, Program
from programs.queries.municipal.contact import Contact, contacts_of
from services.choices import ContractWay, ProcessKind
from services.models import OnlineProcess

HOW = {
    ProcessKind.CIVENTO: gettext_lazy(
        "The state provides civento free of charge. Register for civento, set the process up, have "
        "the service listed in the administration portal, then report it as online. Connecting the "
        "back office is a step of its own."
    ),
    ProcessKind.EFA: gettext_lazy(
        "One state made the service for all. Set it up, have it listed in the "
        "administration portal, then report it as online."
    ),
    ProcessKind.OTHER: gettext_lazy(
        "The process runs on another platform. How it is connected is not recorded here; its "
        "operator knows."
    ),
}
CONTRACT = {
    ContractWay.AGREEMENT: gettext_lazy(
        "The contract is an administrative agreement between states; a municipality does not join "
        "it itself, the state passes the service on."
    ),
    ContractWay.FIT_STORE: gettext_lazy(
        "The contract runs between states over the FIT-Store; a municipality does not join it "
        "itself, the state passes the service on."
    ),
    ContractWay.MARKETPLACE: gettext_lazy(
        "The contract comes from the EfA marketplace, where municipalities can register themselves."
    ),
}


@dataclass(frozen=True)
class Connectable:
    """A process, and who made or leads it as far as that is recorded."""

    process: OnlineProcess

    @property
    def asked(self) -> str:
        """ "Fabrik Süd", "leading state: Bayern", or that it is unknown; demo data are marked."""
        process = self.process
        told = process.factory
        if process.lead_state:
            told = _("leading state: %(state)s") % {"state": process.lead_state}
        if process.is_demo:
            return _("%(asked)s (demo data)") % {"asked": told or _("unknown")}
        return told or _("unknown")


@dataclass
class WayToConnect:
    """What is alike for processes of one kind and contract way, with whom their programs name."""

    kind: ProcessKind
    contract: str
    processes: list[Connectable]
    contacts: list[tuple[Program, Contact]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return anchor_of(self.kind, self.contract)

    @property
    def title(self) -> str:
        name = str(self.kind.label)
        return f"{name}, {ContractWay(self.contract).label}" if self.contract else name

    @property
    def text(self) -> str:
        """How it is connected, and over which contract."""
        how = str(HOW[self.kind])
        if self.contract:
            return f"{how} {CONTRACT[ContractWay(self.contract)]}"
        if self.kind is ProcessKind.EFA:
            unknown = _("Over which contract it comes is not recorded.")
            return f"{how} {unknown}"
        return how


def anchor_of(kind: str, contract: str) -> str:
    """Where a page explains the way: "anschluss-efa-fit_store"."""
    return "-".join(filter(None, ["anschluss", kind, contract]))


def ways_to_connect(codes: Iterable[str]) -> list[WayToConnect]:
    """The ways of these processes, by kind and contract; two statements."""
    processes = OnlineProcess.objects.filter(pk__in=set(codes)).order_by(
        "kind", "contract_way", "name", "pk"
    )
    programs = _programs_paying(codes)
    ways = []
    for (kind, contract), found in groupby(processes, lambda p: (p.kind, p.contract_way)):
        own = list(found)
        paying = [program for one in own for program in programs.get(one.pk, [])]
        contacts = contacts_of(paying)
        made = [Connectable(process) for process in own]
        ways.append(WayToConnect(ProcessKind(kind), contract, made, contacts))
    return ways


def _programs_paying(codes: Iterable[str]) -> dict[str, list[Program]]:
    """The programs that bear the costs of each process."""
    costs = EfaCost.objects.filter(process__in=set(codes), line__isnull=False)
    found: dict[str, list[Program]] = {}
    for cost in costs.select_related("line__program"):
        if cost.line is not None:
            found.setdefault(cost.process_id, []).append(cost.line.program)
    return found
