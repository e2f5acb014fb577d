"""The programs of docs/service.md that take work from the queues of others."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest

from detector.client import Client
from tests.s3_server import s3_server
from tests.service.test_documents import PROGRAMS
from tests.test_client import SCAN, answering, problem


def program(name: str) -> Callable[..., None]:
    """What a program of the document defines."""
    defined: dict[str, Any] = {"__name__": name}
    exec(compile(PROGRAMS[name], name, "exec"), defined)
    consume: Callable[..., None] = defined["consume"]
    return consume


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of a server that speaks SQS."""
    boto3 = pytest.importorskip("boto3", reason="boto3 is not installed: pip install 'moto[server]'")
    with s3_server(monkeypatch) as url:
        yield boto3.client("sqs", endpoint_url=url, region_name="us-east-1")


def announced(key: str, sequencer: str) -> str:
    s3 = {"bucket": {"name": "videos"}, "object": {"key": quote_plus(key), "sequencer": sequencer}}
    return json.dumps({"Records": [{"s3": s3}]})


def test_what_s3_announces_is_scanned_once_and_what_is_refused_stays(sqs: Any) -> None:  # noqa: ANN401  (a library without types)
    queue = sqs.create_queue(QueueName="uploads", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    consume = program("from_sqs.py")

    def left() -> str:
        told = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
        return str(told["Attributes"]["ApproximateNumberOfMessages"])

    with (
        answering((200, SCAN), (200, SCAN), problem("UriRefused", 403)) as (url, asked),
        Client(url) as client,
    ):
        for body in (json.dumps({"Event": "s3:TestEvent"}), *[announced("剧 1/ep01.mp4", "0055")] * 2):
            sqs.send_message(QueueUrl=queue, MessageBody=body)
        while left() != "0":
            consume(client, sqs, queue, 0)
        assert [one["idempotency-key"] for one in asked] == ["s3-0055"] * 2
        assert {json.loads(one["body"])["uri"] for one in asked} == {"s3://videos/剧 1/ep01.mp4"}
        sqs.send_message(QueueUrl=queue, MessageBody=announced("other.mp4", "0056"))
        consume(client, sqs, queue, 0)
        assert left() == "1"


def test_what_a_topic_has_is_scanned_and_what_is_refused_is_passed_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kafka = pytest.importorskip("confluent_kafka", reason="pip install confluent-kafka")
    producer = kafka.Producer({"test.mock.num.brokers": 1, "log_level": 0})
    (broker,) = producer.list_topics(timeout=30).brokers.values()
    asks = (
        {"uri": "s3://videos/a.mp4", "data_id": "a"},
        {"uri": "s3://no/b.mp4"},
        {"uri": "s3://videos/c.mp4"},
    )
    for body in (*map(json.dumps, asks[:2]), "[]", json.dumps(asks[2])):
        producer.produce("uploads", body, partition=0)
    assert producer.flush(30) == 0
    settings = {"bootstrap.servers": f"{broker.host}:{broker.port}", "group.id": "detector"}
    consumer = kafka.Consumer({**settings, "enable.auto.commit": False, "auto.offset.reset": "earliest"})
    consumer.subscribe(["uploads"])
    consume = program("from_kafka.py")
    answers = (200, SCAN), problem("UriRefused", 403), (200, SCAN)
    with answering(*answers) as (url, asked), Client(url) as client:
        while len(asked) < len(asks):
            consume(client, consumer)
    (done,) = consumer.committed([kafka.TopicPartition("uploads", 0)], timeout=30)
    consumer.close()
    assert done.offset == 4
    assert [json.loads(one["body"]) for one in asked] == list(asks)
    assert [one["idempotency-key"] for one in asked] == [f"kafka-uploads-0-{place}" for place in (0, 1, 3)]
    assert capsys.readouterr().err.count("uploads-0-") == 2
