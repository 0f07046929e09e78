"""A mapping says what each column means, and a wrong one is refused by the name of its key."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from privacyportal.imports import fields, mapping
from privacyportal.imports.errors import FileRefused, MappingRefused
from privacyportal.imports.registry import importers
from privacyportal.imports.rows import Mapper, Rejected, Row
from privacyportal.imports.sources import Record

FIELDS = (
    fields.TextField(name="name", label="name", required=True, max_length=20),
    fields.CodeField(name="code", label="code"),
    fields.CorporateNumberField(name="number", label="number"),
    fields.LeiField(name="lei", label="lei"),
    fields.ChoiceField(name="kind", label="kind", choices=(("a", "甲種"), ("b", "乙種"))),
    fields.FlagField(name="flag", label="flag"),
    fields.CountField(name="count", label="count"),
    fields.EmailField(name="email", label="email"),
    fields.DayField(name="day", label="day"),
    fields.InstantField(name="at", label="at"),
    fields.InstantField(name="until", label="until"),
)


def mapper(toml: str, header: list[str] | None = None) -> Mapper:
    described = mapping.parse(tomllib.loads(toml), name="test")
    return Mapper(described, FIELDS, header or [])


def read(toml: str, header: list[str], *cells: str) -> Row | Rejected:
    return mapper(toml, header).row(Record(1, 2, list(cells)))


def values(toml: str, header: list[str], *cells: str) -> dict[str, object]:
    row = read(toml, header, *cells)
    assert isinstance(row, Row), row
    return row.values


def reason(toml: str, header: list[str], *cells: str) -> str:
    row = read(toml, header, *cells)
    assert isinstance(row, Rejected), row
    assert len(row.faults) == 1
    return f"{row.faults[0].column}: {row.faults[0].reason}"


def test_columns_are_found_by_name_by_position_and_joined() -> None:
    toml = '[fields]\nname = {columns = ["a", "c"], join = "・"}\ncode = 2\n'
    assert values(toml, ["a", "b", "c"], "東京", "０１２", "") == {"name": "東京", "code": "012"}
    assert values(toml, ["a", "b", "c"], "東京", "x", "大阪")["name"] == "東京・大阪"


def test_fixed_values_translations_and_what_stands_for_the_rest_and_for_nothing() -> None:
    toml = """
        [fields]
        name = {value = "固定"}
        kind = {column = "k", values = {"甲" = "a"}, otherwise = "b", empty = "a"}
    """
    assert values(toml, ["k"], "甲") == {"name": "固定", "kind": "a"}
    assert values(toml, ["k"], "丙")["kind"] == "b"
    assert values(toml, ["k"], "")["kind"] == "a"


def test_a_value_without_translation_is_taken_as_the_code_itself_or_refused() -> None:
    toml = '[fields]\nname = "n"\nkind = {column = "k", values = {"甲" = "a"}}\n'
    assert values(toml, ["n", "k"], "x", "b")["kind"] == "b"
    assert reason(toml, ["n", "k"], "x", "丙").startswith("k: ")


def test_days_take_several_formats_and_a_bare_day_its_hour() -> None:
    toml = """
        [fields]
        name = "n"
        day = {column = "d", dates = ["M/D/YYYY", "ERA"]}
        at = {column = "d", dates = ["M/D/YYYY", "ERA"], time = "09:00"}
    """
    read_values = values(toml, ["n", "d"], "x", "令和３年７月１日")
    assert read_values["day"] == date(2021, 7, 1)
    assert read_values["at"] == datetime(2021, 7, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert "7月1日" in reason('[fields]\nname = "n"\nday = {column = "d"}', ["n", "d"], "x", "7月1日")


def test_a_fixed_day_stands_for_a_file_that_has_none() -> None:
    toml = '[fields]\nname = "n"\nat = {value = 2016-12-30, time = "09:00"}'
    assert values(toml, ["n"], "x")["at"] == datetime(2016, 12, 30, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_a_day_before_its_floor_is_raised_to_it() -> None:
    toml = """
        [fields]
        name = "n"
        at = {column = "a"}
        until = {column = "u", not_before = "at"}
    """
    late, early = values(toml, ["n", "a", "u"], "x", "2021-07-14", "2021-07-01"), None
    assert late["until"] == late["at"]
    early = values(toml, ["n", "a", "u"], "x", "2021-07-14", "2021-08-01")
    assert early["until"] == datetime(2021, 8, 1, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_html_escapes_are_undone_only_where_the_mapping_says_so() -> None:
    header, cell = ["n"], "A &amp; B &lt;DE&gt;"
    assert values('[fields]\nname = {column = "n", html = true}', header, cell)["name"] == "A & B <DE>"
    assert values('[fields]\nname = "n"', header, cell)["name"] == cell


def test_names_stay_as_written_and_numbers_become_half_width() -> None:
    toml = '[fields]\nname = "n"\ncode = "c"\nnumber = "x"'
    row = values(toml, ["n", "c", "x"], "ＭＣＡ　ﾎｰﾙﾃﾞｨﾝｸﾞｽ", "１２－３", "８７００１１０００５９０１")
    assert row == {"name": "ＭＣＡ　ﾎｰﾙﾃﾞｨﾝｸﾞｽ", "code": "12-3", "number": "8700110005901"}


def test_na_is_a_text_and_not_a_gap() -> None:
    assert values('[fields]\nname = "n"\ncode = "c"', ["n", "c"], "Namibia", "NA")["code"] == "NA"


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("number", "8700110005902"),
        ("lei", "5493001KJTIIGC8Y1R21"),
        ("kind", "c"),
        ("flag", "たぶん"),
        ("count", "-1"),
        ("count", "1.5"),
        ("email", "nobody"),
        ("day", "21/7/1"),
        ("name", ""),
        ("name", "長" * 21),
        ("name", "a\x07b"),
    ],
)
def test_a_wrong_cell_is_refused_under_its_column(field: str, cell: str) -> None:
    toml = '[fields]\nname = "n"\n' if field != "name" else "[fields]\n"
    assert reason(f'{toml}{field} = "列"\n', ["n", "列"], "x", cell).startswith("列: ")


def test_every_fault_of_a_row_is_told_at_once() -> None:
    row = read('[fields]\nname = "n"\nday = "d"\ncount = "c"', ["n", "d", "c"], "", "x", "y")
    assert isinstance(row, Rejected)
    assert [fault.column for fault in row.faults] == ["n", "d", "c"]


@pytest.mark.parametrize("cells", [("a",), ("a", "b", "c")])
def test_a_row_with_another_number_of_columns_is_refused(cells: tuple[str, ...]) -> None:
    assert "2" in reason('[fields]\nname = "n"', ["n", "d"], *cells)


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    assert values('[fields]\nname = "n"', ["n"], "x", "", "") == {"name": "x"}


def test_identity_is_the_mapped_number_or_a_digest_with_its_occurrence() -> None:
    numbered = mapper('[identity]\ncolumn = "id"\n[fields]\nname = "n"', ["id", "n"])
    assert numbered.key(Record(1, 2, ["０１", "x"])) == "01"
    plain = mapper('[fields]\nname = "n"', ["n"])
    first, second = (plain.row(Record(number, 2, ["x"]), number) for number in (1, 2))
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert first.key != second.key
    assert first.digest == second.digest


def test_a_row_without_its_number_is_refused() -> None:
    toml = '[identity]\ncolumn = "id"\n[fields]\nname = "n"'
    assert reason(toml, ["id", "n"], " ", "x").startswith("id: ")


def test_what_the_mapping_fixes_is_not_what_the_file_states() -> None:
    row = read('[fields]\nname = "n"\nkind = {value = "a"}', ["n"], "x")
    assert isinstance(row, Row)
    assert row.stated == {"name": "x"}


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('colour = "red"\n[fields]\nname = "n"', "colour"),
        ('[file]\nencodings = "utf-8"\n[fields]\nname = "n"', "file.encodings"),
        ('[file]\nencoding = "latin-1"\n[fields]\nname = "n"', "file.encoding"),
        ('[file]\ndelimiter = "::"\n[fields]\nname = "n"', "file.delimiter"),
        ('[file]\nheader = "no"\n[fields]\nname = "n"', "header"),
        ('[file]\nheader = false\n[fields]\nname = "n"', "file.header"),
        ('[identity]\nkey = "n"\n[fields]\nname = "n"', "identity.key"),
        ('[fields]\nname = {colum = "n"}', "fields.name.colum"),
        ('[fields]\nname = {column = "n", value = "x"}', "fields.name"),
        ('[fields]\nname = {column = "n", columns = ["n"]}', "fields.name.columns"),
        ("[fields]\nname = {}", "fields.name"),
        ("[fields]\nname = true", "fields.name"),
        ('[fields]\nname = "n"\nday = {column = "n", dates = ["M/D"]}', "fields.day.dates"),
        ('[fields]\nname = "n"\nat = {column = "n", time = "nine"}', "fields.at.time"),
        ("title = 1\n[fields]\nname = 1", "title"),
        ("", "fields"),
        ('[fields]\nnaem = "n"', "fields.naem"),
        ('[fields]\nname = "n"\nkind = {value = "c"}', "fields.kind.value"),
        ('[fields]\ncode = "n"', "name"),
        ('[fields]\nname = "n"\nuntil = {column = "n", not_before = "at"}', "at"),
    ],
)
def test_a_wrong_mapping_is_refused_by_the_name_of_its_key(toml: str, key: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        mapper(toml, ["n"])
    assert f"“{key}”" in refused.value.text or f"「{key}」" in refused.value.text


@pytest.mark.parametrize("header", [["m"], ["n", "n"]])
def test_a_file_without_a_mapped_column_or_with_two_is_refused(header: list[str]) -> None:
    with pytest.raises(FileRefused) as refused:
        mapper('[fields]\nname = "n"', header)
    assert refused.value.line == 1


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("[fields\n")
    with pytest.raises(MappingRefused):
        mapping.load(path)


def test_every_shipped_mapping_fits_its_room() -> None:
    names = {(importer.kind, name) for importer in importers() for name in importer.mapping_names()}
    assert {kind for kind, _name in names} == {"cases", "vendors", "consents", "persons"}
    for importer in importers():
        known = {field.name for field in importer.fields}
        required = {field.name for field in importer.fields if field.required}
        for name in importer.mapping_names():
            rules = {rule.name for rule in importer.mapping(name).rules}
            assert required <= rules <= known, name
