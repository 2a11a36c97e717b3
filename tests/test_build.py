"""`index` does what has changed and nothing else, and never takes away the catalog before."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile
from filelock import FileLock
from PIL import Image

from tastemaker.catalog import build as build_module
from tastemaker.catalog.build import index
from tastemaker.catalog.builds import FORMAT, Builds, write_array
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.embedders import Frames
from tastemaker.catalog.media import sound
from tastemaker.catalog.report import IndexReport
from tastemaker.contracts import Modality
from tastemaker.errors import BadDomain, CatalogMissing, CatalogTooNew, OutOfDisk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Words:
    """A text as the words in it, hashed into 1024 numbers."""

    name = "words-1"
    modality: Modality = "text"
    dim = 1024

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, inputs: Sequence[str]) -> Vectors:
        self.seen += inputs
        rows = np.zeros((len(inputs), self.dim), np.float32)
        for row, text in enumerate(inputs):
            for word in text.lower().replace(".", " ").replace(",", " ").split():
                rows[row, zlib.crc32(word.encode()) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Colors:
    """A picture as its mean color."""

    name = "colors-1"
    modality: Modality = "image"
    dim = 4

    def __init__(self) -> None:
        self.seen = 0

    def encode(self, inputs: Sequence[Image.Image]) -> Vectors:
        self.seen += len(inputs)
        means = np.array([[*np.asarray(picture).mean(axis=(0, 1)), 1.0] for picture in inputs], np.float32)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


class Indexed:
    """Indexes one folder again and again, with fresh embedders each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.words = Words()
        self.colors = Colors()

    def __call__(self, **options: Any) -> IndexReport:
        self.words, self.colors = Words(), Colors()
        return index(self.folder, embedders={"text": self.words, "image": self.colors}, **options)

    def catalog(self) -> Catalog:
        return Catalog.open(self.folder, models={"text": self.words, "image": self.colors})

    def edit(self, change: Callable[[list[dict[str, Any]]], object]) -> None:
        """Change the items file through its rows."""
        path = self.folder / "items.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        change(rows)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.fixture
def run(wardrobe: Path) -> Indexed:
    return Indexed(wardrobe)


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def test_the_first_run_embeds_everything(run: Indexed) -> None:
    report = run()
    assert counts(report) == (12, 0, 0, 0)
    assert report.embedded == {"text": 12, "image": 12}
    assert (report.items, report.events, report.rebuilt, report.rejected_file) == (12, 5, True, None)
    assert "12 added" in report.summary()
    json.dumps(report.as_json())


def test_a_second_run_does_nothing(run: Indexed) -> None:
    run()
    live = Builds(run.folder).live()
    report = run()
    assert counts(report) == (0, 0, 0, 12)
    assert not report.rebuilt
    assert (run.words.seen, run.colors.seen) == ([], 0)
    assert Builds(run.folder).live() == live
    assert "nothing has changed" in report.summary()


