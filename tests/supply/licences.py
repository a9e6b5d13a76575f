"""Under which licence each pinned package stands, and which of them fit the EUPL-1.2.

What is shipped may be linked and passed on under the EUPL: permissive licences, and weak copyleft
that asks only for its own files (LGPL, MPL). A tool of tests and checks is neither linked nor
passed on; its licence only has to be free. Anything else is refused until a person has read it.
"""

from __future__ import annotations

from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from license_expression import get_spdx_licensing

from tests.supply.pins import Pin

LONGEST = 60  # letters of an expression; what is longer is the text of a licence
SPDX = get_spdx_licensing()
FIT = {
    *("MIT", "MIT-0", "0BSD", "ISC", "Zlib", "CC0-1.0", "PSF-2.0", "ZPL-2.1", "CNRI-Python"),
    *("BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BSD-3-Clause-Modification"),
    *("MPL-2.0", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-or-later", "EUPL-1.2"),
}
FIT_FOR_TOOLS = FIT | {"GPL-3.0-or-later", "Artistic-1.0-Perl"}
# What packages write into their field of the licence where it is no identifier of SPDX.
WRITTEN = {
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "New BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "ISC License": "ISC",
    "Apache 2.0": "Apache-2.0",
    "PSFL": "PSF-2.0",
    "ZPL 2.1": "ZPL-2.1",
}
CLASSIFIERS = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# Read by a person in the package itself: it says several things, or nothing a program understands.
READ = {
    "async-timeout": "Apache-2.0",  # for an older Python alone
    "axe-playwright-python": "MIT",
    "brotlicffi": "MIT",  # for PyPy alone
    "colorama": "BSD-3-Clause",  # for Windows alone
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",  # the MPL covers its list of suffixes
    "psycopg2-binary": "LGPL-3.0-or-later",  # with exceptions that give more
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
    "qrcode": "BSD-3-Clause",  # "other" is a notice about the name QR Code
    "supervisor": "BSD-3-Clause-Modification",  # of Repoze: the BSD's terms and one on names
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
    "yattag": "LGPL-2.1-only",
}


def licence_of(pin: Pin) -> str:
    """The licence of a package as an expression of SPDX; "" where nobody knows it yet."""
    if pin.name in READ:
        return READ[pin.name]
    try:
        said = metadata(pin.name)
    except PackageNotFoundError:
        return ""
    for told in (said["License-Expression"], said["License"]):
        named = WRITTEN.get(told or "", told or "")
        if 0 < len(named) < LONGEST and not SPDX.validate(named).errors:
            return named
    return _classified(said)


def _classified(said: PackageMetadata) -> str:
    """What the classifiers say, where they say one thing."""
    told = {
        entry.rpartition(" :: ")[2]
        for entry in said.get_all("Classifier") or ()
        if "License" in entry
    }
    return CLASSIFIERS.get(told.pop(), "") if len(told) == 1 else ""


def fits(licence: str, among: set[str]) -> bool:
    """Whether the licence may be met by licences `among`: one side of "or", both sides of "and"."""
    if not licence:
        return False
    return bool(_met(SPDX.parse(licence, simple=False), among))


def _met(part: object, among: set[str]) -> bool:
    if isinstance(part, SPDX.OR):
        return any(_met(side, among) for side in part.args)
    if isinstance(part, SPDX.AND):
        return all(_met(side, among) for side in part.args)
    return str(part) in among
