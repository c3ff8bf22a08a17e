"""The server: it takes a free place on this computer, tells the address, and serves until it is stopped."""

import errno
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from platformdirs import user_data_path

from planner.errors import InputError
from planner.language import Text, system_reason
from planner.stops import told_to_stop
from planner.web.access import LOOPBACK, Access, kept_token
from planner.web.app import create_app
from planner.web.store import Store
from planner.writing.lock import locked

DEFAULT_PORT = 8347
LEAST_PASSWORD = 12
"""Fewest characters of a password where others may reach the page."""
_ADDRESS = "address"
_TRIED_PORTS = 20
_SECONDS_TO_CLOSE = 5
_SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the page is served, and from which folder."""

    folder: Path
    host: str = "127.0.0.1"
    port: int | None = None
    """None: the usual one, or the next that is free."""
    password: str | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether this computer alone can reach it."""
        return self.host in LOOPBACK


def default_folder() -> Path:
    """Return the user's own folder for districts and plans."""
    return Path(user_data_path("school-network-planner", appauthor=False)) / "page"


def refuse_open_place(place: Place, *, knows: bool) -> None:
    """Raise InputError where others could reach the page and the user has not said that they know, with a password."""
    if place.is_loopback:
        return
    if not knows:
        msg = Text(
            "--host lets other computers reach the page, unencrypted: say --i-know, and set PLANNER_PASSWORD",
            "--host 会让其他计算机访问本页，且传输不加密：请加 --i-know，并设置 PLANNER_PASSWORD",
        )
        raise InputError(msg)
    if len(place.password or "") < LEAST_PASSWORD:
        msg = Text(
            f"--host needs a password of {LEAST_PASSWORD} characters or more in PLANNER_PASSWORD",
            f"--host 需要在 PLANNER_PASSWORD 中设置至少 {LEAST_PASSWORD} 个字符的密码",
        )
        raise InputError(msg)


def serve(place: Place, told: Callable[[str], None], *, browser: bool) -> None:
    """Serve the page until Ctrl-C; `told` is given its address. InputError where folder or port cannot be had.

    Where another process serves this folder already, its page is opened instead.
    """
    store = Store(path=place.folder.absolute())
    try:
        store.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise _cannot_write(store.path, problem) from problem
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(store.path, "serve"))
        except InputError:
            address = _served_at(store.path)
            if address is None:
                raise
            _open(address, told, browser=browser)
            return
        _serve_alone(store, place, told, browser=browser)


def _serve_alone(store: Store, place: Place, told: Callable[[str], None], *, browser: bool) -> None:
    listening = _listening(place)
    port = int(listening.getsockname()[1])
    try:
        access = Access(
            token=kept_token(store.path / "token"),
            hosts=LOOPBACK if place.is_loopback else LOOPBACK | {place.host, *_own_names(place.host)},
            port=port,
            password=None if place.is_loopback else place.password,
        )
        app = create_app(store, access)
        shown = "127.0.0.1" if place.is_loopback or place.host == "0.0.0.0" else place.host  # noqa: S104 - compared, not bound
        address = f"http://{shown}:{port}/{access.token}/"
        _keep_address(store.path, address)
    except OSError as problem:
        listening.close()
        raise _cannot_write(store.path, problem) from problem
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_CLOSE,
        proxy_headers=False,
    )
    _open(address, told, browser=browser)
    _serve_until_stopped(uvicorn.Server(config), listening)


def _open(address: str, told: Callable[[str], None], *, browser: bool) -> None:
    told(address)
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,)).start()


def _keep_address(folder: Path, address: str) -> None:
    """Write where the page is, for whoever starts a second server; its owner alone can read it. OSError."""
    path = folder / _ADDRESS
    path.touch(mode=0o600)
    path.write_text(address, encoding="ascii")


def _served_at(folder: Path) -> str | None:
    try:
        return (folder / _ADDRESS).read_text(encoding="ascii").strip() or None
    except OSError:
        return None


def _cannot_write(folder: Path, problem: OSError) -> InputError:
    reason = system_reason(problem)
    return InputError(Text(f"cannot write into {folder}: {reason}", f"无法写入 {folder}：{reason.zh}"))


def _serve_until_stopped(server: uvicorn.Server, listening: socket.socket) -> None:
    # in a thread of its own: in the main thread uvicorn would take the signals that planner.stops watches
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="server")
    with told_to_stop() as stop:
        thread.start()
        while thread.is_alive() and not stop.wait(_SECONDS_BETWEEN_LOOKS):
            pass
        server.should_exit = True
        thread.join()


def _listening(place: Place) -> socket.socket:
    """Return a socket that listens. InputError where the port is taken, or the host is none of this computer's."""
    ports = [place.port] if place.port is not None else [*range(DEFAULT_PORT, DEFAULT_PORT + _TRIED_PORTS), 0]
    for port in ports:
        try:
            return _bound(place.host, port)
        except (OSError, OverflowError) as problem:
            taken = isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE
            if taken and place.port is None:
                continue
            msg = Text(
                f"cannot listen at {place.host}:{port}: {system_reason(problem)}",
                f"无法使用 {place.host}:{port}：{'端口已被占用' if taken else system_reason(problem).zh}",
            )
            raise InputError(msg) from problem
    raise AssertionError  # port 0 is never taken


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except BaseException:
        listening.close()
        raise
    return listening


def _own_names(host: str) -> frozenset[str]:
    """Return names and addresses of this computer, by which others reach it where it listens everywhere."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return frozenset()
    name = socket.gethostname()
    try:
        addresses = {str(info[4][0]) for info in socket.getaddrinfo(name, None, socket.AF_INET)}
    except OSError:
        addresses = set()
    return frozenset({name, *addresses})
