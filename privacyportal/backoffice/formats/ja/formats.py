"""How does Django write a day in Japanese text? As `backoffice.dates` does: 2026年11月24日（火）17:00."""

DATE_FORMAT = "Y年n月j日（D）"
DATETIME_FORMAT = "Y年n月j日（D）H:i"
