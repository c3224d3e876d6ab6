"""Many at once: threads and processes on one database, from the very first call."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from assistant.conversation import Conversation, Exchange, Heading
from assistant.feedback import Feedback
from assistant.storage import Storage
from tests.assistant.storage.conftest import Open
from tests.assistant.storage.postgres import Server

PROJECT = Path(__file__).parents[3]
_PEOPLE, _TURNS = 16, 6
_PROCESS = """
import sys
from pathlib import Path
from pydantic import SecretStr
from assistant.feedback import Feedback
from assistant.settings import Settings
from assistant.storage import open_storage

storage = open_storage(Settings(home=Path(sys.argv[1]), database=SecretStr(sys.argv[2])))
for number in range(5):
    storage.feedback.add(Feedback(f"{sys.argv[3]}-{number}", "svar", "down", "wrong"))
"""


def test_many_threads_lose_and_mix_nothing(storage: Storage) -> None:
    """Each has two conversations and saves them in turn; the first call of all makes the database."""

    def work(person: int) -> list[Conversation]:
        owner, kept = f"eier-{person}", [Conversation(), Conversation()]
        for turn in range(_TURNS):
            for which in (0, 1):
                words = f"{person}-{which}-{turn}"
                exchanges = (*kept[which].exchanges, Exchange(id=turn, question=words))
                kept[which] = storage.conversations.save(owner, kept[which].model_copy(update={"exchanges": exchanges}))
            storage.feedback.add(Feedback(f"{person}-{turn}", "svar", "up"))
        return kept

    with ThreadPoolExecutor(_PEOPLE) as pool:
        everything = list(pool.map(work, range(_PEOPLE)))
    for person, kept in enumerate(everything):
        for which, conversation in enumerate(kept):
            assert storage.conversations.load(f"eier-{person}", conversation.id) == conversation
            asked = [exchange.question for exchange in conversation.exchanges]
            assert asked == [f"{person}-{which}-{turn}" for turn in range(_TURNS)]
        assert len(storage.conversations.list(f"eier-{person}")) == 2
    assert len({given.question for given in storage.feedback.browse()}) == _PEOPLE * _TURNS


def test_of_two_saves_of_one_conversation_one_stands_whole(storage: Storage) -> None:
    first = storage.conversations.save("kari", Conversation(title="start"))

    def save(number: int) -> None:
        exchanges = tuple(Exchange(id=place, question=f"{number}") for place in range(30))
        storage.conversations.save("kari", first.model_copy(update={"title": f"{number}", "exchanges": exchanges}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(24)))
    kept = storage.conversations.load("kari", first.id)
    assert kept is not None and {exchange.question for exchange in kept.exchanges} == {kept.title}
    assert storage.conversations.list("kari") == [Heading(id=kept.id, title=kept.title, changed_at=kept.changed_at)]


def test_many_processes_make_one_database(open_at: Open, url: str, tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(4)]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESS, str(tmp_path), url, name], cwd=PROJECT, stderr=subprocess.PIPE
        )
        for name in names
    ]
    for process in started:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told.decode()
    found = {given.question for given in open_at(url).feedback.find()}
    assert found == {f"{name}-{number}" for name in names for number in range(5)}


def test_many_make_one_database_at_the_same_moment(open_at: Open, url: str) -> None:
    storages, start = [open_at(url) for _ in range(8)], Barrier(8)

    def save(number: int) -> None:
        start.wait()
        storages[number].feedback.add(Feedback(f"{number}", "svar", "up"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(8)))
    assert len(storages[0].feedback.browse()) == 8


def test_a_lost_connection_is_made_anew(server: Server, open_at: Open) -> None:
    storage = open_at(server.new_database())
    storage.feedback.add(Feedback("før", "svar", "up"))
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'prove%'")
    storage.feedback.add(Feedback("etter", "svar", "up"))
    assert len(storage.feedback.browse()) == 2


def test_the_database_packages_wait_until_a_storage_is_opened() -> None:
    wanted = "import sys, assistant.storage, assistant.feedback; print({'sqlalchemy', 'alembic'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", wanted], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
