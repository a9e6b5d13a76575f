"""XML from elsewhere as a stream of elements: flat memory, nothing expanded, nothing fetched.

No document type, no entity, no network: a message needs none of them, an attack does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from core.imports.errors import FileRefused, refuse
from core.imports.reader import require_readable

LARGEST_FILE = 4 * 1024**3
LARGEST_ELEMENT = 8 * 1024**2  # as a tree it takes ten times that
MOST_ELEMENTS = 50_000_000  # all of Germany has 6 million competences
LONGEST_PROLOG = 1024**2


def stream_elements(path: Path, namespace: str, names: Collection[str]) -> Iterator[etree._Element]:
    """The elements called `names`, each as it ends; then it and all before it leave memory.

    Raises FileRefused for a root of another namespace, a document type, a file or an element
    that is too large, and for what is not well-formed.
    """
    require_readable(path, LARGEST_FILE)
    _refuse_document_type(path)
    with path.open("rb") as file:
        guarded = _Guarded(file)
        try:
            for count, element in enumerate(_elements(guarded, namespace, names), start=1):
                if count > MOST_ELEMENTS:
                    message = _("The file has more than %(most)s elements. Split it.")
                    raise refuse(message % {"most": MOST_ELEMENTS})
                guarded.element_ended()
                yield element
                _drop(element)
        except etree.XMLSyntaxError as error:
            message = _("The XML cannot be read: %(error)s. Is the file complete?")
            raise refuse(message % {"error": error.msg}, row=error.lineno or 0) from None


class _Guarded:
    """A file that refuses to feed the parser more than one element may hold."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._since_element = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._since_element += len(chunk)
        if self._since_element > LARGEST_ELEMENT:
            message = _("An element is larger than %(size)s MB. This is no list of entries.")
            raise refuse(message % {"size": LARGEST_ELEMENT // 1024**2})
        return chunk

    def element_ended(self) -> None:
        self._since_element = 0


def _refuse_document_type(path: Path) -> None:
    """Document types carry entities; the parser does not get to see one."""
    with path.open("rb") as file:
        start = file.read(LONGEST_PROLOG).replace(b"\x00", b"")
    root = re.search(rb"<[A-Za-z_]", start)
    if root is None:
        raise refuse(_("The file has no root element. This is no XML."), row=1)
    if b"<!DOCTYPE" in start[: root.start()]:
        raise _document_type()


def _document_type() -> FileRefused:
    message = _("The file declares a document type or entities. Remove them: none is read.")
    return refuse(message, row=1, value="<!DOCTYPE")


def _elements(file: _Guarded, namespace: str, names: Collection[str]) -> Iterator[etree._Element]:
    context = etree.iterparse(
        file,
        events=("end",),
        tag=[f"{{{namespace}}}{name}" for name in names],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    is_checked = False
    for _event, element in context:
        if not is_checked:
            _check_root(element.getroottree(), namespace)
            is_checked = True
        yield element
    if not is_checked:
        _check_root(context.root.getroottree(), namespace)


def _check_root(tree: etree._ElementTree, namespace: str) -> None:
    if bool(tree.docinfo.internalDTD):
        raise _document_type()
    name = etree.QName(tree.getroot())
    if name.namespace != namespace:
        message = _("The root element belongs to %(namespace)s, expected: %(expected)s.")
        values = {"namespace": name.namespace or "–", "expected": namespace}
        raise refuse(message % values, row=1, value=name.localname)


def _drop(element: etree._Element) -> None:
    """Free the element and everything before it, up to the root."""
    element.clear()
    node = element
    parent = node.getparent()
    while parent is not None:
        while node.getprevious() is not None:
            del parent[0]
        node, parent = parent, parent.getparent()
