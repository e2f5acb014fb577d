"""Where the service needs no tokens: on an address that only this machine can reach."""

import ipaddress

from detector.errors import UsageError
from detector.service.auth.tokens import Tokens


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_listen_address(host: str, tokens: Tokens) -> None:
    """Refuse to listen for other machines without a valid token. Raises ``UsageError``."""
    if not is_loopback(host) and all(token.revoked_ms is not None for token in tokens.list_all()):
        hint = "`detector serve token add NAME --scope scan` creates a token"
        raise UsageError(f"--host {host}: other machines could call without a token", hint)