def test_a_run_with_nothing_to_embed_loads_no_model(run: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[tuple[str, str]] = []

    def load(modality: Modality, asked: str) -> Words:
        loaded.append((modality, asked))
        return Words()

    monkeypatch.setattr("tastemaker.catalog.deferred.embedder", load)
    assert index(run.folder, image_model="none").embedded == {"text": 12}
    assert loaded == [("text", "minilm")]
    run.edit(lambda rows: rows[0].update(price=1.5))
    assert index(run.folder, image_model="none").changed == 1
    assert not index(run.folder, image_model="none").rebuilt
    assert loaded == [("text", "minilm")]


def test_only_what_changed_is_embedded(run: Indexed) -> None:
    run()

    def change(rows: list[dict[str, Any]]) -> None:
        rows[0]["title"] = "Crimson gown"
        rows[1]["price"] = 99.0
        rows.pop(2)
        rows.append({"id": "scarf", "title": "Woollen scarf"})
        rows.reverse()

    run.edit(change)
    report = run()
    assert counts(report) == (1, 2, 1, 9)
    assert report.embedded == {"text": 2, "image": 0}
    assert sorted(text.split(".")[0] for text in run.words.seen) == ["Crimson gown", "Woollen scarf"]
    catalog = run.catalog()
    assert catalog.ids[0] == "scarf"
    assert "red-boots" not in catalog
    assert catalog.card("red-shirt").price == 99.0
    assert catalog.search("crimson gown", k=1)[0].id == "red-dress"
    assert catalog.search("woollen scarf", k=1)[0].id == "scarf"


def test_an_updated_catalog_equals_one_built_from_nothing(run: Indexed, tmp_path: Path) -> None:
    run()
    run.edit(lambda rows: (rows[3].update(title="Teal dress"), rows.pop(5), rows.insert(0, rows.pop(7))))
    run()
    updated = run.catalog()
    fresh_run = Indexed(tmp_path / "fresh")
    run.folder.joinpath(".tastemaker").rename(tmp_path / "aside")
    run.folder.rename(fresh_run.folder)
    fresh_run()
    (tmp_path / "aside").rename(tmp_path / "old")
    fresh = fresh_run.catalog()
    assert updated.ids == fresh.ids
    np.testing.assert_array_equal(updated.fused, fresh.fused)
    np.testing.assert_array_equal(updated.popularity, fresh.popularity)


def test_a_new_picture_under_the_same_name_is_embedded(run: Indexed) -> None:
    run()
    Image.new("RGB", (64, 64), "purple").save(run.folder / "media" / "red-dress.png")
    report = run()
    assert counts(report) == (0, 1, 0, 11)
    assert report.embedded == {"text": 0, "image": 1}


def test_a_touched_picture_is_not_embedded_again(run: Indexed) -> None:
    run()
    (run.folder / "media" / "red-dress.png").touch()
    assert not run().rebuilt


def test_new_events_change_popularity_and_embed_nothing(run: Indexed) -> None:
    run()
    with (run.folder / "events.csv").open("a") as file:
        file.writelines(f"cleo,black-shirt,{300 + n},5\n" for n in range(9))
    report = run()
    assert counts(report) == (0, 0, 0, 12)
    assert report.rebuilt
    assert run.words.seen == []
    assert run.catalog().popular(1)[0].id == "black-shirt"
    assert run.catalog().search("red dress", k=1)[0].id == "red-dress"


def test_another_model_embeds_again(run: Indexed) -> None:
    run()
    other = Words()
    other.name = "words-2"
    report = index(run.folder, embedders={"text": other, "image": Colors()})
    assert report.embedded == {"text": 12, "image": 0}


def test_a_damaged_build_is_made_again(run: Indexed) -> None:
    run()
    (Builds(run.folder).live() / "text.npy").write_bytes(b"")
    assert run().embedded["text"] == 12
    assert run.catalog().search("red dress", k=1)[0].id == "red-dress"


def test_old_builds_are_cleaned_but_one_stays_for_its_readers(run: Indexed) -> None:
    run()
    reader = run.catalog()
    for n in range(4):
        run.edit(lambda rows, n=n: rows[0].update(title=f"Title {n}"))
        run()
    folders = sorted(path.name for path in (run.folder / ".tastemaker" / "builds").iterdir())
    assert folders == ["000004", "000005"]
    assert not (run.folder / ".tastemaker" / "progress").exists()
    assert reader.outdated
    assert reader.item("red-dress").title == "Red dress"


def test_bad_media_are_dropped_with_the_reason(run: Indexed) -> None:
    media = run.folder / "media"
    (media / "red-dress.png").write_bytes(b"not a picture")
    (media / "red-shirt.png").write_bytes((media / "red-shirt.png").read_bytes()[:90])
    (media / "red-boots.png").unlink()
    for first in (True, False):
        report = run()
        assert report.rebuilt == first
        assert (report.rejected, report.amended) == (0, 3)
        assert report.rejected_file is not None
        found = [json.loads(line) for line in report.rejected_file.read_text().splitlines()]
        assert {(row["id"], row["line"], row["field"]) for row in found} == {
            ("red-dress", 1, "image"),
            ("red-shirt", 2, "image"),
            ("red-boots", 3, "image"),
        }
        assert all(row["kept"] and row["file"] == "items.jsonl" for row in found)
        assert "3 used in part" in report.summary()
        catalog = run.catalog()
        assert catalog.item("red-dress").image is None
        images = catalog.vectors("image")
        assert images is not None
        assert not images[0].any()
        assert images[3].any()


def test_a_mended_picture_comes_back(run: Indexed) -> None:
    path = run.folder / "media" / "red-dress.png"
    whole = path.read_bytes()
    path.write_bytes(b"not a picture")
    run()
    path.write_bytes(whole)
    report = run()
    assert report.rejected_file is None
    assert not (run.folder / ".tastemaker" / "rejected.jsonl").exists()
    assert run.catalog().item("red-dress").image == path.resolve()


def test_pictures_are_checked_when_no_model_looks_at_them(run: Indexed) -> None:
    (run.folder / "media" / "red-dress.png").write_bytes(b"not a picture")
    report = index(run.folder, embedders={"text": Words()}, image_model="none")
    assert report.amended == 1
    catalog = Catalog.open(run.folder, models={"text": Words()})
    assert catalog.item("red-dress").image is None
    assert catalog.item("red-shirt").image is not None
    assert catalog.vectors("image") is None


def test_precomputed_features_take_the_place_of_a_model(run: Indexed) -> None:
    ids = ["red-dress", "blue-dress", "unknown"]
    np.savez(
        run.folder / "image_features.npz", ids=np.array(ids), features=np.eye(3, 5, dtype=np.float16) * 3
    )
    report = index(run.folder, embedders={"text": Words()}, image_model="features")
    assert report.models["image"] == "features-5"
    images = Catalog.open(run.folder, models={"text": Words()}).vectors("image")
    assert images is not None
    assert images.shape == (12, 5)
    assert images[0].tolist() == [1, 0, 0, 0, 0]
    assert np.count_nonzero(images.any(axis=1)) == 2
    assert not index(run.folder, embedders={"text": Words()}, image_model="features").rebuilt


def test_features_that_do_not_fit_are_refused(run: Indexed) -> None:
    np.savez(run.folder / "image_features.npz", ids=np.array(["a"]), features=np.ones((2, 3)))
    with pytest.raises(BadDomain, match="1 ids do not fit features of shape"):
        index(run.folder, embedders={"text": Words()}, image_model="features")


def test_features_that_were_cut_short_are_refused(run: Indexed) -> None:
    path = run.folder / "image_features.npz"
    np.savez(path, ids=np.array(["red-dress"]), features=np.ones((1, 300)))
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(BadDomain, match=r"image_features\.npz"):
        index(run.folder, embedders={"text": Words()}, image_model="features")


def test_events_may_be_of_very_many_kinds(run: Indexed) -> None:
    lines = ["user,item,timestamp,event", *(f"ana,red-dress,{n},seen-{n}" for n in range(33_000))]
    (run.folder / "events.csv").write_text("\n".join(lines) + "\n")
    assert index(run.folder, embedders={"text": Words()}, image_model="none").events == 33_000
    assert len(Catalog.open(run.folder, models={"text": Words()}).events_of("ana")) > 0


def test_all_findings_are_counted_where_only_the_first_are_listed(
    run: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tastemaker.catalog.report.LISTED", 2)
    run.edit(lambda rows: [row.update(price=-1) for row in rows[:5]])
    report = index(run.folder, embedders={"text": Words()}, image_model="none")
    assert list(report.reasons.values()) == [5]
    assert "the first 2: " in report.summary()


def test_strict_refuses_and_leaves_the_catalog_before(run: Indexed) -> None:
    run()
    run.edit(lambda rows: rows[0].update(price=-1))
    with pytest.raises(BadDomain, match=r"1 findings .*--strict allows none: items\.jsonl:1: price"):
        run(strict=True)
    assert run.catalog().item("red-dress").price == 10.0
    assert run().amended == 1


def test_strict_refuses_a_broken_picture(run: Indexed) -> None:
    (run.folder / "media" / "red-dress.png").write_bytes(b"not a picture")
    with pytest.raises(BadDomain, match="not a picture"):
        run(strict=True)
    with pytest.raises(CatalogMissing):
        run.catalog()


def test_progress_is_told(run: Indexed) -> None:
    told: list[tuple[str, int, int]] = []
    run(progress=lambda *step: told.append(step))
    assert ("text", 12, 12) in told
    assert ("image", 12, 12) in told
    assert told[-1] == ("writing", 1, 1)


def test_a_newer_format_is_neither_opened_nor_overwritten(run: Indexed) -> None:
    run()
    path = Builds(run.folder).live() / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": FORMAT + 1, "version": "9.9"}))
    with pytest.raises(CatalogTooNew, match=r"built by Tastemaker 9\.9 .*pip install --upgrade"):
        run.catalog()
    with pytest.raises(CatalogTooNew):
        run()


@pytest.mark.parametrize("text", ["", "{", '{"format": "x"}', "[]"])
def test_a_damaged_manifest_is_mended_by_the_next_run(run: Indexed, text: str) -> None:
    run()
    (Builds(run.folder).live() / "manifest.json").write_text(text)
    with pytest.raises(CatalogMissing, match=r"damaged.*tastemaker index"):
        run.catalog()
    run()
    assert len(run.catalog()) == 12


def test_a_folder_without_items_gets_no_state(tmp_path: Path) -> None:
    with pytest.raises(BadDomain):
        index(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_waits_for_the_first(run: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.setattr(build_module, "PATIENCE", 0.05)
    told: list[str] = []
    with (
        FileLock(run.folder / ".tastemaker" / "lock"),
        pytest.raises(BadDomain, match="another index run has been working"),
    ):
        run(progress=lambda stage, done, total: told.append(stage))
    assert told[-1] == "waiting for another index run"
    assert not run().rebuilt


def test_a_failing_model_leaves_the_catalog_before(run: Indexed) -> None:
    run()
    run.edit(lambda rows: rows[0].update(title="New title"))

    class Failing(Words):
        def encode(self, inputs: Sequence[str]) -> Vectors:
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        index(run.folder, embedders={"text": Failing(), "image": Colors()})
    assert run.catalog().item("red-dress").title == "Red dress"


SLOW = """
    import sys, time
    import numpy as np
    from tastemaker.catalog import embeddings
    from tastemaker.catalog.build import index

    embeddings.CHUNK = {name: 2 for name in embeddings.CHUNK}
    import tastemaker.catalog.making as making
    making.CHUNK = embeddings.CHUNK

    class Slow:
        name, modality, dim = "slow", "text", 4
        def encode(self, inputs):
            print(len(inputs), flush=True)
            time.sleep(float(sys.argv[2]))
            return np.ones((len(inputs), 4), np.float32) / 2

    report = index(sys.argv[1], embedders={"text": Slow()}, image_model="none")
    print(report.embedded["text"], len(report.reasons))
"""


def slow(folder: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(SLOW), str(folder), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_killed_in_the_middle_the_catalog_before_answers_and_the_next_run_completes(run: Indexed) -> None:
    run()
    run.edit(lambda rows: [row.update(title=f"New {row['title']}") for row in rows])
    with slow(run.folder, 0.5) as child:
        assert child.stdout is not None
        for _ in range(4):  # three chunks are done when the fourth begins
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    assert run.catalog().item("red-dress").title == "Red dress"
    assert run.catalog().search("red dress", k=1)[0].id == "red-dress"
    with slow(run.folder, 0) as child:
        out, _ = child.communicate(timeout=60)
    assert out.splitlines()[-1] == "6 0"  # of twelve: six were kept
    assert Catalog.open(run.folder).item("red-dress").title == "New Red dress"


def test_a_torn_progress_file_is_computed_again(run: Indexed) -> None:
    class Stopped(Colors):
        def encode(self, inputs: Sequence[Image.Image]) -> Vectors:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index(run.folder, embedders={"text": Words(), "image": Stopped()})
    (torn,) = (run.folder / ".tastemaker" / "progress").glob("*/*.npz")
    torn.write_bytes(torn.read_bytes()[:500])
    assert run().embedded == {"text": 12, "image": 12}


def test_progress_of_an_interrupted_run_is_taken_over(run: Indexed) -> None:
    class Stopped(Colors):
        def encode(self, inputs: Sequence[Image.Image]) -> Vectors:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index(run.folder, embedders={"text": Words(), "image": Stopped()})
    assert run().embedded == {"text": 0, "image": 12}
    assert run.words.seen == []


def test_a_full_disk_is_said_and_the_catalog_before_answers(run: Indexed) -> None:
    run()
    run.edit(lambda rows: rows.extend({"id": f"n{n}", "title": f"Noise {n}"} for n in range(2000)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(OutOfDisk, match=r"no space left.*The one before is untouched"):
            run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(run.catalog()) == 12
    assert run.catalog().search("red dress", k=1)[0].id == "red-dress"
    assert not list((run.folder / ".tastemaker" / "builds").glob("*.partial"))
    assert len(run().models) == 2
    assert len(run.catalog()) == 2012


@pytest.mark.parametrize("shape", [(0,), (3,), (2, 3), (0, 4)])
def test_arrays_are_saved_as_numpy_saves_them(tmp_path: Path, shape: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    write_array(tmp_path / "a.npy", array)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), array)


def test_a_union_is_indexed_like_a_domain(tmp_path: Path, wardrobe: Path) -> None:
    union = tmp_path / "union"
    union.mkdir()
    wardrobe.rename(union / "clothes")
    (union / "books").mkdir()
    (union / "books" / "items.csv").write_text("id,title,attributes.author\n1,Red Planet,Ann\n")
    (union / "domain.toml").write_text('name = "Both"\nsections = ["clothes", "books"]\n')
    run = Indexed(union)
    assert run().items == 13
    catalog = run.catalog()
    assert catalog.profile.name == "Both"
    assert catalog.item("clothes/red-dress").image == (union / "clothes/media/red-dress.png").resolve()
    assert catalog.search("red", where="section == 'books'", k=3)[0].id == "books/1"
    assert [event.item for event in catalog.events_of("ana")] == ["clothes/red-dress", "clothes/red-shirt"]
    assert not run().rebuilt


def test_sounds_and_clips_are_embedded_too(tmp_path: Path) -> None:
    class Lengths(Colors):
        name, modality, dim = "lengths-1", "audio", 2

        def encode(self, inputs: Sequence[Any]) -> Vectors:
            rows = np.array([[sound(path, 8000).size, 4000] for path in inputs], np.float32)
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    for n in (1, 2):
        soundfile.write(tmp_path / f"{n}.wav", np.full(8000 * n, 0.1), 8000)
    stills = [Image.new("RGB", (16, 16), color) for color in ("red", "orange", "red")]
    stills[0].save(tmp_path / "1.gif", save_all=True, append_images=stills[1:])
    (tmp_path / "2.gif").write_bytes(b"GIF89a and nothing more")
    rows = [{"id": str(n), "title": f"Song {n}", "audio": f"{n}.wav", "video": f"{n}.gif"} for n in (1, 2)]
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    models: Any = {"text": Words(), "audio": Lengths(), "video": Frames(Colors())}
    report = index(tmp_path, embedders=models)
    assert report.embedded == {"text": 2, "audio": 2, "video": 1}
    assert report.amended == 1
    catalog = Catalog.open(tmp_path, models=models)
    sounds, clips = catalog.vectors("audio"), catalog.vectors("video")
    assert sounds is not None
    assert clips is not None
    assert sounds[0, 0] < sounds[1, 0]
    assert clips.any(axis=1).tolist() == [True, False]
    assert catalog.card("1").video == str((tmp_path / "1.gif").resolve())
    assert catalog.card("2").video is None
    assert not index(tmp_path, embedders=models).rebuilt
