"""A watched place, folder or bucket: what is complete is loaded and moved away with a word beside it."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

from app.clock import now
from app.examination.places import examine_watch
from app.loading.place import open_load_place, open_watcher
from app.reconciliation import ready_records
from app.settings import Settings
from db.lake import loads
from db.records.load_jobs import claim_watched, watched_jobs
from db.watched import open_watched
from services.loading.worker import LoadWorker
from tests.app.loading.senders import FIRST, uploads, work, write_usage
from tests.db.storage import make_bucket, running_s3

NEW = write_usage(("2026-01-06", "c2", "relay", "5"))


def test_files_of_a_watched_folder_are_loaded_and_moved_with_a_word_beside(settings: Settings) -> None:
    place = settings.home.parent / "inbox"
    for name, body in {
        "acme/new.csv": NEW, "acme/.half.csv": NEW, "beta/broken.csv": b"nothing,known\n1,2\n", "new one/x.csv": NEW,
        "gamma/first.csv": write_usage(FIRST),
    }.items():  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(body)
    (place / "acme" / "link.csv").symlink_to(settings.home / "secret")
    watching = settings.model_copy(update={"watch": str(place)})
    work(watching, workers=2, until=3)
    left = sorted(str(path.relative_to(place)) for path in place.rglob("*") if not path.is_dir())
    assert left == [
        "acme/.half.csv", "acme/link.csv", "acme/loaded/new.csv", "acme/loaded/new.csv.json", "beta/refused/broken.csv",
        "beta/refused/broken.csv.json", "gamma/loaded/first.csv", "gamma/loaded/first.csv.json", "new one/x.csv",
    ]  # fmt: skip
    word = json.loads((place / "acme/loaded/new.csv.json").read_text())
    (_, load) = loads(settings.home, "acme")
    assert (word["status"], word["report"]["load"], word["build"]["status"]) == ("ACCEPTED", load.load_id, "BUILT")
    refusal = json.loads((place / "beta/refused/broken.csv.json").read_text())
    assert refusal["status"] == "REFUSED"
    assert refusal["error"].startswith("broken.csv: line 1: ")
    assert [load.publisher_id for load in loads(settings.home)] == ["acme", "acme", "beta", "gamma"]
    # the same name again, while the first is kept: nothing is lost
    (place / "acme" / "new.csv").write_bytes(write_usage(("2026-01-07", "c2", "relay", "5")))
    work(watching, until=4)
    assert len(list((place / "acme" / "loaded").iterdir())) == 4
    assert uploads(settings) == []


def test_a_watched_file_that_is_too_large_is_refused(settings: Settings) -> None:
    place = settings.home.parent / "inbox"
    (place / "acme").mkdir(parents=True)
    (place / "acme" / "large.csv").write_bytes(write_usage(*[FIRST] * 100))
    work(settings.model_copy(update={"watch": str(place), "load_bytes": 1000}), until=1)
    word = json.loads((place / "acme" / "refused" / "large.csv.json").read_text())
    size = len(write_usage(*[FIRST] * 100))
    assert word["error"] == f"the file has {size} bytes, and HOLDFAST_LOAD_BYTES allows 1000; send it in pieces"


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_one_of_several_who_watch_moves_a_file(settings: Settings) -> None:
    place = settings.home.parent / "inbox"
    (place / "acme").mkdir(parents=True)
    (place / "acme" / "broken.csv").write_bytes(b"nothing,known\n1,2\n")
    watching, begun = settings.model_copy(update={"watch": str(place)}), now()

    async def run() -> None:
        async with ready_records(watching) as records:
            loading = open_load_place(watching, records)
            first, second = [open_watcher(watching, loading) for _ in range(2)]
            assert first is not None
            assert second is not None
            for seconds in (0, 1):
                await first.look(begun + timedelta(seconds=seconds))
            await LoadWorker(loading, None, "worker", stop := asyncio.Event())._turn()
            (mark,) = await watched_jobs(records)
            assert await claim_watched(records, mark, begun, timedelta(seconds=3))
            assert not await claim_watched(records, mark, begun, timedelta(seconds=3))
            await second.look(begun + timedelta(seconds=2))
            assert _names(place / "acme") == ["broken.csv"]
            # whoever was to move it is gone
            await second.look(begun + timedelta(seconds=3))
            await first.look(begun + timedelta(seconds=4))
            assert _names(place / "acme" / "refused") == ["broken.csv", "broken.csv.json"]
            assert not await watched_jobs(records)
            assert not await claim_watched(records, mark, begun, timedelta(seconds=3))
            stop.set()

    asyncio.run(run())


def test_a_file_that_took_the_place_of_another_stays(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "new.csv").write_bytes(NEW)
    watched = open_watched(str(tmp_path))
    (file,) = watched.list_files()
    (tmp_path / "acme" / "other").write_bytes(NEW)
    (tmp_path / "acme" / "other").replace(tmp_path / "acme" / "new.csv")
    assert not watched.move(file, "loaded", b"{}", "tie")
    assert _names(tmp_path / "acme") == ["new.csv"]
    (file,) = watched.list_files()
    assert watched.move(file, "loaded", b"{}", "tie")
    assert not watched.move(file, "loaded", b"{}", "tie")
    assert _names(tmp_path / "acme" / "loaded") == ["new.csv", "new.csv.json"]


def test_objects_of_a_watched_bucket_are_loaded_and_moved(settings: Settings) -> None:
    with running_s3() as server:
        url = make_bucket(server)
        watched = open_watched(url)
        watched._files.pipe_file(f"{url}/acme/new.csv", NEW)
        watched._files.pipe_file(f"{url}/beta/broken.csv", b"nothing,known\n1,2\n")
        (first, _) = watched.list_files()
        watched._files.pipe_file(f"{url}/acme/new.csv", NEW.replace(b"5", b"6"))
        assert not watched.move(first, "loaded", b"{}", "tie")
        watched._files.pipe_file(f"{url}/acme/new.csv", NEW)
        work(settings.model_copy(update={"watch": url}), until=2)
        watched._files.invalidate_cache()
        found = sorted(path.partition("/files/")[2] for path in watched._files.find(url))
        assert found == [
            "acme/loaded/new.csv", "acme/loaded/new.csv.json", "beta/refused/broken.csv", "beta/refused/broken.csv.json",
        ]  # fmt: skip
        word = json.loads(watched._files.cat_file(f"{url}/acme/loaded/new.csv.json"))
        assert word["build"]["status"] == "BUILT"
    assert len(loads(settings.home, "acme")) == 2


def test_doctor_names_a_watched_place_that_cannot_be_read(settings: Settings) -> None:
    missing = settings.home.parent / "nowhere"
    watching = settings.model_copy(update={"watch": str(missing)})
    (found,) = examine_watch(watching)
    assert (found.well, found.found) == (False, f"{missing} cannot be read: FileNotFoundError")
    (missing / "acme").mkdir(parents=True)
    (missing / "acme" / "a.csv").write_bytes(NEW)
    (found,) = examine_watch(watching)
    assert (found.well, found.found) == (True, f"{missing}, 1 files wait")
    (found,) = examine_watch(watching.model_copy(update={"loading": "off"}))
    assert (found.well, found.mend) == (False, "nobody loads them: set HOLDFAST_LOADING to on")
    assert list(examine_watch(settings)) == []
