"""planner serve: the local page."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_json, print_text, told_errors
from planner.language import Text, in_language
from planner.web.serve import Place, default_folder, refuse_open_place
from planner.web.serve import serve as serve_page


def serve(  # noqa: PLR0913 - one parameter is one option of the verb
    *,
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="N",
            help=Text(
                "port to listen at; default: 8347, or the next that is free", "端口，默认 8347，被占用时取下一个"
            ),
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=Text(
                "where districts and plans are kept; default: the user's own data folder",
                "存放区县数据和方案的文件夹，默认为用户自己的数据文件夹",
            ),
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=Text("do not open the browser", "不自动打开浏览器"))
    ] = False,
    host: Annotated[
        str,
        typer.Option(
            metavar="H",
            help=Text(
                "address to listen at; any but this computer's own needs --i-know and a password in PLANNER_PASSWORD",
                "监听地址；本机以外的地址须加 --i-know，并在 PLANNER_PASSWORD 中设置密码",
            ),
        ),
    ] = "127.0.0.1",
    i_know: Annotated[
        bool,
        typer.Option(
            "--i-know", help=Text("others may reach the page, unencrypted", "知道其他计算机可以访问，且传输不加密")
        ),
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Serve the local page until Ctrl-C."""
    with told_errors(as_json=as_json):
        place = Place(
            folder=folder or default_folder(), host=host, port=port, password=os.environ.get("PLANNER_PASSWORD")
        )
        refuse_open_place(place, knows=i_know)

        def told(address: str) -> None:
            if as_json:
                print_json({"ok": True, "address": address, "folder": place.folder.absolute().as_posix()})
            elif not quiet:
                print_text(in_language(_says(address, place.folder)))
            sys.stdout.flush()

        serve_page(place, told, browser=not no_browser)


def _says(address: str, folder: Path) -> Text:
    return Text(
        f"the page is open at\n\n  {address}\n\nfor this computer alone; plans are kept in {folder}\nCtrl-C ends it",
        f"网页已打开：\n\n  {address}\n\n只有本机可以访问；方案保存在 {folder}\n按 Ctrl-C 结束",
    )
