"""All errors that we raise on purpose. Each says what is wrong, which value, and what to do.

EhelseError
├── InputError            the caller's input is bad (exit status 1)
├── SettingsError         a setting is unknown or impossible (2)
├── SourceError           a corpus file cannot be used (3)
│   └── BankError         a bank entry or the glossary is wrong (3)
├── EncoderError          the encoder is missing or cannot be loaded (3)
└── IndexUnusableError    the index is missing, stale or damaged (3)
    └── IndexLockedError  another process is building (3)
"""

from __future__ import annotations


class EhelseError(Exception):
    """An error with a remedy; `exit_status` is what the command line ends with."""

    exit_status = 3

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class InputError(EhelseError):
    """Bad input from the caller."""

    exit_status = 1


class SettingsError(EhelseError):
    """An unknown or impossible setting."""

    exit_status = 2


class SourceError(EhelseError):
    """A corpus file that cannot be used."""


class BankError(SourceError):
    """A bank entry or glossary term that is wrong."""


class EncoderError(EhelseError):
    """The encoder is missing or cannot be loaded."""


class IndexUnusableError(EhelseError):
    """The index is missing, stale or damaged."""


class IndexLockedError(IndexUnusableError):
    """Another process holds the build lock."""
