"""Rows of a domain's files: read from jsonl, csv and Parquet, and validated one by one."""

from __future__ import annotations

import csv
import html
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from tastemaker.catalog.report import Rejected, RejectedRows
from tastemaker.contracts import Scalar
from tastemaker.errors import BadDomain

__all__ = ["FIELDS", "ItemRow", "clean", "item_row", "nest_attributes", "number", "read_rows", "row_id"]

NAMES: Final = ("id", "title", "description", "price", "category", "categories", "image", "audio", "video")
RESERVED: Final = frozenset([*NAMES, "and", "or", "not", "in", "contains", "true", "false"])
csv.field_size_limit(16_000_000)

Raw = dict[str, Any]
Row = tuple[int, Raw]


def clean(value: object) -> str:
    """A text as people read it: entities decoded, no control characters, valid Unicode."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"expected a text, found {_shown(value)}")
    if "&" in value:
        value = html.unescape(value)
    if not value.isprintable():
        value = value.encode("utf-8", "replace").decode("utf-8")
        value = "".join(c if c.isprintable() or c == "\n" else " " for c in value)
    return value.strip()


def row_id(value: object) -> str:
    """An id as text; whole numbers are allowed, as pandas and spreadsheets write them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError("is missing" if value is None else f"expected a text, found {_shown(value)}")
    if not (text := value.strip()):
        raise ValueError("is empty")
    if not text.isprintable() or len(text) > 512:
        raise ValueError(f"expected at most 512 printable characters, found {_shown(value)}")
    return text


def number(value: object) -> float | None:
    """A finite number, also from text; None when there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"expected a number, found {_shown(value)}")
    try:
        found = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"expected a number, found {_shown(value)}") from None
    if not math.isfinite(found):
        raise ValueError(f"expected a finite number, found {_shown(value)}")
    return found


def _price(value: object) -> float | None:
    found = number(value)
    if found is not None and found < 0:
        raise ValueError(f"expected 0 or more, found {found:g}")
    return found


def _categories(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = re.split(r"[|;]", value)
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"expected a list of texts, found {_shown(value)}")
    return tuple(dict.fromkeys(text for part in value if (text := clean(part))))


def _scalar(value: object) -> Scalar | tuple[str, ...] | None:
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, (list, tuple)) and all(isinstance(v, (str, int, float, bool)) for v in value):
        texts = (clean(v if isinstance(v, str) else str(v)) for v in value)
        return tuple(dict.fromkeys(text for text in texts if text)) or None
    if value is None:
        return None
    raise ValueError(f"expected a text, a number, true/false or a list of texts, found {_shown(value)}")


def _attribute_name(name: object) -> str:
    text = re.sub(r"\W+", "_", str(name)).strip("_")
    if not text or text.lower() in RESERVED:
        raise ValueError(f"{_shown(name)} cannot be an attribute's name: it is reserved or empty")
    return text if not text[0].isdigit() else f"n{text}"


def _attributes(value: object) -> dict[str, Scalar | tuple[str, ...]]:
    if value is None or value == "":
        return {}
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ValueError(f"expected a JSON object, found {_shown(value)}") from None
    if isinstance(value, list) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):
        value = dict(value)  # a Parquet map
    if not isinstance(value, Mapping):
        raise ValueError(f"expected an object, found {_shown(value)}")
    found = {}
    for name, raw in value.items():
        if (scalar := _attribute(name, raw)) is not None:
            found[_attribute_name(name)] = scalar
    return found


class _AttributeError(ValueError):
    """Names the one attribute that is wrong, so that the others can be kept."""

    def __init__(self, name: object, reason: str) -> None:
        super().__init__(reason)
        self.name = name


def _attribute(name: object, raw: object) -> Scalar | tuple[str, ...] | None:
    try:
        _attribute_name(name)
        return _scalar(raw)
    except ValueError as wrong:
        raise _AttributeError(name, str(wrong)) from None


def _path(value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"expected a path, found {_shown(value)}")
    return value


class ItemRow(BaseModel):
    """An item as it stands in the file, with every value of the right kind."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, BeforeValidator(row_id)]
    title: Annotated[str, BeforeValidator(clean)] = ""
    description: Annotated[str, BeforeValidator(clean)] = ""
    categories: Annotated[tuple[str, ...], BeforeValidator(_categories)] = ()
    attributes: Annotated[dict[str, Any], BeforeValidator(_attributes)] = {}
    price: Annotated[float | None, BeforeValidator(_price)] = None
    image: Annotated[str | None, BeforeValidator(_path)] = None
    audio: Annotated[str | None, BeforeValidator(_path)] = None
    video: Annotated[str | None, BeforeValidator(_path)] = None

    @model_validator(mode="after")
    def _says_something(self) -> ItemRow:
        if not (self.title or self.description or self.categories or self.image or self.audio or self.video):
            raise ValueError("has neither a title nor a description")
        return self


FIELDS: Final = frozenset(ItemRow.model_fields)
ESSENTIAL: Final = frozenset({"", "id", "title"})
Problem = tuple[str, str]


