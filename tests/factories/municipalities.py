"""Bodies of the reference data by what the tests need of them, and bodies made up."""

from __future__ import annotations

from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory

from municipalities.choices import Kind
from municipalities.models import Municipality

LAUTERBACH, ALSFELD, GREBENAU, SCHLITZ = "06535011", "06535001", "06535006", "06535015"
GIESSEN, GIESSEN_DISTRICT = "06531005", "06531"
HANAU_BEFORE, HANAU = "06435014", "06415000"
OBERWESER, WAHLSBURG, WESERTAL = "06633021", "06633027", "06633030"


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    """A municipality that no reference file knows, in the Vogelsbergkreis."""

    class Meta:
        model = Municipality

    ags = Sequence(lambda number: f"06535{900 + number}")
    name = Sequence(lambda number: f"Neudorf {number}")
    official_name = LazyAttribute(lambda body: f"{body.name}, Gemeinde")
    kind = Kind.MUNICIPALITY
    district_id = "06535"
