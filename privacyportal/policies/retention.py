"""For how many years does law, or the firm itself, want records of each kind kept (policy section 4)?

Each period is a figure with versions. Which of the firm's records are of which kind is the register of what it holds.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from privacyportal.clocks.plan import Certainty, Measure, Text, declare


@dataclass(frozen=True)
class Kept:
    """A kind of record, for how many years it is kept, from which event; `by_law` where the Act fixes the least."""

    code: str
    label: Text
    years: int
    source: str
    by_law: bool = False


PERIODS = (
    Kept(
        "notices",
        _("Years of keeping: notices, pre-contract documents and the like, from their making"),
        5,
        "金融商品取引業等に関する内閣府令第157条第1項第1号・第2号（5年）",
    ),
    Kept(
        "order_slips",
        _("Years of keeping: order slips, from their making"),
        7,
        "金融商品取引業等に関する内閣府令第157条第2項（7年）",
    ),
    Kept(
        "trading_books",
        _("Years of keeping: transaction diaries, customer ledgers and the like, from their making"),
        10,
        "金融商品取引業等に関する内閣府令第157条第2項（10年）",
    ),
    Kept(
        "identity_checks",
        _("Years of keeping: records of identity checks, from the end of the contract"),
        7,
        "犯罪による収益の移転防止に関する法律第6条第2項（7年）",
        by_law=True,
    ),
    Kept(
        "transactions",
        _("Years of keeping: records of transactions, from the transaction"),
        7,
        "犯罪による収益の移転防止に関する法律第7条第3項（7年）",
        by_law=True,
    ),
    Kept(
        "company_books",
        _("Years of keeping: company books, from their closing"),
        10,
        "会社法第432条第2項（10年）",
        by_law=True,
    ),
    Kept(
        "tax_books",
        _("Years of keeping: tax books, from the day after the return was due"),
        7,
        "法人税法施行規則第59条（7年）",
        by_law=True,
    ),
    Kept(
        "tax_books_loss",
        _("Years of keeping: tax books of a year with a loss carried forward"),
        10,
        "法人税法施行規則第26条の3（10年）",
        by_law=True,
    ),
    Kept(
        "account_notices",
        _("Years of keeping: notices of specified and tax-exempt accounts, from the following year"),
        5,
        "租税特別措置法に基づく特定口座・非課税口座の書類（5年）",
    ),
    Kept(
        "dependants",
        _("Years of keeping: declarations of dependants, from the day after 10 January of the following year"),
        7,
        "所得税法施行規則第76条の3（7年）",
        by_law=True,
    ),
    Kept(
        "cases",
        _("Years of keeping: files of complaints and requests, from their closing"),
        5,
        "法令の定めなし、初期設定5年（変更可）",
    ),
    Kept(
        "leaks",
        _("Years of keeping: files of leaks, from their closing"),
        10,
        "法令の定めなし、初期設定10年（変更可）",
    ),
)


def code_for(code: str) -> str:
    """Return the code of the figure by which records of a kind are kept."""
    return f"policies.keep_years_{code}"


def choices() -> list[tuple[str, Text]]:
    """Return the kinds of record with their words, for forms."""
    return [(kept.code, kept.label) for kept in PERIODS]


declare(
    *(
        Measure(
            code=code_for(kept.code),
            label=kept.label,
            unit=_("years"),
            value=Decimal(kept.years),
            certainty=Certainty.HARD if kept.by_law else Certainty.TARGET,
            source=kept.source,
            least=Decimal(kept.years if kept.by_law else 1),
        )
        for kept in PERIODS
    )
)
