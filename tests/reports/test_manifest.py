"""Every file that was made stands in the manifest, and is known again byte by byte."""

from __future__ import annotations

import hashlib
import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.choices import Role
from core.as_of import AsOf
from core.exports import FORMATS
from core.formats import format_moment
from core.reporting import REGISTRY
from programs.choices import LetterFormat
from programs.models import LetterFile
from reports.making import check_filter, edition
from reports.manifest import digest_in
from reports.models import MadeFile
from tests.api.asking import Asker
from tests.factories.accounts import NOW, UserFactory
from tests.portal.cases import decided
from tests.programs.desk import ikz_line, signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def client() -> Client:
    return signed_in(UserFactory.create(username="leser", roles=[Role.OFFICER]))


def taken(client: Client, fmt: str) -> bytes:
    answer = client.get(reverse("reports:download", args=["mittel", fmt]))
    return b"".join(answer)


@pytest.mark.parametrize("fmt", FORMATS)
def test_download_is_noted_with_its_digest(client: Client, fmt: str) -> None:
    content = taken(client, fmt)
    made = MadeFile.objects.get()
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    assert (made.report, made.format, str(made.made_by)) == ("mittel", fmt, "leser")


def test_manifest_never_changes(client: Client) -> None:
    taken(client, "csv")
    for change in (MadeFile.objects.all().delete, lambda: MadeFile.objects.update(rows=9)):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def asked(client: Client, **fields: object) -> str:
    return client.post(reverse("reports:check_file"), fields).content.decode()


def test_file_is_known_again_and_one_letter_makes_it_a_stranger(client: Client) -> None:
    content = taken(client, "csv")
    known, other = "hier erstellt und ist unverändert", "hier nicht bekannt"
    assert known in asked(client, file=SimpleUploadedFile("a.csv", content))
    assert other in asked(client, file=SimpleUploadedFile("a.csv", content + b" "))
    digest = hashlib.sha256(content).hexdigest()
    assert known in asked(client, sha256=f"{digest.upper()}  haushalt.csv")
    assert other in asked(client, sha256="0" * 64)
    assert "64 hexadezimale" in asked(client, sha256="abc")
    assert "64 hexadezimale" in asked(client)


def test_stranger_asks_nothing() -> None:
    url = reverse("reports:check_file")
    assert Client().get(url).status_code == 302
    viewer = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER])
    assert signed_in(viewer).get(url).status_code == 403


def test_digest_is_found_as_programs_write_it() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    spaced = " ".join(digest[i : i + 2] for i in range(0, 64, 2))
    for text in (digest, f" {digest}  file.csv", f"SHA256 (f) = {digest}", spaced.upper()):
        assert digest_in(text) == digest
    assert [digest_in(text) for text in ("", "x" * 64, digest[:63])] == ["", "", ""]


@pytest.mark.parametrize("fmt", FORMATS)
def test_same_request_gives_the_same_bytes_but_for_the_moment_in_one_place(fmt: str) -> None:
    user = UserFactory.create(roles=[Role.OFFICER])
    report = REGISTRY["mittel"]
    contents = []
    for now in (NOW, LATER):
        made = edition(report, user, check_filter(report, {}), at=AsOf.today(), now=now)
        contents.append(_plain(b"".join(FORMATS[fmt].chunks(made)), fmt, format_moment(now)))
    assert contents[0] == contents[1]


def _plain(content: bytes, fmt: str, moment: str) -> object:
    """The content with the moment of its making taken out, where it stands."""
    if fmt == "pdf":
        reader = PdfReader(BytesIO(content))
        text = " ".join("".join(page.extract_text() for page in reader.pages).split())
        plain = " ".join(moment.split())
        assert text.count(plain) == 1
        return text.replace(plain, ""), dict(reader.metadata or {})
    if fmt in ("xlsx", "ods"):
        with ZipFile(BytesIO(content)) as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
        bearing = [name for name, text in parts.items() if moment in text]
        assert len(bearing) == 1
        return {name: text.replace(moment, "") for name, text in parts.items()}
    text = content.decode()
    assert text.count(moment) <= 1
    return re.sub(re.escape(moment), "", text)


def test_file_of_the_command_is_known_again(client: Client, tmp_path: Path) -> None:
    target = tmp_path / "quartal.csv"
    call_command("export_report", "mittel", output=str(target))
    made = MadeFile.objects.get()
    assert made.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert (made.name, made.format, made.made_by) == ("quartal.csv", "csv", None)
    with pytest.raises(CommandError):
        call_command("export_report", "mittel", output=str(tmp_path / "fehlt" / "a.csv"))
    assert MadeFile.objects.count() == 1


def test_pipe_of_the_command_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """Whoever pipes a report on (/dev/stdout) keeps the device: no file takes its place."""
    pipe = tmp_path / "rohr"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        call_command("export_report", "mittel", output=str(pipe))
        content = read.result(timeout=30)
    assert pipe.is_fifo()
    assert MadeFile.objects.get().sha256 == hashlib.sha256(content).hexdigest()
    assert list(tmp_path.iterdir()) == [pipe]


def test_answer_of_the_api_is_noted_once(client: Client) -> None:
    asker = Asker(UserFactory.create(roles=[Role.OFFICER]))
    first = asker.ask("reports/mittel")
    assert asker.ask("reports/mittel").content == first.content
    known = asker.ask("reports/mittel", **{"If-None-Match": first["ETag"]})
    assert known.status_code == 304
    made = MadeFile.objects.get()
    assert made.sha256 == hashlib.sha256(first.content).hexdigest()
    assert made.format == "api"
    assert "hier erstellt und ist unverändert" in asked(client, sha256=made.sha256)


def test_letter_is_known_to_its_readers(client: Client) -> None:
    grant = decided(ikz_line("250000.00"))
    file = LetterFile.objects.get(letter__grant=grant, format=LetterFormat.PDF)
    page = asked(client, file=SimpleUploadedFile("b.pdf", bytes(file.content)))
    assert "hier erstellt und ist unverändert" in page
    assert grant.file_reference in page
    coordinator = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    told = asked(coordinator, sha256=file.sha256)
    assert "hier nicht bekannt" in told
    assert grant.file_reference not in told


def test_case_file_is_known_again_to_those_who_see_cases(client: Client) -> None:
    grant = decided(ikz_line("900000.00"))
    content = client.get(f"/zuwendungen/{grant.pk}/akte/").content
    made = MadeFile.objects.get()
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    assert (made.report, made.rows, str(made.made_by)) == ("akte", None, "leser")
    shown = asked(client, sha256=made.sha256)
    assert f"Fallakte {grant}" in unescape(shown)
    assert "Zeilen" not in shown
    coordinator = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    assert "hier nicht bekannt" in asked(coordinator, sha256=made.sha256)
