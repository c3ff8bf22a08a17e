"""The language of the user, wherever it is asked for."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from planner.language import SETTING, Text, choose_language, in_language, user_language

SAID = Text("search", "搜索")


def test_threads_speak_the_language_that_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is told from the optimiser's threads: in the language of the command line too."""
    monkeypatch.setenv(SETTING, "en")
    choose_language("zh")
    try:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(user_language).result() == "zh"
            assert pool.submit(in_language, SAID).result() == "搜索"
    finally:
        choose_language(None)
    assert user_language() == "en"
