"""Templates and views that stand in for a package's know which version of the original they copy.

An upgrade that changes an original fails here with its name. Then: compare the original with
ours, take over what is new, and write the new digest below.
"""
# ruff: noqa: E501 - digests are as long as they are

from __future__ import annotations

import hashlib
import inspect
import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.contrib.admin import ModelAdmin

from tests.house.test_house import ROOT

PACKAGES = Path(sysconfig.get_path("purelib"))
OURS = ROOT / "templates"
# Of one model: Django looks for these beside its own, so the path differs.
OF_A_MODEL = re.compile(r"^admin/[a-z]+/(?:[a-z]+/)?(?=[a-z_]+\.html$)")
DIGESTS = {
    "mfa/authenticate.html": "37e688fdef8f745254fbc6afcacebe74a288c7591743f45880bd368b886dd73e",
    "mfa/index.html": "ae4ccf604a9a47463c51900bd11cec5e01a663da50929be0028aaf09b8c1f86c",
    "mfa/reauthenticate.html": "22fc22425c3fa7e5383fe08a6f7dbb872ee264a9c6a0e54c13a0c92279daaec6",
    "mfa/recovery_codes/generate.html": "76d405d12d01311c72962bff82b2105623e73d62d0f28d52842b22c49802f7f5",
    "mfa/recovery_codes/index.html": "33303ef4ae6a58a2a18c6fde81dc8819a19cbd29f51f88e0a8d8100094428a04",
    "mfa/totp/activate_form.html": "c7268f27735c65136561468cd40614ca146b194b6f20fcf4d2f0794d1a04af40",
    "mfa/totp/deactivate_form.html": "02c44a3278e662d0d24b04fe850a9e8172a076507f84695368fa5b2f1f6543f9",
    "mfa/webauthn/add_form.html": "7e774d06b5f69e3d4310c919175517f6339b7052ea7c4df367e8332628556910",
    "mfa/webauthn/authenticator_confirm_delete.html": "54f42d04a4fd3e7c3a5efa2e728e0c9073ddfdb79acbfda3f178f8a2fa50f176",
    "mfa/webauthn/authenticator_list.html": "e8be87b8c97b408e24d36056e720aa1f0a48e5332e335b6e0bafb69667cbc7ed",
    "mfa/webauthn/edit_form.html": "abbddae26b24e9498818cd9888c032754913120ae2726a51509a90f0ac887ece",
    "mfa/webauthn/reauthenticate.html": "b2c9d327d8f24be435242235811bc005722f5c6aa91f87cd397aec48b581a30f",
    "account/account_inactive.html": "b38ecc2642c28a50c0de4ecec5e7f2e40bd09e7c634d26710c4baf8275a705a4",
    "account/login.html": "bc38debd2f3c65608dc72f102170055a9c5fadbe0db7400d35eda03fd796c339",
    "account/logout.html": "78eca3d4ad6ba874723233ee0b214baeb86a035c8f03d5a34f95ca0e41c0203c",
    "account/password_change.html": "af226f532fb9cbf8be98fcb76eb16980a21670e2f20bef27cdd93788b027df39",
    "account/password_reset.html": "3bd4a82fc776309cb237d3789143803b50c2978a7f3f97802ed895d9740acf33",
    "account/password_reset_done.html": "845d4c92f669d9201df0b23a0bbe4e25ebd99b3a633909d09ae35f992daab7e6",
    "account/password_reset_from_key.html": "a440b3cb49b8f55641d26cf3146a028f21a9e67ed00d1b61676d3a14ce5ba039",
    "account/password_reset_from_key_done.html": "84a7e4eeba8bf3ecfc5fae59f8658e7ba6edd9f521383e4d87afe42b55697707",
    "account/reauthenticate.html": "9e2a69f8965f618e01c6cb8efcb51ace5f6d3da49b5ef94b7f5f769730a55b85",
    "admin/accounts/user/change_form.html": "e85dacd09dd7731a56df95daad9056d5932882a3b49af3cf7dbc9a3df3b3488e",
    "admin/base_site.html": "182897817c02fd96758284ca9eb6dd35f58e3688c6c536ad883e610ac03c1d38",
    "admin/change_form_object_tools.html": "0b49740491761ee4a322fb58f98afe07267d75e3c546b4dcf8c47e395243f802",
    "admin/change_list.html": "20b8d0e45467ccd3ce7ca41c7030fc4f9e7cdc0e51fb934866e7f74040795852",
    "admin/edit_inline/tabular.html": "ef1b0d9b50be1e24e18f44c96571af7070202de3816eeb9746318c8aa5d6f1f7",
    "admin/filter.html": "72f8dacc61259f704bff48b2cfc29cb1e9dde56853f72fa05ca44dda41ea7a35",
    "admin/includes/fieldset.html": "2d7ffc5f076e04ca370e640db8668ad2da0b328567b0c74c89a64e7c6fb353a9",
    "admin/index.html": "4d0c59740cb667279704b03f299317baceded9319ecc50144ec60724130b3e5f",
    "admin/object_history.html": "e5eea48bb0bde18281a05c82bc339faade18cc2ca136634ccbc34ce1a2aa8877",
    "admin/programs/allocationkey/change_list.html": "20b8d0e45467ccd3ce7ca41c7030fc4f9e7cdc0e51fb934866e7f74040795852",
    "admin/programs/call/change_form.html": "e85dacd09dd7731a56df95daad9056d5932882a3b49af3cf7dbc9a3df3b3488e",
    "admin/programs/grant/change_form.html": "e85dacd09dd7731a56df95daad9056d5932882a3b49af3cf7dbc9a3df3b3488e",
    "admin/programs/grant/change_list.html": "20b8d0e45467ccd3ce7ca41c7030fc4f9e7cdc0e51fb934866e7f74040795852",
    "admin/programs/grant/submit_line.html": "c88ed75990a3bd8e49b4302f6f3c7c8695d98b8bd1616c749adcbb66de6e5a36",
    "admin/programs/hkrpayment/change_list.html": "20b8d0e45467ccd3ce7ca41c7030fc4f9e7cdc0e51fb934866e7f74040795852",
    "admin/programs/program/change_form.html": "e85dacd09dd7731a56df95daad9056d5932882a3b49af3cf7dbc9a3df3b3488e",
    "admin/programs/lettertemplate/change_form.html": "e85dacd09dd7731a56df95daad9056d5932882a3b49af3cf7dbc9a3df3b3488e",
    "admin/programs/lettertemplate/change_list.html": "20b8d0e45467ccd3ce7ca41c7030fc4f9e7cdc0e51fb934866e7f74040795852",
    "admin/programs/reclaim/change_form.html": "e85dacd09dd7731a56df95daad9056d5932882a3b49af3cf7dbc9a3df3b3488e",
    "admin/search_form.html": "18898ee2576bda254c0ca3dada9ad0ceb272ad91104b5672ea0b8d7c5e956d0f",
    "admin/services/ozgservice/change_list.html": "20b8d0e45467ccd3ce7ca41c7030fc4f9e7cdc0e51fb934866e7f74040795852",
}


