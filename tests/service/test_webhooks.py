"""Signatures as the standard publishes them, and pauses between attempts."""

from datetime import UTC, datetime

from detector.service.jobs.backoff import pause_s
from detector.service.webhooks.endpoints import Delivery
from detector.service.webhooks.sender import signed

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


def test_a_signature_is_that_of_the_published_example() -> None:
    delivery = Delivery("msg_p5jXN8AQM9LWM0D4loKWxJek", "e", "u", '{"test": 2432232314}', (SECRET, OTHER), 1)
    headers = signed(delivery, datetime.fromtimestamp(1_614_265_330, UTC))
    first, second = headers["webhook-signature"].split(" ")
    assert first == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert second.startswith("v1,")
    assert second != first
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-id"] == delivery.id


def test_each_pause_is_four_times_the_last_up_to_six_hours() -> None:
    for attempts, steady in ((1, 5), (2, 20), (3, 80), (8, 21_600), (50, 21_600)):
        assert 0.9 * steady <= pause_s(attempts, 5) <= 1.1 * steady
