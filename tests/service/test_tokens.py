"""Who may call: tokens by command, limits, and where nobody may."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from detector import cli
from detector.errors import QuotaUsedUp, RateExceeded, TokenInvalid, UsageError
from detector.records import Episode
from detector.service.auth.loopback import check_listen_address, is_loopback
from detector.service.auth.rate_limit import RateLimiter
from detector.service.auth.tokens import Token, Tokens, parse_scopes
from detector.service.jobs.job_queue import JobQueue, JobSpec, Submission
from detector.service.observability import new_request_id, redact_secrets
from detector.service.storage.database import Store
from tests.service.conftest import Callers
from tests.service.test_contract import CARD


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database."""
    made = Store(str(tmp_path / "service.db"))
    made.prepare()
    yield made
    made.close()


def made(tokens: Tokens, **limits: int) -> tuple[str, Token]:
    text = tokens.add(Token("", "name", frozenset({"scan"}), **limits))
    return text, tokens.authenticate(text)


def test_a_token_is_valid_until_revoked_and_its_secret_is_not_stored(store: Store, tmp_path: Path) -> None:
    tokens = Tokens(store)
    text, holder = made(tokens)
    assert (holder.name, holder.may("scan"), holder.may("review"), holder.sees_all) == (
        "name",
        True,
        False,
        False,
    )
    secret = text.split("_", 2)[2].encode()  # which may have underscores itself
    assert all(secret not in file.read_bytes() for file in tmp_path.iterdir())
    tokens.revoke(holder.id)
    with pytest.raises(TokenInvalid):
        tokens.authenticate(text)
    with pytest.raises(UsageError, match="revoked"):
        tokens.revoke(holder.id)


def test_after_a_rotation_both_secrets_are_valid_for_a_while(store: Store) -> None:
    tokens = Tokens(store)
    old, holder = made(tokens)
    new = tokens.rotate(holder.id, grace_hours=1)
    assert tokens.authenticate(old) == tokens.authenticate(new) == holder
    newest = tokens.rotate(holder.id, grace_hours=0)
    time.sleep(0.01)
    assert tokens.authenticate(newest) == holder
    for gone in (old, new):
        with pytest.raises(TokenInvalid):
            tokens.authenticate(gone)


def test_two_tokens_have_two_names(store: Store) -> None:
    tokens = Tokens(store)
    made(tokens)
    tokens.revoke(tokens.list_all()[0].id)
    for name in ("name", " NAME ", "ｎａｍｅ"):
        with pytest.raises(UsageError, match="is a name that a token has"):
            tokens.add(Token("", name, frozenset({"review"})))
    assert tokens.name_of(tokens.list_all()[0].id) == "name"


@pytest.mark.parametrize("text", ["", "x", "dt_000000000000_" + "a" * 43, "dt_" + "0" * 12 + "_", "Bearer"])
def test_a_malformed_or_unknown_token_is_refused(store: Store, text: str) -> None:
    with pytest.raises(TokenInvalid):
        Tokens(store).authenticate(text)


def test_scopes_are_known_ones() -> None:
    assert parse_scopes(["scan", "admin"]) == {"scan", "admin"}
    for wrong in ([], ["all"], ["scan", "x"]):
        with pytest.raises(UsageError):
            parse_scopes(wrong)


def test_a_rate_is_a_bucket_that_fills_steadily() -> None:
    now = 0.0
    limiter = RateLimiter(lambda: now)
    for _ in range(60):
        limiter.count("a", 60)
    with pytest.raises(RateExceeded) as caught:
        limiter.count("a", 60)
    assert caught.value.retry_after_s == 1
    limiter.count("b", 60)
    limiter.count("a", 0)
    now = 1.0
    limiter.count("a", 60)
    with pytest.raises(RateExceeded):
        limiter.count("a", 60)


