"""A watched place, folder or bucket: what is complete is loaded and moved away with a word beside it."""

import json

from app.examination.places import examine_watch
from app.settings import Settings
from db.lake import loads
from db.watched import open_watched
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


def test_objects_of_a_watched_bucket_are_loaded_and_moved(settings: Settings) -> None:
    with running_s3() as server:
        url = make_bucket(server)
        watched = open_watched(url)
        watched._files.pipe_file(f"{url}/acme/new.csv", NEW)
        watched._files.pipe_file(f"{url}/beta/broken.csv", b"nothing,known\n1,2\n")
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
