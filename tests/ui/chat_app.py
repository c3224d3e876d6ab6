"""Opens the whole app at the chat, and reads and uses what is on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from assistant.access import Person
from assistant.storage import Storage

APP = Path(__file__).parents[2] / "app.py"
OWNER = "nettleser-til-kari"
NUMBER = "01010750160"  # made up, with right check digits


def open_chat(assistant: Any, storage: Storage | None = None, *, owner: str = OWNER, **params: str) -> AppTest:
    """The app of a new session; `params` are those of the address."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.session_state["assistant"] = assistant
    app.session_state["storage"] = storage
    app.session_state["person"] = Person(owner=owner)
    for name, value in params.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def put(app: AppTest, question: str) -> AppTest:
    """Writes a question in the chat."""
    return checked(app.chat_input(key="question").set_value(question).run())


def click(app: AppTest, key: str) -> AppTest:
    return checked(app.button(key=key).click().run())


def keys(app: AppTest) -> set[str]:
    """The keys of all buttons, also those of the sidebar."""
    return {str(button.key) for button in app.button}


def labels(app: AppTest) -> list[str]:
    """The labels of the page's own buttons."""
    return [button.label for button in app.main.button]


def shown(app: AppTest) -> str:
    """All our HTML beside the sidebar, but the style and the scripts."""
    aside = {id(element) for element in app.sidebar.html}
    bodies = [element.body for element in app.html if id(element) not in aside]
    return "\n".join(body for body in bodies if not body.startswith(("<style>", "<script>")))


def questions(app: AppTest) -> list[str]:
    """The questions that stand on the page, as HTML."""
    return [html.body for html in app.html if 'class="eh-question"' in html.body]
