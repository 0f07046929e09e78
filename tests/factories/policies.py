"""Policy texts for tests, written by us."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from privacyportal.audit.actors import PORTAL
from privacyportal.policies import services
from privacyportal.policies.models import PolicyVersion

TOKYO = ZoneInfo("Asia/Tokyo")
LOADED_AT = datetime(2026, 11, 16, 10, 0, tzinfo=TOKYO)

HEADINGS = (
    "基本方針", "個人情報の取得", "個人情報の利用目的", "正確性の確保と保存期間", "安全管理措置", "業務の委託",
    "機微（センシティブ）情報", "共同利用", "開示等の請求", "第三者への提供", "外国にある第三者への提供",
    "お問合せおよび苦情", "認定個人情報保護団体", "方針の見直し",
)  # fmt: skip


def policy_text(*, change: tuple[str, str] = ("", "")) -> str:
    """A policy of the usual fourteen sections; `change` replaces one phrase by another."""
    sections = "\n".join(
        f"第{number}条（{heading}）\n当社は、{heading}について、法令に従い適切に取り扱います。"
        for number, heading in enumerate(HEADINGS, 1)
    )
    items = "取り扱います。\n(1) ご案内のため\n(2) 管理のため"
    text = f"個人情報保護方針\n{sections}\n以上\n2022年4月1日制定"
    text = text.replace("個人情報の利用目的について、法令に従い適切に取り扱います。", f"次の目的で{items}")
    return text.replace(*change) if change[0] else text


def load(text: str | None = None, *, at: datetime = LOADED_AT, **fields: Any) -> PolicyVersion:
    """Load a text as the service does and return its version."""
    content = (text or policy_text()).encode()
    return services.load_policy(content=content, source_name="policy.txt", by=PORTAL, at=at, **fields).version
