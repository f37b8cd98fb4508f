"""The built pages: addresses, policy, caching, codings, and what is told where nothing is built."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from tests.app.conftest import Tokens, make_settings

POLICY = (
    "default-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:;"
    " img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
INDEX = "<!doctype html><title>the dashboards</title>" + "<!-- long -->" * 200
SCRIPT = "export {};\n" * 300
PAGE = {"accept": "text/html,*/*;q=0.8"}


@pytest.fixture
def pages(home: Path) -> Path:
    """A folder as a build leaves it; beside it lies a file that is nobody's business."""
    pages = home / "pages"
    (pages / "assets").mkdir(parents=True)
    (home / "secret.html").write_text("a secret")
    (pages / "index.html").write_text(INDEX)
    (pages / "index.html.gz").write_bytes(gzip.compress(INDEX.encode()))
    (pages / "graphiql.html").write_text("<title>GraphiQL</title>")
    (pages / "assets" / "index-a1.js").write_text(SCRIPT)
    (pages / "assets" / "index-a1.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (pages / "assets" / "index-a1.js.br").write_bytes(b"as brotli made it")
    for name in ("look-b2.css", "mark-c3.svg", "world-d4.json", "sign-e5.ttf"):
        (pages / "assets" / name).write_text("x")
    return pages


@pytest.fixture
def built(pages: Path) -> Iterator[TestClient]:
    """A client of an application whose pages are built, that takes no coding unless told."""
    settings = make_settings(pages.parent)
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        client.headers["accept-encoding"] = "identity"
        yield client


@pytest.mark.parametrize("path", ["/", "/customers", "/retention", "/downloads", "/sign-in", "/customers?filter=x"])
def test_every_address_of_the_dashboards_has_their_page_and_its_policy(built: TestClient, path: str) -> None:
    answer = built.get(path)
    assert (answer.status_code, answer.text) == (200, INDEX)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers


def test_a_page_that_is_known_is_not_sent_again(built: TestClient, pages: Path) -> None:
    etag = built.get("/customers").headers["etag"]
    known = {"if-none-match": etag}
    answer = built.get("/customers", headers=known)
    assert (answer.status_code, answer.content, answer.headers["content-security-policy"]) == (304, b"", POLICY)
    (pages / "new.html").write_text("built anew")
    (pages / "new.html").rename(pages / "index.html")
    assert built.get("/customers", headers=known).text == "built anew"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("index-a1.js", "text/javascript; charset=utf-8"),
        ("look-b2.css", "text/css; charset=utf-8"),
        ("mark-c3.svg", "image/svg+xml"),
        ("world-d4.json", "application/json"),
        ("sign-e5.ttf", "font/ttf"),
    ],
)
def test_files_with_hashed_names_are_kept_forever(built: TestClient, name: str, media_type: str) -> None:
    answer = built.get(f"/assets/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accept", "coding"),
    [("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("br;q=0.1, gzip", "gzip"), ("br;q=0", None), ("zstd", None)],
)
def test_a_file_is_sent_as_it_was_compressed(built: TestClient, accept: str, coding: str | None) -> None:
    with built.stream("GET", "/assets/index-a1.js", headers={"accept-encoding": accept}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-length"] == str(len(sent))
    expected = b"as brotli made it" if coding == "br" else SCRIPT.encode()
    assert (gzip.decompress(sent) if coding == "gzip" else sent) == expected


def test_codings_have_tags_of_their_own(built: TestClient) -> None:
    tags = {built.head("/", headers={"accept-encoding": coding}).headers["etag"] for coding in ("gzip", "identity")}
    assert len(tags) == 2


def test_head_tells_what_get_would_send(built: TestClient) -> None:
    for path in ("/customers", "/assets/index-a1.js"):
        got, told = built.get(path), built.head(path)
        assert (told.status_code, told.headers["content-length"]) == (200, got.headers["content-length"])
        assert told.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/assets/index-a1.js.gz",
        "/assets/..%2findex.html",
        "/assets/%2e%2e/%2e%2e/secret.html",
        "/assets/..%2f..%2fsecret.html",
        "/assets/%2fetc%2fpasswd",
        "/assets/",
        "/assets/index-a1.js%00",
        "/secret.html",
        "/index.html",
        "/documents.json",
    ],
)
def test_nothing_else_is_sent(built: TestClient, path: str) -> None:
    answer = built.get(path, follow_redirects=False)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


def test_other_methods_are_refused(built: TestClient) -> None:
    for path in ("/", "/customers", "/assets/index-a1.js"):
        answer = built.post(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_graphiql_is_the_services_own_and_under_the_same_policy(built: TestClient, tokens: Tokens) -> None:
    assert built.post("/session", json={"token": tokens.contributor}).status_code == 201
    answer = built.get("/graphql", headers=PAGE)
    assert (answer.status_code, answer.text) == (200, "<title>GraphiQL</title>")
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "no-cache"


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back_to_graphiql(built: TestClient) -> None:
    answer = built.get("/graphql", headers=PAGE, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?to=/graphql")


def test_where_nothing_is_built_it_is_said_how_to(client: TestClient, home: Path) -> None:
    for path in ("/", "/customers", "/sign-in"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-security-policy"]) == (503, POLICY)
        assert re.findall("<code>(.*?)</code>", answer.text)[0] == "make web"
    assert client.get("/assets/index-a1.js").status_code == 404
    (home / "pages").mkdir()
    (home / "pages" / "index.html").write_text(INDEX)
    assert client.get("/customers").text == INDEX