def item_row(raw: Raw) -> tuple[ItemRow | None, list[Problem]]:
    """The row without its wrong fields, and what was wrong as (field, reason).

    None when the id or the title is wrong, or nothing is left to show.
    """
    problems: list[Problem] = []
    while True:
        try:
            return ItemRow.model_validate(raw), problems
        except ValidationError as wrong:
            raw = dict(raw)
            for error in wrong.errors():
                name, reason = _named(error)
                problems.append((name, reason))
                if name in ESSENTIAL:
                    return None, problems
                _drop(raw, name)


def _named(error: Any) -> Problem:
    """The field and the reason of a pydantic error, in our words."""
    name = ".".join(str(part) for part in error["loc"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, _AttributeError):
        return f"attributes.{cause.name}", str(cause)
    if error["type"] == "missing":
        return name, "is missing"
    return name, str(cause) if cause is not None else str(error["msg"])


def _drop(raw: Raw, name: str) -> None:
    """Take out a field, or one attribute of it."""
    field, _, attribute = name.partition(".")
    if not attribute:
        raw.pop(field, None)
        return
    value = raw["attributes"]
    pairs = json.loads(value) if isinstance(value, str) else dict(value)
    raw["attributes"] = {key: each for key, each in pairs.items() if str(key) != attribute}


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def read_rows(path: Path, *, name: str, rejected: RejectedRows) -> Iterator[Row]:
    """Each usable row as (line, fields); what cannot be read is noted and skipped.

    `name` is how the file is called in findings.
    """

    def note(line: int, reason: str) -> None:
        rejected.add(Rejected(name, line, "", reason))

    try:
        yield from READERS[path.suffix](path, note)
    except OSError as wrong:
        raise BadDomain(f"cannot read {path}: {wrong.strerror or wrong}") from wrong


def _jsonl(path: Path, note: Callable[[int, str], None]) -> Iterator[Row]:
    with path.open("rb") as lines:
        for n, line in enumerate(lines, start=1):
            try:
                text = line.decode("utf-8-sig" if n == 1 else "utf-8").strip()
                row = json.loads(text) if text else None
            except UnicodeDecodeError as wrong:
                note(n, f"is not UTF-8: byte 0x{line[wrong.start]:02x} at {wrong.start}; save it as UTF-8")
                continue
            except (ValueError, RecursionError) as wrong:
                cut = "" if line.endswith(b"\n") else " (the file ends in the middle of this line)"
                note(n, f"is not JSON: {wrong}{cut}")
                continue
            if isinstance(row, dict):
                yield n, row
            elif text:
                note(n, f"expected a JSON object, found {_shown(row)}")


def _csv(path: Path, note: Callable[[int, str], None]) -> Iterator[Row]:
    """Cells are texts, empty ones are left out; bytes that are not UTF-8 are found row by row."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        first = lines.readline()
        lines.seek(0)
        delimiter = next((mark for mark in ",;\t" if mark in first), ",")
        rows = csv.reader(lines, delimiter=delimiter)
        header = [name.strip() for name in next(rows, [])]
        while True:
            n = rows.line_num + 1
            try:
                cells = next(rows, None)
            except csv.Error as wrong:
                note(n, f"is not csv: {wrong}")
                continue
            if cells is None:
                return
            if len(cells) == len(header):
                if (text := "".join(cells)).isascii() or _is_unicode(text):
                    yield n, {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""}
                else:
                    note(n, "is not UTF-8; save the file as UTF-8")
            elif cells:
                note(n, f"has {len(cells)} values, the header has {len(header)}")


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _parquet(path: Path, note: Callable[[int, str], None]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        n = 0
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=4096):
                for row in batch.to_pylist():
                    n += 1
                    yield n, {name: value for name, value in row.items() if value is not None}
    except pa.ArrowException as wrong:
        note(n + 1, f"is not readable as Parquet: {wrong}")


READERS: Final[Mapping[str, Callable[[Path, Callable[[int, str], None]], Iterator[Row]]]] = {
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".parquet": _parquet,
}


def nest_attributes(rows: list[Row], *, typed: bool) -> None:
    """Move columns called `attributes.x` into `attributes`, in place.

    Without types (csv) a column of numbers becomes numbers, of true/false flags, and `a|b` a list.
    """
    names = {name for _, row in rows for name in row if name.startswith("attributes.")}
    for name in sorted(names):
        convert = _kept if typed else _column_type([row[name] for _, row in rows if name in row])
        for _, row in rows:
            if name in row and isinstance(inner := row.setdefault("attributes", {}), dict):
                inner[name.removeprefix("attributes.")] = convert(row.pop(name))


def _kept(value: Any) -> Any:
    return value


def _column_type(cells: list[str]) -> Callable[[Any], Any]:
    """How to read a csv column: the narrowest kind that fits every cell."""
    if all(re.fullmatch(r"-?(0|[1-9]\d{0,17})", cell.strip()) for cell in cells):
        return int
    if all(re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", cell.strip()) for cell in cells):
        return float
    if all(cell.strip().lower() in ("true", "false") for cell in cells):
        return lambda cell: cell.strip().lower() == "true"
    return lambda cell: cell.split("|") if "|" in cell else cell
