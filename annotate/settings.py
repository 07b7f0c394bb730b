"""Settings from ``ANNOTATE_*`` variables; an unknown one is an error, so that a slip of the pen does not pass."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from annotate.errors import SetupError

# Variables that other parts of the project read: builds, tests, tools.
OTHER_VARIABLES = {
    "ANNOTATE_FRONTEND",
    "ANNOTATE_CHROMIUM",
    "ANNOTATE_NO_APT",
    "ANNOTATE_SHARED",
    "ANNOTATE_TEST_PG_URL",
    "ANNOTATE_AGREEMENT_EXAMPLES",
    "ANNOTATE_LABEL_STUDIO",
    "ANNOTATE_FUZZ_EXAMPLES",
    "ANNOTATE_KEEP_TRANSCRIPT",
}


class Settings(BaseModel):
    """Everything the server can be told; each field can be set by ``ANNOTATE_<NAME>``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    db: str = Field("sqlite:///annotate.db", description="database: a file path, sqlite:///… or postgresql://…")
    data: str = Field(
        "", description="folder for trained models; default NAME-data beside the SQLite file, else annotate-data"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    public_url: str = Field("", description="address that people type, for links; default http://HOST:PORT")
    allowed_hosts: str = Field("*", description="comma-separated Host names to answer; * for any")
    secret_key: str = Field(
        "", description="signs access tokens, 32+ characters; default: made once and kept in the database"
    )
    max_body: int = Field(64 * 2**20, ge=1024, description="largest request body in bytes")
    lease_minutes: int = Field(
        120, ge=1, description="how long a claimed article stays with its coder without activity"
    )
    session_days: int = Field(14, ge=1, description="how long a log-in lasts")
    webhook_hosts: str = Field(
        "", description="comma-separated HOST or HOST:PORT that webhooks may go to; default none"
    )
    log_level: str = Field("info", description="debug, info, warning or error")
    log_json: bool = Field(True, description="structured logs, one JSON object a line")
    secure_cookies: bool = Field(False, description="set behind HTTPS: cookies carry Secure")


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, overridden by what is given and not None; raises SetupError in one sentence."""
    names = {f"ANNOTATE_{name.upper()}": name for name in Settings.model_fields}
    unknown = sorted(k for k in os.environ if k.startswith("ANNOTATE_") and k not in names.keys() | OTHER_VARIABLES)
    if unknown:
        raise SetupError(f"Unknown setting {unknown[0]}; known are {', '.join(sorted(names))}.")
    given = {name: os.environ[variable] for variable, name in names.items() if variable in os.environ}
    try:
        return Settings.model_validate(given | {k: v for k, v in overrides.items() if v is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "ANNOTATE_" + str(first["loc"][0]).upper()
        raise SetupError(f"Setting {name}: {first['msg']}.") from None


def database_url(given: str) -> str:
    """A SQLAlchemy URL out of a path or URL."""
    if "://" not in given:
        return f"sqlite:///{Path(given).expanduser()}"
    for prefix in ("postgresql://", "postgres://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def data_folder(settings: Settings) -> Path:
    """Where trained models are kept; servers on one database must share it."""
    if settings.data:
        return Path(settings.data).expanduser().absolute()
    url = database_url(settings.db)
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else Path("annotate")
    return file.with_name(f"{file.stem}-data").absolute()
