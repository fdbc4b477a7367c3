"""Health and readiness."""

import pytest


def test_process_answers_without_a_login(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_empty_database_is_not_ready_and_says_what_to_run(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert any("import_boundaries" in reason for reason in answer.json()["reasons"])
    assert any("import_road_network" in reason for reason in answer.json()["reasons"])
