"""Where a model server is: its base url, checked, and the address that a reader is told. Imports no client library."""

from urllib.parse import urlsplit

from assistant.errors import SettingsError
from assistant.settings import Settings

OPENAI_BASE_URL = "https://api.openai.com/v1"
EXAMPLE = "http://localhost:11434/v1"


def checked_base_url(settings: Settings) -> str:
    """Return the base url that text is sent to.

    Raises SettingsError for one that is no web address or that carries a secret, and never repeats it: what was pasted
    into the wrong variable may be a key.
    """
    if settings.openai_base_url is None:
        return OPENAI_BASE_URL
    url = settings.openai_base_url.strip()
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or not url.isprintable() or " " in url:
        raise SettingsError(f"OPENAI_BASE_URL is no web address; give it like {EXAMPLE}")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise SettingsError(
            f"OPENAI_BASE_URL carries a user name, a query or a fragment; give it like {EXAMPLE} and the key in"
            " OPENAI_API_KEY"
        )
    return url


def server_address(settings: Settings) -> str:
    """Return the host that text goes to, with the port where one is given: `api.openai.com`, `localhost:11434`.

    Raises SettingsError as `checked_base_url` does.
    """
    return urlsplit(checked_base_url(settings)).netloc
