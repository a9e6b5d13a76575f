"""The bill of materials by CycloneDX: what the house is made of, with check sums and licences."""

from __future__ import annotations

import tomllib

from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tests.supply.licences import licence_of
from tests.supply.pins import ROOT, Pin, pins, styles

OWN_LICENCE = "EUPL-1.2"


def bill() -> str:
    """The bill as JSON of CycloneDX 1.6; tools of tests and checks have the scope "excluded"."""
    house = _house()
    parts = [_of_python(pin) for pin in pins()]
    parts += [_of_npm(name, entry) for name, entry in styles().items()]
    bom = Bom(components=parts)
    bom.metadata.component = house
    bom.register_dependency(house, parts)
    text: str = JsonV1Dot6(bom).output_as_string(indent=2)
    return text


def _house() -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        licenses=[LicenseExpression(OWN_LICENCE)],
    )


def _of_python(pin: Pin) -> Component:
    licence = licence_of(pin)
    address = PackageURL("pypi", name=pin.name, version=pin.version)
    return Component(
        name=pin.name,
        version=pin.version,
        bom_ref=str(address),
        purl=address,
        scope=ComponentScope.REQUIRED if pin.is_shipped else ComponentScope.EXCLUDED,
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(f"https://pypi.org/simple/{pin.name}/"),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=it) for it in pin.digests],
            )
        ],
        licenses=[LicenseExpression(licence)] if licence else [],
    )


def _of_npm(name: str, entry: dict[str, str]) -> Component:
    space, _, short = name.rpartition("/")
    address = PackageURL("npm", namespace=space or None, name=short, version=entry["version"])
    return Component(
        name=short,
        group=space or None,
        version=entry["version"],
        bom_ref=str(address),
        purl=address,
        scope=ComponentScope.REQUIRED,
        licenses=[LicenseExpression(entry["license"])],
    )
