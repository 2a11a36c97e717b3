"""Jobs are kept where every process reads them: one change at a time, and none outlives who makes it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tastemaker.agent.alive import Alive
from tastemaker.agent.jobs import KEPT, Job, Jobs
from tastemaker.contracts import Media
from tastemaker.errors import UnknownJob

POSTER = Job("a" * 32, "acme", "acme::ana", "image", "poster", "red-dress", created=1.0)
DONE = {"status": "done", "ended": 2.0}
BEGUN = """
import sys
from pathlib import Path
from tastemaker.agent.alive import Alive
alive = Alive(Path(sys.argv[1]))
print(alive.begin(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "jobs")


def test_a_job_is_read_as_it_was_written(jobs: Jobs) -> None:
    kept = jobs.add(POSTER)
    assert jobs.read(POSTER.id) == kept == replace(POSTER, worker=kept.worker)
    media = (Media("image", path="b/picture.png", item="red-dress", files=("b/plain.png",)),)
    done = jobs.change(POSTER.id, **DONE, media=media)
    assert Jobs(jobs.folder).read(POSTER.id) == done
    assert done.media == media


@pytest.mark.parametrize("id", ["b" * 32, "../jobs", "", "A" * 32, "x" * 5000])
def test_what_was_never_asked_for_is_not_there(jobs: Jobs, id: str) -> None:
    jobs.add(POSTER)
    for ask in (jobs.read, jobs.change):
        with pytest.raises(UnknownJob, match="there is no job"):
            ask(id)


def test_a_job_is_its_tenants_own(jobs: Jobs) -> None:
    jobs.add(POSTER)
    assert jobs.read(POSTER.id, tenant="acme")
    with pytest.raises(UnknownJob):
        jobs.read(POSTER.id, tenant="zeta")


def test_what_has_ended_stays_as_it_is(jobs: Jobs) -> None:
    jobs.add(POSTER)
    cancelled = jobs.change(POSTER.id, status="cancelled", ended=2.0)
    assert jobs.change(POSTER.id, status="done", step=7) == cancelled


def test_of_many_changes_none_is_lost(jobs: Jobs) -> None:
    jobs.add(POSTER)
    changes: list[dict[str, object]] = [{"doing": "painting"}, {"step": 3}, {"steps": 9}, {"kind": "banner"}]
    threads = [
        threading.Thread(target=lambda one=one: Jobs(jobs.folder).change(POSTER.id, **one)) for one in changes
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    job = jobs.read(POSTER.id)
    assert (job.doing, job.step, job.steps, job.kind) == ("painting", 3, 9, "banner")


def test_a_job_whose_server_is_gone_has_failed(jobs: Jobs) -> None:
    jobs.add(POSTER)
    assert Jobs(jobs.folder).read(POSTER.id).status == "queued", "its server is there"
    jobs.close()
    job = Jobs(jobs.folder).read(POSTER.id)
    assert (job.status, (job.error or {})["code"]) == ("failed", "interrupted")


def test_a_process_that_is_killed_is_not_seen_any_more(tmp_path: Path) -> None:
    here = Alive(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", BEGUN, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        name = other.stdout.readline().strip()
        assert here.sees(name)
        other.kill()
    assert not here.sees(name)
    assert not list(tmp_path.iterdir())


def test_what_ended_long_ago_is_cleared_away(jobs: Jobs) -> None:
    for id, ended in (("a", time.time() - KEPT - 1), ("b", time.time()), ("c", None)):
        jobs.add(replace(POSTER, id=id * 32, ended=ended))
    jobs.sweep()
    assert sorted(path.stem[0] for path in jobs.folder.glob("*.json")) == ["b", "c"]


def test_a_persons_jobs_are_erased_with_them(jobs: Jobs) -> None:
    jobs.add(POSTER)
    jobs.add(replace(POSTER, id="b" * 32, user="ben"))
    assert jobs.erase("acme::ana") == 1
    assert jobs.read("b" * 32)
    with pytest.raises(UnknownJob):
        jobs.change(POSTER.id, status="done")
