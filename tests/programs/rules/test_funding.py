"""The arithmetic of funding at its boundaries: one cent, one day, one partner, half a cent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from programs.rules import funding

REASON = "Ausnahme im Landesinteresse"


def refused(check: Callable[..., object], *args: Any, **values: Any) -> tuple[str, str, str]:
    """Field, code and German message of the refusal, with plain spaces."""
    with pytest.raises(RuleError) as refusal:
        check(*args, **values)
    error = refusal.value
    return str(error.field), str(error.code), error.message.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("eligible", "rate", "grant"),
    [
        ("125000.00", "0.8", "100000.00"),
        ("0.00", "0.8", "0.00"),
        ("0.01", "0.5", "0.01"),  # half a cent goes up
        ("0.01", "0.49", "0.00"),
        ("100.01", "0.5", "50.01"),  # 50.005
        ("100.01", "0.85", "85.01"),  # 85.0085
        ("33.35", "0.9", "30.02"),  # 30.015
        ("99999.99", "1", "99999.99"),
        ("100000.00", "0.0001", "10.00"),
    ],
)
def test_grant_is_the_share_of_the_expenditure_rounded_half_up(
    eligible: str, rate: str, grant: str
) -> None:
    assert funding.grant_eur(Decimal(eligible), rate=Decimal(rate)) == Decimal(grant)


@given(st.integers(0, 10**11), st.integers(1, 10_000))
def test_grant_is_within_half_a_cent_and_never_rounded_down_at_the_half(
    cents: int, basis_points: int
) -> None:
    rate = Decimal(basis_points) / 10_000
    above = funding.grant_eur(Decimal(cents) / 100, rate=rate) - Decimal(cents) / 100 * rate
    assert Decimal("-0.005") < above <= Decimal("0.005")


@pytest.mark.parametrize("rate", ["0", "-0.01", "1.0001", "80"])
def test_rate_lies_above_nothing_and_up_to_all(rate: str) -> None:
    field, _code, message = refused(funding.grant_eur, Decimal(100), rate=Decimal(rate))
    assert (field, message) == (
        "funding_rate",
        "Der Fördersatz liegt über 0 % und höchstens bei 100 %.",
    )


def test_expenditure_is_never_negative() -> None:
    assert refused(funding.grant_eur, Decimal("-0.01"), rate=Decimal(1))[0] == "eligible_eur"


@pytest.mark.parametrize(
    ("partners", "cap", "grant"),
    [
        (1, None, "25000.01"),
        (4, None, "100000.04"),
        (4, "100000.05", "100000.04"),
        (4, "100000.04", "100000.04"),
        (4, "100000.03", "100000.03"),
        (0, "100000.00", "0.00"),
    ],
)
def test_rate_per_partner_stops_at_the_cap(partners: int, cap: str | None, grant: str) -> None:
    found = funding.per_partner_eur(
        partners, rate_eur=Decimal("25000.01"), cap_eur=None if cap is None else Decimal(cap)
    )
    assert found == Decimal(grant)


def test_shares_add_up_to_the_cent() -> None:
    shares = [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    funding.check_shares(Decimal("100.00"), shares)
    assert refused(funding.check_shares, Decimal("100.01"), shares) == (
        "shares",
        "shares",
        (
            "Die Anteile ergeben 100,00 €, die Tranchen 100,01 €: 0,01 € zu wenig. Bitte "
            "einen Anteil oder eine Tranche berichtigen."
        ),
    )
    assert refused(funding.check_shares, Decimal("99.99"), shares) == (
        "shares",
        "shares",
        (
            "Die Anteile ergeben 100,00 €, die Tranchen 99,99 €: 0,01 € zu viel. Bitte "
            "einen Anteil oder eine Tranche berichtigen."
        ),
    )


@pytest.mark.parametrize(
    ("own", "third_party", "grant", "total"),
    [
        ("20000.01", "5000.00", "100000.00", "125.000,01"),
        ("19999.99", "5000.00", "100000.00", "124.999,99"),
        ("20000.00", "5000.01", "100000.00", "125.000,01"),
        ("20000.00", "4999.99", "100000.00", "124.999,99"),
        ("20000.00", "5000.00", "100000.01", "125.000,01"),
        ("20000.00", "5000.00", "99999.99", "124.999,99"),
    ],
)
def test_financing_plan_is_neither_above_nor_below_the_expenditure(
    own: str, third_party: str, grant: str, total: str
) -> None:
    plan = {"own_eur": Decimal(own), "third_party_eur": Decimal(third_party)}
    values = {"eligible_eur": Decimal(125_000), "grant": Decimal(grant), **plan}
    assert refused(funding.check_financing_plan, **values) == (
        "eligible_eur",
        "financing_plan",
        (
            f"Eigenmittel, Drittmittel und Zuwendung ergeben {total} €, die zuwendungsfähigen "
            "Ausgaben betragen 125.000,00 €. Bitte den Finanzierungsplan berichtigen."
        ),
    )


def test_financing_plan_that_makes_up_the_expenditure_passes() -> None:
    funding.check_financing_plan(
        eligible_eur=Decimal("125000.00"),
        own_eur=Decimal("20000.00"),
        third_party_eur=Decimal("5000.00"),
        grant=Decimal("100000.00"),
    )


@pytest.mark.parametrize(
    ("partners", "usual", "exceptional", "reason", "answer"),
    [
        (3, 3, 2, "", ""),
        (4, 3, 2, "", ""),
        (2, 3, 2, "", "exception_reason"),
        (2, 3, 2, "  ", "exception_reason"),
        (2, 3, 2, REASON, ""),
        (1, 3, 2, REASON, "partners"),
        (2, 3, None, REASON, "partners"),
        (3, 3, None, "", ""),
        (1, None, None, "", ""),
        (1, None, 2, "", ""),
    ],
)
def test_partners_reach_the_usual_number_or_with_a_reason_the_exceptional_one(
    partners: int, usual: int | None, exceptional: int | None, reason: str, answer: str
) -> None:
    def check() -> None:
        funding.check_partner_count(partners, usual=usual, exceptional=exceptional, reason=reason)

    if not answer:
        check()
        return
    field = {"partners": "participations"}.get(answer, answer)
    assert refused(check)[:2] == (field, answer)


@pytest.mark.parametrize(("exceptional", "least"), [(2, 2), (None, 3)])
def test_refusal_of_too_few_partners_names_the_least(exceptional: int | None, least: int) -> None:
    message = refused(funding.check_partner_count, 1, usual=3, exceptional=exceptional, reason="")[
        2
    ]
    assert message == f"1 Beteiligte: Die Richtlinie verlangt mindestens {least}."


@pytest.mark.parametrize(
    ("start", "last_short", "enough"),
    [
        (date(2026, 1, 1), date(2030, 12, 30), date(2030, 12, 31)),
        (date(2026, 11, 23), date(2031, 11, 21), date(2031, 11, 22)),
        (date(2024, 2, 29), date(2029, 2, 27), date(2029, 2, 28)),  # no 29 February in 2029
    ],
)
def test_cooperation_lasts_the_years_of_the_directive(
    start: date, last_short: date, enough: date
) -> None:
    field, _code, message = refused(funding.check_cooperation_term, start, last_short, years=5)
    assert field == "cooperation_until"
    assert message == (f"Die Kooperation muss mindestens 5 Jahre bestehen, bis {enough:%d.%m.%Y}.")
    funding.check_cooperation_term(start, enough, years=5)
    funding.check_cooperation_term(start, start, years=None)


@pytest.mark.parametrize(
    ("baseline", "planned", "rate"),
    [
        ("100000.00", "85000.00", "0.15"),
        ("100000.00", "100000.00", "0"),
        ("100000.00", "110000.00", "-0.1"),
        ("100000.00", "0.00", "1"),
    ],
)
def test_saving_is_a_share_of_the_cost_before(baseline: str, planned: str, rate: str) -> None:
    assert funding.saving_rate(Decimal(baseline), Decimal(planned)) == Decimal(rate)


def test_saving_of_no_cost_before_is_unknown() -> None:
    assert funding.saving_rate(Decimal(0), Decimal("1.00")) is None


def test_saving_of_exactly_the_share_passes_and_one_cent_less_does_not() -> None:
    least = Decimal("0.15")
    funding.check_saving(Decimal(100_000), Decimal(85_000), least=least, reason="")
    for planned in ("85000.01", "85010.00"):  # the second saves 14.99 %
        given = refused(
            funding.check_saving, Decimal(100_000), Decimal(planned), least=least, reason=" "
        )
        assert given[:2] == ("saving_reason", "saving")


@pytest.mark.parametrize(
    ("baseline", "least", "reason"),
    [("100000.00", "0.15", REASON), ("100000.00", None, ""), ("0.00", "0.15", "")],
)
def test_saving_too_small_passes_with_a_reason_or_where_none_is_asked(
    baseline: str, least: str | None, reason: str
) -> None:
    funding.check_saving(
        Decimal(baseline),
        Decimal("99999.00"),
        least=None if least is None else Decimal(least),
        reason=reason,
    )


def test_tranches_are_split_by_the_shares_still_open() -> None:
    tranches = [Decimal("50.00"), Decimal("30.00"), Decimal("20.00")]
    shares = [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert funding.split_tranche(tranches, shares) == [
        [Decimal("16.67"), Decimal("16.67"), Decimal("16.66")],
        [Decimal("10.00"), Decimal("10.00"), Decimal("10.00")],
        [Decimal("6.67"), Decimal("6.66"), Decimal("6.67")],
    ]


def test_only_tranche_is_the_shares() -> None:
    shares = [Decimal("0.01"), Decimal("99.99")]
    assert funding.split_tranche([Decimal("100.00")], shares) == [shares]


@given(
    st.lists(st.integers(1, 10**8), min_size=1, max_size=8),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
)
def test_split_adds_up_in_rows_and_columns(cents: list[int], weights: list[int]) -> None:
    shares = [Decimal(cent) / 100 for cent in cents]
    total, parts = sum(cents), sum(weights)
    heads = [Decimal(total * weight // parts) / 100 for weight in weights[:-1]]
    tranches = [*heads, Decimal(total) / 100 - sum(heads, Decimal(0))]
    table = funding.split_tranche(tranches, shares)
    assert [sum(row, Decimal(0)) for row in table] == tranches
    assert [sum(column, Decimal(0)) for column in zip(*table, strict=True)] == shares
