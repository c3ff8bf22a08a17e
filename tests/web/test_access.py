"""Who may ask, and what an answer lets a browser do."""

import base64
import stat
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from planner.errors import InputError
from planner.web.access import POLICY, Access, Guard, kept_token
from planner.web.serve import Place, refuse_open_place
from planner.web.uploads import MOST_BYTES
from tests.web.conftest import ADDRESS, PORT, TOKEN

HERE = f"http://127.0.0.1:{PORT}"


def test_the_token_alone_opens(client: TestClient) -> None:
    """Without it, or with another, there is nothing at any address."""
    assert client.get(ADDRESS).status_code == 200
    for address in ("/", "/api/districts", "/x/api/districts", f"/{TOKEN}x/api/districts", "//", f"/x/{TOKEN}/"):
        answer = client.get(HERE + address)
        assert answer.status_code == 404
        assert "planner serve" in answer.text


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""])
def test_other_names_of_this_computer_are_refused(client: TestClient, host: str) -> None:
    """A name of another site that leads here (DNS rebinding) is no name of the page."""
    assert client.get(f"{ADDRESS}api/districts", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"http://127.0.0.1:{PORT + 1}", f"http://localhost:{PORT}"]
)
def test_pages_of_other_sites_are_refused(client: TestClient, origin: str) -> None:
    """A page of another origin can neither read nor write, and no answer names an origin that may."""
    for answer in (
        client.post(f"{ADDRESS}api/districts", headers={"origin": origin}, json={"start": "empty"}),
        client.get(f"{ADDRESS}api/districts", headers={"origin": origin}),
    ):
        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.startswith("access-control")]
    own = client.get(f"{ADDRESS}api/districts", headers={"origin": HERE})
    assert own.status_code == 200
    assert not [name for name in own.headers if name.startswith("access-control")]


def test_a_link_may_lead_here_and_a_form_may_not(client: TestClient) -> None:
    """A browser says where a request comes from: to follow a link is allowed, to send or embed is not."""
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get(ADDRESS, headers=link).status_code == 200
    assert client.post(f"{ADDRESS}api/districts", headers=link, json={"start": "empty"}).status_code == 403
    assert client.get(ADDRESS, headers=link | {"sec-fetch-mode": "no-cors"}).status_code == 403


def test_no_script_but_the_page_s_own(client: TestClient) -> None:
    """The policy stands on every answer, refusals too, and the page itself holds no inline script or style."""
    for address in (ADDRESS, f"{ADDRESS}api/districts", f"{ADDRESS}assets/main.js", f"{ADDRESS}nothing", HERE):
        headers = client.get(address).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in POLICY
    text = client.get(ADDRESS).text
    assert "<script>" not in text
    assert "<style" not in text
    assert "http:" not in text
    assert "https:" not in text


def test_only_its_own_files_are_served(client: TestClient) -> None:
    """A name never becomes a path."""
    assert client.get(f"{ADDRESS}assets/maplibre-gl.js").status_code == 200
    for name in ("../app.py", "..%2Fapp.py", "%2e%2e%2fapp.py", "/etc/passwd", "nothing.js", "LICENSE.txt"):
        assert client.get(f"{ADDRESS}assets/{name}").status_code == 404


def test_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    """By what is announced; and by what comes, where less was announced."""
    headers = {"content-length": str(MOST_BYTES * 2)}
    assert client.post(f"{ADDRESS}api/districts", headers=headers, content=b"{}").status_code == 413


def test_more_than_announced_is_refused() -> None:
    """What comes in is counted."""
    asked: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope)
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(Guard(app, Access(token=TOKEN, port=PORT)), base_url=ADDRESS, raise_server_exceptions=False)
    pieces = (b"x" * (1 << 20) for _ in range(MOST_BYTES // (1 << 20) + 2))
    assert client.post("api", content=pieces).status_code == 500
    assert len(asked) == 1


def test_the_password_is_asked_for_where_there_is_one() -> None:
    """Whoever can reach the page from elsewhere needs it beside the address."""

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"in"})

    access = Access(token=TOKEN, port=PORT, hosts=frozenset({"192.0.2.7"}), password="a long pass word")  # noqa: S106
    client = TestClient(Guard(app, access), base_url=f"http://192.0.2.7:{PORT}/{TOKEN}/")
    coded = {word: base64.b64encode(f"u:{word}".encode()).decode() for word in ("a long pass word", "another")}
    assert client.get("", headers={"authorization": f"Basic {coded['a long pass word']}"}).text == "in"
    assert client.get("", headers={"authorization": f"Basic {coded['another']}"}).status_code == 401
    assert client.get("", headers={"authorization": "Basic %%%"}).headers["www-authenticate"].startswith("Basic")


def test_other_computers_are_let_in_only_by_who_knows() -> None:
    """--host needs --i-know and a password that is not too short."""
    far = Place(folder=Path(), host="0.0.0.0", password="a long pass word")  # noqa: S104, S106
    refuse_open_place(far, knows=True)
    refuse_open_place(Place(folder=Path()), knows=False)
    for place, knows in ((far, False), (Place(folder=Path(), host="0.0.0.0"), True),  # noqa: S104
                         (Place(folder=Path(), host="0.0.0.0", password="short"), True)):  # fmt: skip # noqa: S104, S106
        with pytest.raises(InputError, match="--host"):
            refuse_open_place(place, knows=knows)


def test_the_token_stays_the_same_and_is_its_owner_s(tmp_path: Path) -> None:
    """An open page still works when the server starts again; nobody else on the computer can read the token."""
    path = tmp_path / "token"
    token = kept_token(path)
    assert len(token) >= 32
    assert kept_token(path) == token
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
