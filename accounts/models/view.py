"""Views of lists that a person keeps by a name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from core.database.fields import OneLineField

LONGEST_ADDRESS = 1000


class SavedView(models.Model):
    """A page with its filter, its order and its day, under the name its person gave it.

    Only the address is kept: what it shows is asked anew each time, with the person's rights.
    """

    person = models.ForeignKey(
        User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="saved_views"
    )
    name = OneLineField(_("name"), max_length=80)
    address = OneLineField(_("address"), max_length=LONGEST_ADDRESS)

    class Meta:
        verbose_name = _("Saved view")
        verbose_name_plural = _("Saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="saved_view_has_a_name_of_its_own",
                violation_error_message=_("You have a view of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(address__regex=r"^/([^/\\]|$)"), name="saved_view_stays_in_the_house"
            ),
        ]

    def __str__(self) -> str:
        return self.name
