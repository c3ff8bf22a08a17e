"""The application: routes, the page's own files, and how errors are answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from planner import __version__
from planner.errors import InputError, PlannerError
from planner.language import Text
from planner.show.page.assemble import VENDOR
from planner.show.words.problem_json import problem_document, with_key_names
from planner.web.access import Access, Guard, TooLargeError
from planner.web.asking import Desk
from planner.web.routes import balances, districts, edits, files, imports, jobs, scenarios, what_if
from planner.web.runner import Runner
from planner.web.store import NotThereError, Store
from planner.web.uploads import MOST_BYTES

ASSETS = Path(__file__).parent / "assets"
_MEDIA = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".html": "text/html"}
_VENDORED = ("maplibre-gl.js", "maplibre-gl.css")
_NOT_THERE = Text("this is not there (any more)", "没有这一项，或已删除")


def create_app(store: Store, access: Access) -> ASGIApp:
    """Return the application behind its door; its queue works while it is up. OSError: the store cannot be made."""
    store.prepare()
    store.purge()
    return Guard(open_app(Desk(store=store, runner=Runner(store))), access)


def open_app(desk: Desk) -> FastAPI:
    """Return the application without the door."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        desk.runner.start()
        yield
        desk.runner.close()

    app = FastAPI(
        title="planner",
        version=__version__,
        description="What the local page of planner serve asks its server.",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    for subject in (districts, edits, imports, scenarios, jobs, files, what_if, balances):
        app.include_router(subject.router)
    _add_errors(app)
    _add_page(app)
    return app


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(PlannerError)
    def wrong(_request: Request, problem: PlannerError) -> JSONResponse:
        told = with_key_names(problem) if isinstance(problem, InputError) else problem
        return JSONResponse(problem_document(told), status_code=400)

    @app.exception_handler(NotThereError)
    def not_there(_request: Request, _problem: NotThereError) -> JSONResponse:
        return JSONResponse(_said(_NOT_THERE), status_code=404)

    @app.exception_handler(HTTPException)
    def no_route(_request: Request, problem: HTTPException) -> JSONResponse:
        said = _NOT_THERE if problem.status_code == HTTPStatus.NOT_FOUND else Text(problem.detail, problem.detail)
        return JSONResponse(_said(said), status_code=problem.status_code, headers=problem.headers)

    @app.exception_handler(TooLargeError)
    def too_large(_request: Request, _problem: TooLargeError) -> JSONResponse:
        limit = MOST_BYTES // 10**6
        said = Text(f"more than {limit} MB at once", f"一次上传超过 {limit} MB")
        return JSONResponse(_said(said), status_code=413)


def _said(text: Text) -> dict[str, Any]:
    return {"ok": False, "error": str(text), "error_zh": text.zh}


def _add_page(app: FastAPI) -> None:
    """Serve the page's own files, and nothing else that lies beside them."""
    served = {path.name: path for path in ASSETS.iterdir() if path.suffix in _MEDIA}
    served |= {name: VENDOR / name for name in _VENDORED}

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(served["index.html"], media_type="text/html")

    @app.get("/assets/{name}", include_in_schema=False)
    def asset(name: str) -> FileResponse:
        if name not in served:
            raise NotThereError(name)
        path = served[name]
        kept = {"cache-control": "private, max-age=86400"} if name in _VENDORED else {}
        return FileResponse(path, media_type=_MEDIA[path.suffix], headers=kept)
