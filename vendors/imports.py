"""How do vendors come in from registers of companies and from lists of the firm's own?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts.models import Department
from privacyportal.backoffice import labels
from privacyportal.backoffice.bulk import RowResult
from privacyportal.backoffice.models import ImportedRow
from privacyportal.imports import fields
from privacyportal.imports.registry import Bringing, Importer, Match, register
from privacyportal.imports.rows import Problem, Row, Values
from vendors.models import Country, Vendor
from vendors.services import bring_vendors, update_vendors
from vendors.states import Criticality

_FLAGS = ("handles_individual_numbers", "handles_sensitive", "uses_cloud")
_NUMBERS = ("corporate_number", "lei")


def _countries() -> dict[str, Country]:
    return {country.code: country for country in Country.objects.all()}


def _departments() -> dict[str, Department]:
    return {department.code: department for department in Department.objects.all()}


class VendorImporter(Importer):
    """Vendors arrive as candidates without an owner; a company that ceased arrives, or is marked, as ceased.

    A row with the corporate number or LEI of a vendor that stands in the register already is about that vendor.
    """

    kind: ClassVar = "vendors"
    label: ClassVar = gettext_lazy("vendors")
    permission: ClassVar = "backoffice.import_records"
    shipped: ClassVar = Path(__file__).parent / "mappings"
    model: ClassVar = "vendors.Vendor"
    whole_list: ClassVar = {"show": "all"}
    words: ClassVar = Path(__file__).parent / "known_words.toml"
    numbers: ClassVar = _NUMBERS
    telling: ClassVar = frozenset({"name", *_NUMBERS})
    fields: ClassVar = (
        fields.TextField(name="name", label=gettext_lazy("name"), required=True, max_length=200),
        fields.TextField(name="kana", label=gettext_lazy("reading"), max_length=200),
        fields.CorporateNumberField(name="corporate_number", label=gettext_lazy("corporate number")),
        fields.LeiField(name="lei", label=gettext_lazy("LEI")),
        fields.LookupField(name="country", label=gettext_lazy("country"), load=_countries, required=True),
        fields.TextField(name="address", label=gettext_lazy("address"), max_length=300),
        fields.TextField(name="contact_name", label=gettext_lazy("contact person"), max_length=100),
        fields.EmailField(name="contact_email", label=gettext_lazy("contact's email"), max_length=254),
        fields.TelephoneField(name="contact_telephone", label=gettext_lazy("contact's telephone"), max_length=30),
        fields.ChoiceField(
            name="criticality",
            label=gettext_lazy("criticality"),
            choices=fields.coded(Criticality),
            required=True,
        ),
        fields.TextField(
            name="criticality_reason",
            label=gettext_lazy("why the criticality is lower than the data suggests"),
            max_length=300,
        ),
        fields.LookupField(name="department", label=gettext_lazy("owner's department"), load=_departments),
        fields.FlagField(name="handles_individual_numbers", label=gettext_lazy("handles individual numbers")),
        fields.FlagField(name="handles_sensitive", label=gettext_lazy("handles sensitive information")),
        fields.FlagField(name="uses_cloud", label=gettext_lazy("cloud service")),
        fields.CountField(name="person_count", label=gettext_lazy("persons whose data is handled")),
        fields.DayField(name="ceased_on", label=gettext_lazy("company ceased on")),
        fields.TextField(name="ceased_cause", label=gettext_lazy("why the company ceased"), max_length=100),
        fields.TextField(name="notes", label=gettext_lazy("notes"), max_length=4000),
    )

    def check(self, values: Values) -> Iterable[Problem]:
        """Return the contradictions of a row: a cause of ceasing needs a day."""
        if values.get("ceased_cause") and not values.get("ceased_on"):
            yield Problem("ceased_cause", _("is given without the day on which the company ceased"))

    def match(self, rows: Sequence[Row], known: Mapping[str, ImportedRow]) -> Match:
        """Find the vendors that hold the rows' numbers already."""
        holders = _holders(rows)
        match, seen = Match(), dict[tuple[str, str], int]()
        for row in rows:
            held = {holders[number] for number in _numbers(row) if number in holders}
            held |= {known[row.key].reference_id} if row.key in known else set()
            earlier = next((seen[number] for number in _numbers(row) if number in seen), None)
            seen |= dict.fromkeys(_numbers(row), row.record.number)
            if len(held) > 1:
                match.problems[row.key] = Problem("corporate_number", _("belongs to another vendor of the register"))
            elif earlier is not None:
                match.problems[row.key] = Problem("corporate_number", _("stands in row %(row)s too") % {"row": earlier})
            elif held and row.key not in known:
                match.references[row.key] = held.pop()
        return match

    def create(self, rows: Sequence[Row], *, bringing: Bringing) -> list[RowResult[Vendor]]:
        """Register the vendors as candidates."""
        return bring_vendors(rows=[_details(row.values) for row in rows], by=bringing.by, at=bringing.at)

    def update(self, rows: Sequence[tuple[int, Row]], *, bringing: Bringing) -> list[RowResult[Vendor]]:
        """Write what the columns state onto the vendors; state, owner and reviews are not a file's to change."""
        said = [(reference, _details(row.stated)) for reference, row in rows]
        return update_vendors(rows=said, by=bringing.by, at=bringing.at)

    def held(self, records: Sequence[Vendor]) -> Iterator[Values]:
        """Yield what each vendor's entry says, by the names of the fields."""
        models.prefetch_related_objects(records, "country", "department")
        names = [field.name for field in self.fields if field.name not in ("country", "department")]
        for vendor in records:
            values = {name: vendor.serializable_value(name) for name in names}
            code = vendor.department.code if vendor.department else ""
            yield {**values, "country": vendor.country_id, "department": code}


def _details(values: Values) -> dict[str, object]:
    """Return the values as the register takes them, empty where nothing is said."""
    details: dict[str, object] = dict(values)
    details |= {name: bool(details[name]) for name in _FLAGS if name in details}
    details |= {name: details[name] or None for name in _NUMBERS if name in details}
    if "ceased_on" in details and details["ceased_on"] is None:
        # Who takes the day away takes its cause with it.
        details["ceased_cause"] = ""
    return details


def _numbers(row: Row) -> Iterator[tuple[str, str]]:
    for name in _NUMBERS:
        if number := row.stated.get(name):
            yield name, number


def _holders(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    """Return (kind of number, number) → reference id of the vendors that hold the rows' numbers; one query."""
    wanted = {number for row in rows for number in _numbers(row)}
    if not wanted:
        return {}
    condition = Q()
    for name in _NUMBERS:
        condition |= Q(**{f"{name}__in": [number for kind, number in wanted if kind == name]})
    holders: dict[tuple[str, str], int] = {}
    for reference, *numbers in Vendor.objects.filter(condition).values_list("reference_id", *_NUMBERS):
        holders |= {(name, number): reference for name, number in zip(_NUMBERS, numbers, strict=True) if number}
    return holders


register(VendorImporter())
labels.register(
    {
        "vendors.vendor_imported": gettext_lazy("Vendor imported"),
        "vendors.vendor_import_updated": gettext_lazy("Vendor changed by an import"),
    }
)
