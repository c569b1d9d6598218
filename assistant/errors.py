"""Errors of the assistant. Each message says where, what, and what to do.

AssistantError
├── SettingsError            a setting that cannot be used
├── ModelServerError         the model server did not answer as it should
│   ├── ModelServerUnreachable   refused, timed out, no such host
│   ├── ModelServerRefused       wrong key, no permission
│   ├── ModelRateLimited         too many requests, or the quota is used up
│   ├── ModelRequestRejected     the server takes exception to the request (unknown model, too long)
│   └── ModelServerFailed        an internal error, or a reply that is not of the protocol
├── QuestionFileError        a file of questions that cannot be read
└── CheckError               a document, an answer or a file of references that cannot be checked
"""


class AssistantError(Exception):
    """Root of everything that the assistant raises on purpose."""


class SettingsError(AssistantError):
    """A setting that cannot be used."""


class ModelServerError(AssistantError):
    """The model server did not answer as it should."""


class ModelServerUnreachable(ModelServerError):
    """The server refused the connection, timed out, or has no such host."""


class ModelServerRefused(ModelServerError):
    """The server refused the key."""


class ModelRateLimited(ModelServerError):
    """Too many requests, or the quota is used up."""


class ModelRequestRejected(ModelServerError):
    """The server takes exception to the request itself."""


class ModelServerFailed(ModelServerError):
    """The server failed, or its reply is not of the protocol."""


class QuestionFileError(AssistantError):
    """A file of questions cannot be read."""


class CheckError(AssistantError):
    """A document, an answer or a file of references that cannot be checked."""
