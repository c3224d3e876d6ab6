"""The latest measured accuracy, read as data: the report that `ehelse eval run --latest` writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.settings import PROJECT_DIR
from corpus.errors import SourceError

REPORT = PROJECT_DIR / "eval" / "reports" / "latest.json"
_REMEDY = "Kjør «ehelse eval run --latest», som måler på nytt."
_Share = Annotated[float, Field(ge=0, le=1)]


class _Data(BaseModel):
    """The report has more than we read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Figure(_Data):
    """A mean between 0 and 1 over n questions with its 95 % interval; `value` is None where it applies to none."""

    value: _Share | None = None
    n: Annotated[int, Field(ge=0)] = 0
    interval: tuple[_Share, _Share] | None = None


class Group(_Data):
    """The figures of some of the questions, or of one system.

    `full`: all facts are there. `refused_wrongly`: refused although the sources answer. `refused_rightly`: refused as
    they don't. `invalid_quotes` is a number of quotes, not a share.
    """

    name: str
    score: Figure
    full: Figure = Figure()
    first_right: Figure = Figure()
    refused_wrongly: Figure = Figure()
    refused_rightly: Figure = Figure()
    invalid_quotes: int = 0


class _Recipe(_Data):
    corpus: str = ""


class _Manifest(_Data):
    recipe: _Recipe = _Recipe()


class _Run(_Data):
    started_at: datetime
    questions: int = Field(ge=1)
    commit: str | None = None
    manifest: _Manifest | None = None


class Groups(_Data):
    """The groups of the report, under the headings that it gives them."""

    overall: tuple[Group, ...] = Field(alias="Samlet", min_length=1)
    kinds: tuple[Group, ...] = Field((), alias="Slag")
    languages: tuple[Group, ...] = Field((), alias="Språk")


class Report(_Data):
    """What was measured. The systems are ours and the simpler ones that it is compared with."""

    run: _Run
    systems: tuple[Group, ...] = ()
    groups: Groups

    @property
    def whole(self) -> Group:
        """All questions."""
        return self.groups.overall[0]

    @property
    def headline(self) -> Group:
        """The questions that nobody may tune on, where the report tells them apart; else all."""
        return next((group for group in self.groups.overall if group.name == "test"), self.whole)

    @property
    def corpus(self) -> str:
        """Fingerprint of the sources and the bank that were measured."""
        return self.run.manifest.recipe.corpus if self.run.manifest else ""


def load_report(path: Path = REPORT) -> Report:
    """Reads and checks a report. Raises SourceError where it is missing or is none."""
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SourceError(f"Målingen «{path.name}» kan ikke leses ({error.strerror}).", _REMEDY) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "hele filen"
        raise SourceError(f"Målingen «{path.name}» er ikke gyldig («{where}»).", _REMEDY) from error


def weakest(groups: Sequence[Group]) -> list[Group]:
    """Groups with a score, the lowest first."""
    return sorted((group for group in groups if group.score.value is not None), key=_score)


def _score(group: Group) -> tuple[float, str]:
    return (group.score.value or 0.0, group.name)
