"""Every way in which this program fails.

A class has its exit code and its HTTP status; an instance says what happened (``message``) and what the
user can do about it (``hint``). Errors pass between processes, so they pickle by these two strings.
"""


class DetectorError(Exception):
    """The base class: a failure of the program or its environment, never a judgement on an episode."""

    exit_code = 70
    http_status = 500

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(DetectorError):
    """Wrong usage; the message says what to write."""

    exit_code = 2
    http_status = 422


class SettingsError(UsageError):
    """A setting has a wrong name, type or range; the message names where it came from."""


class InputError(DetectorError):
    """An input could not be read; the other inputs are still processed."""

    exit_code = 4
    http_status = 422


class InputNotFound(InputError):
    """There is no file at the given path."""

    http_status = 404


def no_such_file(path: str) -> InputNotFound:
    """The error for a path at which there is nothing."""
    if not path:
        return InputNotFound("the path is empty", "give the path of a video")
    return InputNotFound(f"{path}: there is no such file", "check the spelling of the path")


class InputNotPermitted(InputError):
    """The file may not be read by this user."""

    http_status = 403


class NotAVideo(InputError):
    """The file is empty, a playlist, a pipe or something else that is no video, or has no video stream."""

    http_status = 415


class UndecodableVideo(InputError):
    """No frame of the video could be decoded, or most of them are damaged."""


class EncryptedVideo(InputError):
    """The video is encrypted (DRM); nothing of its pictures can be seen."""


class FrameTooLarge(InputError):
    """The frames are larger than the limit; decoding them could exhaust this machine."""

    http_status = 413


class RemoteNotSupported(InputError):
    """The input is on the network, with a protocol that cannot be read."""


class RemoteUnreachable(InputError):
    """The server of an object did not answer, or not with the object; a later try may succeed."""

    http_status = 502


class WorkerLost(InputError):
    """The process that scanned this file crashed, exceeded its deadline or ran out of memory."""


class BadRow(InputError):
    """A row of a catalogue could not be read; the other rows are audited."""


class RowsRejected(InputError):
    """Rows of a list could not be imported, so nothing was imported."""


class UriRefused(InputNotPermitted):
    """Nothing may be read from this scheme, folder, host or address."""


class UploadTooLarge(InputError):
    """The video has more bytes than the service accepts."""

    http_status = 413


class VideoTooLong(InputError):
    """The video is longer than the service accepts."""

    http_status = 413


class RequestInvalid(UsageError):
    """A request to the service has a wrong field; the message names it."""


class TokenInvalid(UsageError):
    """A request to the service has no token, or an invalid, expired or revoked one."""

    http_status = 401


class ScopeMissing(UsageError):
    """The token does not allow this request."""

    http_status = 403


class NoSuchResource(UsageError):
    """The service has no such resource, or this token may not see it."""

    http_status = 404


class StateConflict(UsageError):
    """The state of the resource does not allow this request."""

    http_status = 409


class LeaseLost(StateConflict):
    """Another reviewer has the case, or the time for it has expired; nothing was decided."""


class MediaTypeRefused(UsageError):
    """The body of a request to the service has a type that it does not accept."""

    http_status = 415


class RequestTooSlow(UsageError):
    """A request to the service did not arrive in time."""

    http_status = 408


class KeyReused(UsageError):
    """The idempotency key was used before with another request."""


class SetupError(DetectorError):
    """Something that the program needs is missing or not as expected."""

    exit_code = 5
    http_status = 503


class ModelMissing(SetupError):
    """A model file is missing."""


class ModelChanged(SetupError):
    """A model file does not have the sha256 of the manifest."""


class ExtraMissing(SetupError):
    """An optional dependency is not installed."""


class DeviceMissing(SetupError):
    """A GPU is required by a setting, and none can be used."""


class OutputNotWritable(SetupError):
    """A result or a picture could not be written to the given path."""

    http_status = 500


class LedgerUnusable(SetupError):
    """The ledger of an audit is locked by another process, damaged, or no ledger."""


class StoreError(SetupError):
    """The service's database could not be read or written."""


class StoreNewer(StoreError):
    """The service's database was written by a newer version of this program."""


class LogTampered(StoreError):
    """The log of decisions was changed after it was written; the message names the first changed entry."""


class ServiceBusy(SetupError):
    """The service accepts nothing more at present; try again after ``retry_after_s`` seconds."""

    http_status = 429
    retry_after_s = 1


class QueueFull(ServiceBusy):
    """The queue of scans is full."""


class RateExceeded(ServiceBusy):
    """The token sends more requests per minute than allowed."""


class QuotaUsedUp(ServiceBusy):
    """The token has used its scans of today."""


class StillLoading(ServiceBusy):
    """No worker has loaded its models yet, or the service is shutting down."""

    http_status = 503


class RegistryError(DetectorError):
    """The registry could not be read or written."""

    exit_code = 6
    http_status = 503


class RegistryAbsent(RegistryError):
    """There is no registry at the given address."""

    http_status = 404


class RegistryUnreachable(RegistryError):
    """The registry's server does not answer, or refuses this user."""


class RegistryLocked(RegistryError):
    """Another process writes to the registry and did not finish in time."""


class RegistryReadOnly(RegistryError):
    """The registry may not be written by this user."""

    http_status = 403


class RegistryFull(RegistryError):
    """The disk of the registry is full; its former content is intact."""

    http_status = 507


class RegistryCorrupt(RegistryError):
    """The file is damaged or is no registry."""

    http_status = 500


class RegistryNewer(RegistryError):
    """The registry was written by a newer version of this program."""


class NewerSchema(DetectorError):
    """The data was written by a newer version of this program."""

    exit_code = 4
    http_status = 422


EXIT_ORDER = (70, 6, 5, 4, 1, 3, 0)
"""Where several exit codes hold, the first one of these is given."""