def originals() -> Iterator[tuple[str, Path]]:
    """Path below templates/ and the original of every template of ours that replaces one."""
    folders = [Path(app.path) / "templates" for app in apps.get_app_configs()]
    folders = [folder for folder in folders if folder.is_relative_to(PACKAGES)]
    for file in sorted(OURS.rglob("*.html")):
        name = str(file.relative_to(OURS))
        for path in dict.fromkeys((name, OF_A_MODEL.sub("admin/", name))):
            for folder in folders:
                if (folder / path).is_file():
                    yield name, folder / path


def test_originals_are_those_that_were_copied() -> None:
    found = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in originals()}
    assert found == DIGESTS


def test_form_of_the_administration_is_sent_as_django_has_it() -> None:
    """core/admin/saving.py and DeskAdmin._save follow this view, with a place for refusals."""
    view = inspect.getsource(ModelAdmin._changeform_view)  # type: ignore[attr-defined]
    digest = hashlib.sha256(view.encode()).hexdigest()
    assert digest == "e40ac45556bca1d2f576b71aa3a7ae79841486e80c2133fbf38aceea5d4792b4"


# A month shows below it as a list; the values of a chart are the chart once more, in few columns.
NO_CARDS = {"components/_chart_data.html", "portal/deadline_calendar.html"}
REGION = re.compile(r'class="[^"]*\btable-region\b[^"]*"')
CELL = re.compile(r"<td\b(?![^>]*(?:data-label|colspan))[^>]*>")


def test_rows_of_every_table_are_cards_on_a_phone() -> None:
    """Each cell names its column; tables of the administration have a page of their own kind."""
    found = {file.relative_to(OURS).as_posix(): file.read_text() for file in OURS.rglob("*.html")}
    with_tables = {name: text for name, text in found.items() if REGION.search(text)}
    wide = {
        name
        for name, text in with_tables.items()
        if any("table-region--cards" not in region for region in REGION.findall(text))
        or CELL.search(text)
    }
    assert wide == NO_CARDS
