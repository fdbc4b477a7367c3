"""What every response has, and the language of pages."""

import pytest


@pytest.mark.django_db
def test_pages_open_in_indonesian_in_an_english_browser(client):
    page = client.get("/login/", headers={"accept-language": "en-US,en;q=0.9"})

    assert page.headers["Content-Language"] == "id"


@pytest.mark.django_db
def test_a_reader_who_switched_gets_english(client):
    client.cookies["django_language"] = "en"

    assert client.get("/login/").headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_programs_choose_the_language_by_header(client):
    answer = client.get("/api/units/", headers={"accept-language": "en"})

    assert answer.headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_pages_load_nothing_from_another_host(client):
    policy = client.get("/login/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "http:" not in policy
