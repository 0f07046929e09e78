"""Which rules does the portal bring along, how firm is each, and where does it come from?"""

from dataclasses import dataclass

from privacyportal.clocks.plan import Certainty, LevelCode, OffsetUnit, Unit
from privacyportal.clocks.river.telling import (
    ASK,
    AT_ONCE,
    LAPSED,
    MONTH_AHEAD,
    QUARTER_AHEAD,
    REVIEWED,
    SHORT,
    USUAL,
    Steps,
    late,
    warning,
)

TARGET_SOURCE = "初期設定（変更可）"
# The rule says "at intervals"; "about once a year or more often" is the guideline's.
CHECKED = (
    "個人情報保護法施行規則第18条第1項第1号（定期的に）、ガイドライン外国第三者提供編6-1(1)（年1回程度又はそれ以上）"
)
TRAINED = "個人情報保護法第24条、ガイドライン通則編10-4（従業者に定期的な研修等）、初期設定（変更可）"


@dataclass(frozen=True)
class Shipped:
    """A rule as the portal brings it."""

    duty: str
    amount: int
    unit: Unit
    steps: Steps
    variant: str = ""
    calendar: str = "DESK"
    day_one: bool = False
    roll: bool = False
    until_midnight: bool = False
    stopped_by: tuple[str, ...] = ("*",)
    certainty: Certainty = Certainty.TARGET
    source: str = TARGET_SOURCE


