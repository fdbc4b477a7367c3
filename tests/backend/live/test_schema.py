"""The live feed stands in the OpenAPI document, though it is no view of the REST framework."""

from backend.live.schema import add_live_feed


def test_the_feed_is_described_as_a_stream_that_resumes():
    document = add_live_feed({"paths": {}})

    described = document["paths"]["/api/live/"]["get"]
    assert [one["name"] for one in described["parameters"]] == ["Last-Event-ID"]
    assert list(described["responses"]["200"]["content"]) == ["text/event-stream"]
