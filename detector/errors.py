"""Every way in which this program fails.

A class knows its exit code and its HTTP status; an instance knows what happened (``message``) and what the
user can do about it (``hint``). Errors travel between processes, so they pickle by these two strings.
"""


class DetectorError(Exception):
    """The root: a failure of the program or of its surroundings, never a judgement on an episode."""

    exit_code = 70
    http_status = 500

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(DetectorError):
    """The program was called in a wrong way."""

    exit_code = 2
    http_status = 422


class SettingsError(UsageError):
    """A setting has a wrong name, type or range; the message names where it came from."""


class InputError(DetectorError):
    """An input could not be read; the other inputs are not touched by it."""

    exit_code = 4
    http_status = 422


class InputNotFound(InputError):
    """There is nothing at the given path."""

    http_status = 404


class InputNotPermitted(InputError):
    """The file is there, and this user may not read it."""

    http_status = 403


class NotAVideo(InputError):
    """The file is empty, is no media file, or holds no video stream."""

    http_status = 415


class UndecodableVideo(InputError):
    """The file claims to hold a video, but not one frame of it could be decoded."""


class FrameTooLarge(InputError):
    """The frames are larger than the limit, so decoding them would be a danger to this machine."""

    http_status = 413


class RemoteNotSupported(InputError):
    """The input is an object on the network of a kind that cannot be read."""


class RemoteUnreachable(InputError):
    """The server of an object does not answer, or not with the object; another time it may."""

    http_status = 502


class WorkerLost(InputError):
    """The process that scanned this file crashed, hung past its deadline or used up its memory."""


class BadRow(InputError):
    """A row of a catalogue could not be taken; the others are audited."""


class RowsRejected(InputError):
    """Rows of a list could not be taken; so that nothing is half imported, none was."""


class UriRefused(InputNotPermitted):
    """The service reads nothing from there: scheme, folder, host or address is not allowed."""


class UploadTooLarge(InputError):
    """The video has more bytes than the service takes."""

    http_status = 413


class VideoTooLong(InputError):
    """The video lasts longer than the service takes."""

    http_status = 413


class RequestInvalid(UsageError):
    """A request to the service has a wrong field; the message names it."""


class TokenInvalid(UsageError):
    """A request to the service has no token, or one that does not hold."""

    http_status = 401


class ScopeMissing(UsageError):
    """The token does not allow this request."""

    http_status = 403


class NoSuchResource(UsageError):
    """The service has nothing under this name, or nothing that this token may see."""

    http_status = 404


class StateConflict(UsageError):
    """The service's resource is in a state that does not allow this."""

    http_status = 409


class LeaseLost(StateConflict):
    """Another reviewer has the case, or the time for it is over; nothing was decided."""


class MediaTypeRefused(UsageError):
    """The body of a request to the service is of a type that it does not take."""

    http_status = 415


class KeyReused(UsageError):
    """The idempotency key was used before, with another request."""


class SetupError(DetectorError):
    """A part that the program needs is absent or not as expected."""

    exit_code = 5
    http_status = 503


class ModelMissing(SetupError):
    """A model file is not where it should be."""


class ModelChanged(SetupError):
    """A model file does not have the sha256 that the manifest states."""


class ExtraMissing(SetupError):
    """An optional part of the program is not installed."""


class DeviceMissing(SetupError):
    """A GPU is asked for, and there is none that could be used."""


class OutputNotWritable(SetupError):
    """A result or a piece of evidence could not be written where it was asked for."""

    http_status = 500


class LedgerUnusable(SetupError):
    """The ledger of an audit is in use by another process, damaged, or no ledger."""


class StoreError(SetupError):
    """The service's database could not be read or written."""


class StoreNewer(StoreError):
    """The service's database was written by a newer version of this program."""


class LogTampered(StoreError):
    """The desk's log of decisions is not as it was written; the message names the first such entry."""


class ServiceBusy(SetupError):
    """The service takes nothing more just now; ``retry_after_s`` says in how many seconds it may."""

    http_status = 429
    retry_after_s = 1


class QueueFull(ServiceBusy):
    """As many scans wait as the service holds."""


class RateExceeded(ServiceBusy):
    """The token sends more requests a minute than it may."""


class QuotaUsedUp(ServiceBusy):
    """The token has had all scans that it may have today."""


class StillLoading(ServiceBusy):
    """No worker has loaded its models yet, or the service is about to end."""

    http_status = 503


class RegistryError(DetectorError):
    """The registry could not answer or could not take what it was given."""

    exit_code = 6
    http_status = 503


class RegistryAbsent(RegistryError):
    """There is no registry at the given place."""

    http_status = 404


class RegistryUnreachable(RegistryError):
    """The server that holds the registry does not answer, or refuses this user."""


class RegistryLocked(RegistryError):
    """Another process writes to the registry, and did not end in time."""


class RegistryReadOnly(RegistryError):
    """The registry can be read, and this user may not write to it."""

    http_status = 403


class RegistryFull(RegistryError):
    """There is no space left for the registry; what was in it before is whole."""

    http_status = 507


class RegistryCorrupt(RegistryError):
    """The file is damaged, or is no registry."""

    http_status = 500


class RegistryNewer(RegistryError):
    """The registry was written by a newer version of this program."""


class NewerSchema(DetectorError):
    """The data was written by a newer version of this program."""

    exit_code = 4
    http_status = 422


EXIT_ORDER = (70, 6, 5, 4, 1, 3, 0)
"""Where several exit codes hold, the first one of these is given."""
