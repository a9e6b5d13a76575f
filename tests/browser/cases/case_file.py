"""A case in the administration as its people work on it: open it, press a step, fill its form."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from tests.browser.house import Visitor, sign_in
from tests.factories.accounts import PASSWORD
from tests.programs.admin.journeys import ALL, Row, Typed

PATIENCE_MS = 20_000  # for machines that do other things as well


@dataclass
class Person:
    """Somebody of the staff at a browser window of their own, signed in."""

    visitor: Visitor
    username: str

    @classmethod
    def arrive(cls, browser: Browser, address: str, user: User) -> Person:
        visitor = Visitor.arrive(browser, address, folder="programs")
        sign_in(visitor.page, address, user.username, PASSWORD)
        return cls(visitor, user.username)

    def sign_in_again(self) -> None:
        """Leave the session behind and begin one anew.

        The page is left first: an answer still on its way to it would bring a cookie of its own,
        and the form of the sign-in that is already there would be refused.
        """
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        sign_in(self.page, self.visitor.address, self.username, PASSWORD)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def add(self, what: str, **typed: Typed) -> None:
        """Fill the form of a new row and save it."""
        self.page.goto(f"{self.visitor.address}/admin/programs/{what}/add/")
        for name, value in typed.items():
            fill(self.page.locator(f"#content [name={name}]"), value)
        self.page.locator(".submit-row [name=_save]").click()
        self.page.wait_for_load_state()

    def open(self, row: Row) -> None:
        """Go to the page of a row."""
        path = f"/admin/programs/{row._meta.model_name}/{row.pk}/change/"
        self.page.goto(f"{self.visitor.address}{path}", wait_until="domcontentloaded")

    def press(self, step: str, **typed: Typed) -> None:
        """Take a step on the open page: click it, fill its form, confirm; it must succeed."""
        self.page.locator(f".steps a[href$='/schritt/{step}/']").click()
        for name, value in typed.items():
            fill(self.page.locator(f"#content [name={name}]"), value)
        self.page.locator(".submit-row input[type=submit]").first.click()
        done = self.page.locator(".messagelist .success").first
        expect(done, f"{step} succeeds").to_be_visible(timeout=PATIENCE_MS)


def fill(field: Locator, value: Typed) -> None:
    """Give a field of any kind its value as a person would."""
    kind = field.first.evaluate("field => field.type || field.tagName.toLowerCase()")
    if value == ALL:
        for box in field.all():
            box.check()
    elif kind == "checkbox":
        field.set_checked(bool(value))
    elif kind.startswith("select"):
        field.select_option(str(value))
    else:
        field.fill(str(value))


def choose(page: Page, select: str, text: str, ags: str) -> None:
    """Pick a body in a search box by what an officer types."""
    box = page.locator(f"{select} + .select2-container .select2-selection")
    box.click()
    page.locator(".select2-container--open .select2-search__field").fill(text)
    page.locator(".select2-results__option", has_text=ags).click()
    expect(page.locator(select)).to_have_value(ags)
