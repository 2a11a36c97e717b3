"""A domain folder is read row by row; what is wrong is named, what is right is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.catalog.domain import Domain, read_domain
from tastemaker.catalog.rows import item_row
from tastemaker.errors import BadDomain


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write_items(folder: Path, *rows: dict[str, Any] | str) -> None:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    (folder / "items.jsonl").write_text("".join(line + "\n" for line in lines))


def write_events(folder: Path, *lines: str) -> None:
    (folder / "events.csv").write_text("\n".join(["user,item,timestamp,rating", *lines]) + "\n")


def findings(domain: Domain) -> list[tuple[str, int, str, bool]]:
    return [(r.file, r.line, r.field, r.kept) for r in domain.rejected.rows]


def test_the_wardrobe_reads_whole(wardrobe: Path) -> None:
    domain = read_domain(wardrobe)
    assert len(domain.items) == 12
    assert len(domain.events) == 5
    assert not len(domain.rejected)
    first = domain.items[0]
    assert (first.id, first.title, first.price) == ("red-dress", "Red dress", 10.0)
    assert first.categories == ("dress",)
    assert first.attributes == {"color": "red", "size": 36}
    assert first.image == (wardrobe / "media" / "red-dress.png").resolve()


def test_a_missing_folder_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(BadDomain, match=r"does not exist.*items\.jsonl.*tastemaker demo"):
        read_domain(tmp_path / "nowhere")


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").touch()
    with pytest.raises(BadDomain, match="is a file"):
        read_domain(tmp_path / "items.jsonl")


@pytest.mark.parametrize("text", ["", "\n\n", "not json\n", "[1, 2]\n", '{"title": "no id"}\n'])
def test_nothing_usable_is_refused_with_the_reason(folder: Path, text: str) -> None:
    (folder / "items.jsonl").write_text(text)
    with pytest.raises(BadDomain, match="holds no usable item: "):
        read_domain(folder)


def test_a_truncated_last_line_is_left_out(folder: Path) -> None:
    (folder / "items.jsonl").write_text('{"id": "a", "title": "A"}\n{"id": "b", "tit')
    domain = read_domain(folder)
    assert [item.id for item in domain.items] == ["a"]
    (row,) = domain.rejected.rows
    assert (row.file, row.line) == ("items.jsonl", 2)
    assert "ends in the middle of this line" in row.reason


def test_a_line_in_another_encoding_is_left_out(folder: Path) -> None:
    (folder / "items.jsonl").write_bytes(
        b'{"id": "a", "title": "A"}\n' + '{"id": "b", "title": "Caf\u00e9"}\n'.encode("latin-1")
    )
    domain = read_domain(folder)
    assert [item.id for item in domain.items] == ["a"]
    assert "not UTF-8: byte 0xe9" in domain.rejected.rows[0].reason


def test_a_utf16_file_is_refused_in_one_sentence(folder: Path) -> None:
    (folder / "items.jsonl").write_text('{"id": "a", "title": "A"}\n', encoding="utf-16")
    with pytest.raises(BadDomain, match="save it as UTF-8"):
        read_domain(folder)


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    (folder / "items.jsonl").write_text('{"id": "a", "title": "A"}\n', encoding="utf-8-sig")
    assert read_domain(folder).items[0].id == "a"


@pytest.mark.parametrize("price", ["NaN", "-1", "Infinity", '"cheap"', "true", "[1]"])
def test_a_bad_price_is_dropped_and_the_item_kept(folder: Path, price: str) -> None:
    write_items(folder, f'{{"id": "a", "title": "A", "price": {price}}}')
    domain = read_domain(folder)
    assert domain.items[0].price is None
    assert findings(domain) == [("items.jsonl", 1, "price", True)]
    assert domain.rejected.rows[0].id == "a"


def test_one_bad_attribute_leaves_the_others(folder: Path) -> None:
    write_items(folder, {"id": "a", "title": "A", "attributes": {"color": "red", "x": {"y": 1}, "z": None}})
    domain = read_domain(folder)
    assert domain.items[0].attributes == {"color": "red"}
    assert findings(domain) == [("items.jsonl", 1, "attributes.x", True)]


def test_several_wrong_fields_are_each_named(folder: Path) -> None:
    write_items(
        folder,
        {"id": "a", "title": "A", "price": -3, "categories": 7, "attributes": {"a": {}, "b": {}, "c": 1}},
    )
    domain = read_domain(folder)
    assert {field for _, _, field, _ in findings(domain)} == {
        "price",
        "categories",
        "attributes.a",
        "attributes.b",
    }
    assert domain.items[0].attributes == {"c": 1}


def test_an_attribute_gets_a_name_that_filters_can_use(folder: Path) -> None:
    write_items(folder, {"id": "a", "title": "A", "attributes": {"shoe size": 42, "price": 3}})
    domain = read_domain(folder)
    assert domain.items[0].attributes == {"shoe_size": 42}
    assert findings(domain) == [("items.jsonl", 1, "attributes.price", True)]


def test_unknown_fields_are_said_once(folder: Path) -> None:
    write_items(folder, *({"id": str(n), "title": "A", "brand": "X"} for n in range(5)))
    domain = read_domain(folder)
    assert len(domain.items) == 5
    (row,) = domain.rejected.rows
    assert (row.field, row.line, row.kept) == ("brand", 1, True)
    assert "5 rows" in row.reason
    assert "attributes" in row.reason


def test_identical_repeats_are_used_once(folder: Path) -> None:
    write_items(folder, {"id": "a", "title": "A"}, {"id": "a", "title": "A"}, {"id": "b", "title": "B"})
    domain = read_domain(folder)
    assert len(domain.items) == 2
    assert domain.duplicates == 1


def test_an_id_with_two_contents_is_refused(folder: Path) -> None:
    write_items(folder, {"id": "a", "title": "A"}, {"id": "b", "title": "B"}, {"id": "a", "title": "C"})
    with pytest.raises(BadDomain, match="id 'a' stands in line 1 and in line 3 with different content"):
        read_domain(folder)


def test_an_empty_title_is_taken_from_the_description(folder: Path) -> None:
    words = "opi simmeresqueflu bur72 shimmer and many more words than a title can ever hold in one line"
    write_items(folder, {"id": "a", "title": "", "description": words}, {"id": "b", "title": ""})
    domain = read_domain(folder)
    assert domain.items[0].title == "opi simmeresqueflu bur72 shimmer and many more words than a"
    assert findings(domain) == [("items.jsonl", 2, "", False)]


def test_entities_are_decoded(folder: Path) -> None:
    write_items(folder, {"id": "a", "title": "Episode I &amp; II", "categories": ["R&amp;B"]})
    item = read_domain(folder).items[0]
    assert (item.title, item.categories) == ("Episode I & II", ("R&B",))


def test_numbers_are_fine_as_ids(folder: Path) -> None:
    write_items(folder, {"id": 7, "title": "A"}, {"id": 8.0, "title": "B"}, {"id": True, "title": "C"})
    domain = read_domain(folder)
    assert [item.id for item in domain.items] == ["7", "8"]
    assert findings(domain) == [("items.jsonl", 3, "id", False)]


def test_csv_with_lists_and_attributes(folder: Path) -> None:
    (folder / "items.csv").write_text(
        "id,title,categories,attributes.color,attributes.size,attributes.zip,price\n"
        'a,"A, the first",dress|red,red,36,01234,9.5\n'
        "b,B,shirt; blue,,38,00501,\n"
        "c,C,too,few\n"
    )
    domain = read_domain(folder)
    a, b = domain.items
    assert (a.title, a.categories, a.price) == ("A, the first", ("dress", "red"), 9.5)
    assert a.attributes == {"color": "red", "size": 36, "zip": "01234"}
    assert b.attributes == {"size": 38, "zip": "00501"}
    assert b.categories == ("shirt", "blue")
    assert findings(domain) == [("items.csv", 4, "", False)]


def test_csv_with_attributes_as_json(folder: Path) -> None:
    (folder / "items.csv").write_text(
        'id,title,attributes\na,A,"{""color"": ""red"", ""tags"": [""x"", ""y""]}"\nb,B,not json\n'
    )
    domain = read_domain(folder)
    assert domain.items[0].attributes == {"color": "red", "tags": ("x", "y")}
    assert findings(domain) == [("items.csv", 3, "attributes", True)]


def test_csv_in_another_encoding_loses_only_those_rows(folder: Path) -> None:
    (folder / "items.csv").write_bytes("id,title\na,A\nb,Café\nc,C\n".encode("latin-1"))
    domain = read_domain(folder)
    assert [item.id for item in domain.items] == ["a", "c"]
    assert findings(domain) == [("items.csv", 3, "", False)]


def test_csv_from_a_european_spreadsheet(folder: Path) -> None:
    (folder / "items.csv").write_text("id;title;categories\na;A;x|y\n", encoding="utf-8-sig")
    assert read_domain(folder).items[0].categories == ("x", "y")


def test_csv_without_an_id_column_lists_its_columns(folder: Path) -> None:
    (folder / "items.csv").write_text("sku,title\na,A\n")
    with pytest.raises(BadDomain, match="no column 'id': it has sku, title"):
        read_domain(folder)


def test_parquet_with_nested_columns(folder: Path) -> None:
    table = pa.table(
        {
            "id": [1, 2],
            "title": ["A", "B"],
            "categories": [["x", "y"], None],
            "attributes": [{"color": "red", "size": 36}, {"color": None, "size": 38}],
            "price": [1.5, float("nan")],
        }
    )
    pq.write_table(table, folder / "items.parquet")
    domain = read_domain(folder)
    assert domain.items[0].attributes == {"color": "red", "size": 36}
    assert domain.items[1].attributes == {"size": 38}
    assert findings(domain) == [("items.parquet", 2, "price", True)]


def test_a_broken_parquet_file_is_refused(folder: Path) -> None:
    (folder / "items.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(BadDomain, match="not readable as Parquet"):
        read_domain(folder)


def test_two_item_files_are_refused(folder: Path) -> None:
    write_items(folder, {"id": "a", "title": "A"})
    (folder / "items.csv").write_text("id,title\na,A\n")
    with pytest.raises(BadDomain, match=r"items\.jsonl and items\.csv: keep one"):
        read_domain(folder)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("media/none.png", "is missing"),
        ("../secret.png", "leads outside"),
        ("/etc/passwd", "leads outside"),
        ("https://example.com/a.png", "remote address"),
        ("media", "is not a file"),
        ("media/empty.png", "is empty"),
        ("a\0b", "is not a usable path"),
        ("x" * 5000, "is not a usable path"),
    ],
)
def test_a_medium_that_cannot_be_used_is_dropped(folder: Path, path: str, reason: str) -> None:
    (folder / "media").mkdir()
    (folder / "media" / "empty.png").touch()
    write_items(folder, {"id": "a", "title": "A", "image": path})
    domain = read_domain(folder)
    assert domain.items[0].image is None
    assert findings(domain) == [("items.jsonl", 1, "image", True)]
    assert reason in domain.rejected.rows[0].reason


def test_a_link_does_not_lead_outside(tmp_path: Path) -> None:
    folder = tmp_path / "domain"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "a.png").symlink_to(tmp_path / "secret.png")
    write_items(folder, {"id": "a", "title": "A", "image": "a.png"})
    assert "leads outside" in read_domain(folder).rejected.rows[0].reason


def test_a_union_prefixes_ids_and_names_the_section(tmp_path: Path) -> None:
    for name in ("films", "songs"):
        (tmp_path / name).mkdir()
        write_items(tmp_path / name, {"id": "1", "title": name, "price": -1}, {"id": "2", "title": "x"})
        write_events(tmp_path / name, "ana,2,5,")
    write_events(tmp_path, "ben,songs/1,6,", "ben,1,6,")
    (tmp_path / "domain.toml").write_text('name = "all"\nsections = ["films", "songs"]\n')
    domain = read_domain(tmp_path)
    assert [item.id for item in domain.items] == ["films/1", "films/2", "songs/1", "songs/2"]
    assert domain.items[2].attributes == {"section": "songs"}
    assert domain.events.users == ("ana", "ben")
    assert [domain.items[i].id for i in domain.events.item] == ["films/2", "songs/2", "songs/1"]
    assert findings(domain) == [
        ("films/items.jsonl", 1, "price", True),
        ("songs/items.jsonl", 1, "price", True),
        ("events.csv", 3, "item", False),
    ]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("sections = ['gone']", "does not exist"),
        ("sections = ['.']", "different names"),
        ("sections = ['a/x', 'b/x']", "different names"),
        ("weights = {text = -1}", "weights.text"),
        ("weights = {text = 0, image = 0, audio = 0, video = 0}", "at least one weight"),
        ("weights = {smell = 1}", "weights.smell"),
        ("colour = 'red'", "known keys: name"),
        ("name = ", "not valid TOML"),
    ],
)
def test_a_wrong_profile_is_refused(folder: Path, toml: str, message: str) -> None:
    write_items(folder, {"id": "a", "title": "A"})
    (folder / "domain.toml").write_text(toml)
    with pytest.raises(BadDomain, match=message):
        read_domain(folder)


def test_the_profile_has_sane_defaults(wardrobe: Path) -> None:
    profile = read_domain(wardrobe).profile
    assert (profile.name, profile.noun) == ("wardrobe", "items")
    assert profile.weights["text"] > profile.weights["image"] > 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)  # the machine may be busy
@given(
    st.dictionaries(
        st.sampled_from(
            ["id", "title", "description", "categories", "attributes", "price", "image", "other"]
        ),
        json_values,
    )
)
def test_any_json_object_is_either_kept_or_explained(raw: dict[str, Any]) -> None:
    row, problems = item_row(raw)
    if row is None:
        assert problems
    else:
        assert row.id.strip()
        assert row.price is None or row.price >= 0
        json.dumps(row.attributes, allow_nan=False).encode()
        (row.title + row.description).encode()
