"""Opens one page of the app alone, over an assistant."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest


def open_page(place: str, assistant: Any, arguments: str = "", **params: str) -> AppTest:
    """`place` is «module.function» under assistant.ui; `arguments` are written behind the assistant; params the address."""
    module, function = place.split(".")
    app = AppTest.from_string(
        f"import streamlit\nfrom assistant.ui.{module} import {function}\n"
        f"{function}(streamlit.session_state['assistant']{arguments})",
        default_timeout=30,
    )
    app.session_state["assistant"] = assistant
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def html_of(app: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(element.body for element in app.html)
