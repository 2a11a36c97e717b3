"""Every error Tastemaker raises on purpose. Each is also a standard-library error.

A message is one or two sentences: what is wrong, what was found, what to run.
The command line shows the message alone and exits with `exit_code`.
"""

from __future__ import annotations

__all__ = [
    "AdapterNotServed",
    "BadAdapter",
    "BadCall",
    "BadCheckpoint",
    "BadDomain",
    "BadEvent",
    "BadFilter",
    "BadItem",
    "BadKey",
    "BadMedia",
    "BadMessage",
    "BadPicture",
    "BadPrompt",
    "BadScript",
    "BadSemanticIds",
    "CatalogMissing",
    "CatalogTooNew",
    "Conflict",
    "Gone",
    "MissingExtra",
    "MissingProgram",
    "ModelError",
    "ModelFailed",
    "ModelNotFound",
    "ModelUnreachable",
    "NotAllowed",
    "NotServed",
    "NothingMade",
    "OutOfDisk",
    "PainterUnreachable",
    "PortTaken",
    "Refused",
    "Stopped",
    "StoreUnreachable",
    "TastemakerError",
    "TooBusy",
    "TooFewEvents",
    "TooManyItems",
    "TookTooLong",
    "TrainingFailed",
    "UnknownDomain",
    "UnknownItem",
    "UnknownJob",
    "UnknownModel",
    "UnknownPerson",
]


class TastemakerError(Exception):
    """Base of all errors whose message is meant for a person."""

    exit_code = 2


class BadDomain(TastemakerError, ValueError):
    """A domain folder cannot be used: missing, empty, or with contradictory items."""


class BadMedia(TastemakerError, ValueError):
    """A picture, sound or clip that cannot or must not be opened."""


class BadFilter(TastemakerError, ValueError):
    """A `where` filter with a syntax error, an unknown field or a value of the wrong type."""


class BadEvent(TastemakerError, ValueError):
    """An event that cannot be stored."""


class BadItem(TastemakerError, ValueError):
    """An item that cannot be put into a catalog."""


class BadCall(TastemakerError, ValueError):
    """A tool was called with arguments that do not fit; the sentence goes back to who called it."""


class Refused(BadCall):
    """A wish for something that is not made here, by the rules of safety."""


class BadMessage(TastemakerError, ValueError):
    """A message that cannot be answered: empty or far too long."""


class BadPicture(TastemakerError, ValueError):
    """A picture that cannot be painted as asked: no words, an absurd size, a strength out of range."""


class BadPrompt(TastemakerError, LookupError):
    """A prompt template that does not exist, or was given too few variables."""

    exit_code = 1


class BadScript(TastemakerError, ValueError):
    """A storyboard's script that cannot be filmed: which shot, which field, what was found."""


class BadSemanticIds(TastemakerError, ValueError):
    """Semantic IDs that cannot be read, extended or given."""


class TooFewEvents(TastemakerError, ValueError):
    """The events do not suffice for what is asked."""


class BadAdapter(TastemakerError, ValueError):
    """An adapter folder that is damaged, or of another domain or base model."""


class AdapterNotServed(BadAdapter):
    """A model server cannot load an adapter."""


class BadCheckpoint(TastemakerError, ValueError):
    """A training's saved state is damaged, or of another training."""


class TrainingFailed(TastemakerError, ArithmeticError):
    """A training went wrong; the last good state is kept."""

    exit_code = 1


class TooManyItems(TastemakerError, ValueError):
    """The catalog is larger than a method can take."""


class CatalogMissing(TastemakerError, FileNotFoundError):
    """The domain folder has no built catalog yet."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "the catalog is missing"


class CatalogTooNew(TastemakerError, RuntimeError):
    """The catalog was built by a newer version of Tastemaker."""


class UnknownItem(TastemakerError, KeyError):
    """No item with this id or title."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "unknown item"


class UnknownDomain(TastemakerError, KeyError):
    """A server has no domain of this name."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "unknown domain"


class UnknownJob(TastemakerError, KeyError):
    """Nothing of this id was ever asked to be made here, or it is somebody else's, or erased."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "unknown job"


class UnknownPerson(TastemakerError, KeyError):
    """Nothing is known of a person, where something must be."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "unknown person"


class UnknownModel(TastemakerError, ValueError):
    """A model name that is neither a preset, a path nor a hub id."""


class NotServed(UnknownModel):
    """A model server has not what it is asked for, or not for us."""


class ModelNotFound(TastemakerError, FileNotFoundError):
    """The weights of a model are not where they should be."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "model not found"


class ModelError(TastemakerError, RuntimeError):
    """A model failed while answering."""

    exit_code = 1


class NothingMade(ModelError):
    """Nothing that the card bears out came of a wish."""


class ModelUnreachable(ModelError):
    """A model server does not answer, or not yet."""


class ModelFailed(ModelUnreachable):
    """A model server answers that it failed: it may be about to end."""


class StoreUnreachable(TastemakerError, RuntimeError):
    """A database does not answer, or not yet."""

    exit_code = 1


class OutOfDisk(TastemakerError, OSError):
    """The disk filled up; what was there before is untouched."""

    exit_code = 1


class PainterUnreachable(TastemakerError, ConnectionError):
    """The server that paints cannot be reached, or takes too long."""

    exit_code = 1


class Conflict(TastemakerError, RuntimeError):
    """Something was changed by someone else in between."""


class Stopped(TastemakerError, InterruptedError):
    """A turn was broken off, by the person or by its time limit; the thread is as it was before."""


class TooBusy(TastemakerError, RuntimeError):
    """As much is being done as can be done at once; in some seconds there may be room."""

    exit_code = 1

    def __init__(self, seconds: int) -> None:
        super().__init__(f"as much is being done as this machine can do: try again in {seconds} seconds")
        self.seconds = seconds


class TookTooLong(TastemakerError, TimeoutError):
    """Something did not end in its time, and was stopped."""

    exit_code = 1


class Gone(TastemakerError, ConnectionError):
    """Whoever asked does not wait any more."""


class BadKey(TastemakerError, PermissionError):
    """API keys that cannot be read, or a server that would stand open without them."""


class NotAllowed(TastemakerError, PermissionError):
    """Whoever asks may not do this."""


class PortTaken(TastemakerError, OSError):
    """The address to serve on is in use or not ours."""


class MissingExtra(TastemakerError, ImportError):
    """An optional dependency is needed: the message holds the exact pip command."""

    def __init__(self, package: str, *, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package!r}, which is not installed. "
            f"Run: pip install 'tastemaker[{extra}]'"
        )


class MissingProgram(TastemakerError, FileNotFoundError):
    """A program that would run beside this one is not there: the message says how to get it."""