RULES = (
    Shipped("cases.acknowledge", 1, Unit.BUSINESS_DAYS, SHORT, stopped_by=()),
    Shipped("cases.answer", 10, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -3) + USUAL),
    # A request for disclosure etc.: without delay by the Act; ten calendar days from arrival is the firm's target.
    Shipped("cases.answer", 10, Unit.DAYS, warning(LevelCode.SOON, -3) + SHORT, variant="disclosure", roll=True),
    # The routing table's shorter limit, for individual numbers.
    Shipped("cases.answer", 5, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -2) + USUAL, variant="5_days"),
    Shipped("cases.identity_check", 5, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + USUAL),
    Shipped("cases.pass_on", 2, Unit.BUSINESS_DAYS, SHORT, stopped_by=()),
    Shipped("cases.referral_answer", 3, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + SHORT, stopped_by=()),
    # Authorities, courts and police: on the day itself, unless their document names a day.
    Shipped("cases.referral_answer", 1, Unit.BUSINESS_DAYS, SHORT, variant="same_day", day_one=True, stopped_by=()),
    # What a vendor owes us for our own answer to the person (Act, Article 25).
    Shipped("cases.vendor_answer", 3, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + USUAL, stopped_by=()),
    Shipped(
        "cases.suit_possible",
        15,
        Unit.DAYS,
        warning(LevelCode.SOON, -3),
        until_midnight=True,
        stopped_by=(),
        certainty=Certainty.HARD,
        source="個人情報保護法第39条第1項（到達日から2週間を経過した日）",
    ),
    # How long the body may take on its own calendar before we ask; nothing binds it.
    Shipped("cases.body_answer", 20, Unit.BUSINESS_DAYS, ASK, stopped_by=()),
    Shipped("cases.body_answer", 10, Unit.BUSINESS_DAYS, ASK, variant="passed_on", stopped_by=()),
    Shipped("cases.latest_message", 5, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + USUAL, stopped_by=()),
    Shipped("cases.progress", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + USUAL, stopped_by=()),
    Shipped("cases.promise", 0, Unit.DAYS, warning(LevelCode.SOON, -2) + SHORT, stopped_by=(), source="約束した期日"),
    Shipped("cases.nudge", 10, Unit.BUSINESS_DAYS, late(5, 10), stopped_by=()),
    Shipped("cases.long_wait", 30, Unit.DAYS, late(3, 10), roll=True, stopped_by=()),
    # Whether the day of knowing is the first day is stated of the final report only; the stricter reading is taken.
    Shipped(
        "cases.leak_first_report",
        5,
        Unit.DAYS,
        warning(LevelCode.EARLY, -3, OffsetUnit.DAYS) + warning(LevelCode.SOON, -2, OffsetUnit.DAYS) + SHORT,
        calendar="GOV",
        day_one=True,
        until_midnight=True,
        stopped_by=(),
        certainty=Certainty.GUIDELINE,
        source="個人情報保護法施行規則第8条第1項（速やかに）、ガイドライン通則編3-5-3-3（概ね3～5日以内）、"
        "番号法第29条の4（個人番号）、金融商品取引業等に関する内閣府令第123条第1項第6号の2（個人顧客）",
    ),
    *(
        Shipped(
            "cases.leak_final_report",
            days,
            Unit.DAYS,
            warning(LevelCode.EARLY, -14, OffsetUnit.DAYS) + warning(LevelCode.SOON, -5) + SHORT,
            variant=variant,
            calendar="GOV",
            day_one=True,
            roll=True,
            until_midnight=True,
            stopped_by=(),
            certainty=Certainty.HARD,
            source=f"個人情報保護法施行規則第8条第2項（{days}日以内）、ガイドライン通則編3-5-3-4",
        )
        for variant, days in (("", 30), ("wrongful_purpose", 60))
    ),
    # Erasing without delay is a duty of effort (Act, Article 22); a month after the end is the firm's target.
    Shipped(
        "cases.identity_disposal",
        1,
        Unit.MONTHS,
        warning(LevelCode.SOON, -5) + USUAL,
        roll=True,
        stopped_by=(),
        source="個人情報保護法第22条（遅滞なく消去する努力義務）、初期設定1か月（変更可）",
    ),
    Shipped("vendors.review", 6, Unit.MONTHS, MONTH_AHEAD + USUAL, variant="high", roll=True),
    Shipped("vendors.review", 12, Unit.MONTHS, MONTH_AHEAD + USUAL, variant="medium", roll=True),
    Shipped("vendors.review", 12, Unit.MONTHS, MONTH_AHEAD + USUAL, variant="low", roll=True),
    # A vendor abroad is looked at about once a year whatever its criticality: the firm's target. What binds a vendor on
    # the ground of equivalent measures are the two checks below.
    Shipped(
        "vendors.review",
        12,
        Unit.MONTHS,
        MONTH_AHEAD + USUAL,
        variant="abroad",
        roll=True,
    ),
    Shipped("vendors.contract_end", 0, Unit.DAYS, QUARTER_AHEAD + USUAL, until_midnight=True, source="委託契約"),
    Shipped(
        "vendors.evidence_expiry", 0, Unit.DAYS, QUARTER_AHEAD + USUAL, until_midnight=True, source="認証等の有効期間"
    ),
    Shipped(
        "vendors.equivalent_measures_check",
        12,
        Unit.MONTHS,
        MONTH_AHEAD + USUAL,
        certainty=Certainty.GUIDELINE,
        source=CHECKED,
    ),
    Shipped(
        "vendors.equivalent_law_check",
        12,
        Unit.MONTHS,
        MONTH_AHEAD + USUAL,
        certainty=Certainty.GUIDELINE,
        source=CHECKED,
    ),
    # The morning of the lapse tells the owner and the head of compliance at once; a day later it is late.
    Shipped(
        "vendors.ground_lapse",
        1,
        Unit.BUSINESS_DAYS,
        LAPSED,
        stopped_by=(),
        source="個人情報保護法第28条第1項、同施行規則第18条第1項第2号（支障があるときは提供を停止）、初期設定1営業日（変更可）",
    ),
    # Returned or erased at the partners as agreed; the guideline recommends the terms, the days are the firm's target.
    Shipped(
        "vendors.joint_use_lapse",
        20,
        Unit.BUSINESS_DAYS,
        AT_ONCE + warning(LevelCode.SOON, -5) + USUAL,
        stopped_by=(),
        source="ガイドライン通則編3-6-3(3)（共同利用の終了後の手続を定めておくことが望ましい）、初期設定20営業日（変更可）",
    ),
    Shipped(
        "vendors.joint_use_lapse",
        1,
        Unit.BUSINESS_DAYS,
        LAPSED,
        variant="abroad",
        stopped_by=(),
        source="個人情報保護法第28条第1項、初期設定1営業日（変更可）",
    ),
    # "Without delay" has no days in the Act; these are the firm's target.
    Shipped(
        "vendors.party_announcement",
        5,
        Unit.BUSINESS_DAYS,
        AT_ONCE + warning(LevelCode.SOON, -1) + USUAL,
        stopped_by=(),
        source="個人情報保護法第27条第6項（氏名・名称、住所、代表者の変更は遅滞なく）、初期設定5営業日（変更可）",
    ),
    # No law names days for what rested on a consent, contract, joint use or ground that has ended: the firm's targets.
    Shipped("consents.support_lapse", 5, Unit.BUSINESS_DAYS, AT_ONCE + USUAL, stopped_by=()),
    Shipped("cases.support_lapse", 3, Unit.BUSINESS_DAYS, AT_ONCE + USUAL, stopped_by=()),
    Shipped("checklists.assessment", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + USUAL),
    Shipped("checklists.corrective_action", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + USUAL),
    Shipped("consents.expiry", 0, Unit.DAYS, MONTH_AHEAD + USUAL, until_midnight=True, source="同意の有効期間"),
    # "Promptly, each time" by the rule; three business days is the firm's target. The record itself ends the clock.
    Shipped(
        "consents.provision_record",
        3,
        Unit.BUSINESS_DAYS,
        SHORT,
        stopped_by=(),
        source="個人情報保護法施行規則第19条第2項（その都度、速やかに）、初期設定3営業日（変更可）",
    ),
    # Nobody is told that data went out again; month by month is the guideline's example.
    Shipped(
        "consents.continued_record",
        1,
        Unit.MONTHS,
        warning(LevelCode.SOON, -5) + USUAL,
        roll=True,
        stopped_by=(),
        source="個人情報保護法施行規則第19条第2項ただし書、ガイドライン確認・記録義務編4-1-2-2（月ごとに作成する方法）、"
        "初期設定1か月（変更可）",
    ),
    Shipped("policies.review", 12, Unit.MONTHS, MONTH_AHEAD + USUAL, roll=True),
    Shipped("policies.pledge", 12, Unit.MONTHS, MONTH_AHEAD + late(5, 15), roll=True),
    Shipped("policies.pledge", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + late(5, 15), variant="first"),
    # "At intervals" by the guideline; yearly, and soon after joining, is the firm's target.
    Shipped("policies.training", 12, Unit.MONTHS, MONTH_AHEAD + late(5, 15), roll=True, source=TRAINED),
    Shipped(
        "policies.training",
        20,
        Unit.BUSINESS_DAYS,
        warning(LevelCode.SOON, -5) + late(5, 15),
        variant="first",
        source=TRAINED,
    ),
    # "As soon as possible" by the guidelines; thirty days are the firm's target.
    Shipped(
        "policies.number_disposal",
        30,
        Unit.DAYS,
        AT_ONCE + warning(LevelCode.SOON, -5) + USUAL,
        roll=True,
        stopped_by=(),
        source="番号法第20条、特定個人情報ガイドライン（事業者編）第4-3-(3)B（できるだけ速やかに廃棄又は削除）、"
        "初期設定30日（変更可）",
    ),
    # What nobody confirms by then is withdrawn; the supervisor and the head of compliance hear before.
    Shipped(
        "policies.access_review",
        20,
        Unit.BUSINESS_DAYS,
        REVIEWED,
        stopped_by=(),
        source="個人情報保護法第23条、ガイドライン通則編10-6(1)（アクセス制御）、初期設定20営業日（変更可）",
    ),
    Shipped("policies.acknowledgement", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + late(5, 15)),
    Shipped("policies.review_item", 30, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + USUAL),
)
