"""What the table template asks of a django-tables2 table."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django_tables2 import Table

from core.glossary import Term, explained, term_of
from core.tables import html

LONGEST_UNFOLDED = 5  # rows; css/tables.css keeps the first three of a longer table

register = template.Library()


@register.filter
def caption(table: Table) -> str:
    """The caption a table declares as `Meta.caption`, or what the page set as `table.caption`."""
    return str(
        getattr(table, "caption", "") or getattr(getattr(table, "Meta", None), "caption", "")
    )


@register.filter
def folds(table: Table) -> bool:
    """Whether a phone first shows only the top of the table: one without pages, and long."""
    return not getattr(table, "page", None) and len(table.rows) > LONGEST_UNFOLDED


@register.simple_tag(takes_context=True)
def table_head(context: Context, table: Table) -> SafeString:
    """The headings of a table; those that sort are links."""
    return html.head(table, context["request"].GET)


@register.simple_tag(takes_context=True)
def table_body(context: Context, table: Table) -> SafeString:
    """The rows of a table's page; "" if there are none."""
    return html.body(table, context)


@register.simple_tag
def table_foot(table: Table) -> SafeString:
    """The cells below the columns of a table."""
    return html.foot(table)


@register.filter
def terms(table: Table) -> list[Term]:
    """The terms among the headings of a table that the help page explains."""
    return explained(str(column.header) for column in table.columns)


@register.filter
def term(label: str) -> Term | None:
    """The term that the label of a figure holds; None where the help page explains none."""
    return term_of(str(label))
