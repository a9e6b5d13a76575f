"""XML from elsewhere: elements one by one, and nothing that expands or never ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.imports import xml_stream
from core.imports.errors import FileRefused
from core.imports.xml_stream import stream_elements

NAMESPACE = "urn:liste"
LIST = '<?xml version="1.0"?>\n<liste xmlns="urn:liste">{}</liste>'


def read(tmp_path: Path, content: str | bytes, *names: str) -> list[str | None]:
    path = tmp_path / "liste.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [element.text for element in stream_elements(path, NAMESPACE, names or ("e",))]


def refused(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(FileRefused) as error:
        read(tmp_path, content)
    return error.value.message


def test_elements_come_by_their_name_in_their_order(tmp_path: Path) -> None:
    content = LIST.format("<e>1</e><f>2</f><!-- <e>x</e> --><e>3</e><e xmlns='urn:x'>4</e>")
    assert read(tmp_path, content) == ["1", "3"]
    assert read(tmp_path, content, "e", "f") == ["1", "2", "3"]
    assert read(tmp_path, LIST.format("")) == []


def test_element_and_all_before_it_leave_memory(tmp_path: Path) -> None:
    path = tmp_path / "liste.xml"
    path.write_text(LIST.format("<g><e>1</e></g>" * 3))
    kept, last = [], None
    for element in stream_elements(path, NAMESPACE, ["e"]):
        parent = element.getparent()
        assert parent is not None
        kept.append(len(list(parent.itersiblings(preceding=True))))
        last = element
    assert kept == [0, 1, 1]  # the one before goes when the next is done
    assert last is not None
    assert last.text is None


def test_elements_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MOST_ELEMENTS", 2)
    assert len(read(tmp_path, LIST.format("<e/>" * 2))) == 2
    assert "mehr als 2 Elemente" in refused(tmp_path, LIST.format("<e/>" * 3))


def test_element_that_does_not_end_is_refused_and_many_small_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_stream, "LARGEST_ELEMENT", 1024**2)
    entry = f"<e>{'x' * 1000}</e>"
    assert len(read(tmp_path, LIST.format(entry * 1500))) == 1500
    said = refused(tmp_path, LIST.format(f"<e>{'<f/>' * 400_000}</e>"))
    assert said == "Ein Element ist größer als 1 MB. Das ist keine Liste von Einträgen."


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE liste [<!ENTITY a "b">]><liste xmlns="urn:liste"><e>&a;</e></liste>',
        '<!DOCTYPE liste SYSTEM "http://x"><liste xmlns="urn:liste"/>',
        '<!-- <a --><!DOCTYPE liste><liste xmlns="urn:liste"/>',
        '<!DOCTYPE liste><liste xmlns="urn:liste"/>'.encode("utf-16"),
    ],
)
def test_document_type_is_refused_before_it_is_read(tmp_path: Path, content: str | bytes) -> None:
    said = refused(tmp_path, content)
    assert "„<!DOCTYPE“" in said
    assert said.startswith("Zeile 1, ")


def test_words_of_a_document_type_inside_the_list_are_text(tmp_path: Path) -> None:
    assert read(tmp_path, LIST.format("<e><![CDATA[<!DOCTYPE]]></e>")) == ["<!DOCTYPE"]


def test_root_of_another_namespace_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, "<liste xmlns='urn:andere'><e/></liste>") == (
        "Zeile 1, „liste“: Das Wurzelelement gehört zu urn:andere, erwartet: urn:liste."
    )
    assert "gehört zu –, erwartet" in refused(tmp_path, "<liste><e xmlns='urn:liste'/></liste>")


def test_file_without_a_root_or_without_an_end_is_told_by_its_row(tmp_path: Path) -> None:
    assert refused(tmp_path, "id;name") == (
        "Zeile 1: Die Datei hat kein Wurzelelement. Das ist kein XML."
    )
    said = refused(tmp_path, LIST.format("<e>1</e>\n<e>").removesuffix("</liste>"))
    assert said.startswith("Zeile 3: Das XML ist nicht lesbar")
    assert said.endswith("Ist die Datei vollständig?")