def test_a_quota_is_for_a_day_and_counts_what_was_accepted(store: Store) -> None:
    jobs, tokens = JobQueue(store, limit=10), Tokens(store)
    _, holder = made(tokens, scans_per_day=3)
    spec = JobSpec(Episode("a", "a.mp4"), '["upload", "a"]', "2026-11-01")
    jobs.enqueue([spec] * 2, Submission(holder, None, ""), is_batch=True)
    with pytest.raises(QuotaUsedUp) as caught:
        jobs.enqueue([spec] * 2, Submission(holder, None, ""), is_batch=True)
    assert 0 < caught.value.retry_after_s <= 86_400
    jobs.enqueue([spec], Submission(holder, None, ""), is_batch=False)


def test_only_this_machine_is_answered_without_a_token(store: Store) -> None:
    for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"):
        assert is_loopback(host)
        check_listen_address(host, Tokens(store))
    for host in ("0.0.0.0", "::", "10.0.0.1", "localhost.example", ""):
        assert not is_loopback(host)
        with pytest.raises(UsageError, match="without a token"):
            check_listen_address(host, Tokens(store))
    made(Tokens(store))
    check_listen_address("0.0.0.0", Tokens(store))


def test_the_command_makes_lists_rotates_and_revokes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        code = cli.run(["serve", "token", *arguments, "--folder", str(tmp_path)])
        out, err = capfd.readouterr()
        return code, out.strip() if code == 0 else err

    _, text = run("add", "desk", "--scope", "review", "--rate", "5")
    name = text.split("_")[1]
    _, rotated = run("rotate", name, "--grace-hours", "0")
    assert rotated.startswith(f"dt_{name}_")
    assert rotated != text
    assert run("revoke", name) == (0, "")
    _, listed = run("list")
    assert listed.split()[:2] == [name, "revoked"]
    assert listed.split()[3:] == ["review", "5/min", "-/day", "desk"]
    assert text not in listed
    code, told = run("add", "x", "--scope", "all")
    assert (code, "known are scan, review, admin" in told) == (2, True)
    assert run("revoke", "000000000000")[0] == 2


def test_requests_without_a_valid_token_are_refused(callers: Callers) -> None:
    def status(scope: str, **headers: str) -> int:
        told = {"Authorization": scope} if scope else {}
        return httpx.get(f"{callers.service.url}/v1/scans", headers={**told, **headers}).status_code

    assert status(f"Bearer {callers.scan}") == 200
    for wrong in ("", "Bearer x", f"Bearer {callers.scan}x", f"Basic {callers.scan}", callers.scan):
        assert status(wrong) == 401, wrong
    answer = httpx.get(f"{callers.service.url}/v1/scans")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    with callers.http() as http:
        denied = http.post("/v1/registry/imports", files={"list": b""})
    assert (denied.status_code, denied.json()["type"]) == (403, "urn:detector:error:ScopeMissing")


def test_a_token_with_a_rate_is_held_to_it(callers: Callers) -> None:
    slow = callers.token("scan", rate_per_minute=2, scans_per_day=1)
    with callers.http(slow) as http:
        # A real video: the scan of a file that is none may have ended before it is answered (200).
        video = CARD.read_bytes()
        first, second = (http.post("/v1/scans", files={"video": video}) for _ in range(2))
        assert (first.status_code, second.status_code) == (202, 429)
        assert second.json()["type"] == "urn:detector:error:QuotaUsedUp"
        third = http.get("/v1/scans")
    assert third.status_code == 429
    assert 0 < int(third.headers["Retry-After"]) <= 30  # a request every 30 s


def test_request_ids_and_secrets_in_logs() -> None:
    assert new_request_id("mine-1.a_b") == "mine-1.a_b"
    for odd in (None, "", "a b", 'a"b', "a\nb", "x" * 65):
        assert new_request_id(odd) != odd
    told = json.dumps(
        {"url": "https://me:pw@host/a?sig=1", "t": "dt_0123456789ab_" + "s" * 43, "w": "whsec_AA="}
    )
    shown = redact_secrets(told)
    for secret in ("pw", "sig=1", "s" * 43, "AA="):
        assert secret not in shown
    assert "https://" in shown
    assert json.loads(shown)
