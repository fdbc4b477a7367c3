"""The page of a route for paper: instructions, sketch, contacts, and who may read what."""

import re
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Role, User
from backend.dispatch.models import Assignment, AssignmentStep
from backend.incidents.models import Incident
from backend.places.models import Port
from backend.units.models import Station, Unit
from frontend_maps.route_print import distance_text, navigation_links
from gis.types import LonLat
from tests.backend.roads.conftest import PLACES, drawn, extract, pair, roads  # noqa: F401

TO_D = {"from": pair("a"), "to": pair("d")}
WORDS = "Ada orang jatuh <b>dekat</b> sumur"
NUMBER = "SMP-20261125-0001"


@pytest.fixture
def page_as(user_of):
    def make(role: str, username: str | None = None) -> Client:
        client = Client()
        client.force_login(user_of(role, username))
        return client

    return make


@pytest.fixture
def task(roads: None, user_of) -> Assignment:  # noqa: F811
    """Send a unit at a to an incident at d."""
    now = timezone.now() - timedelta(minutes=1)
    station = Station.objects.create(
        code="pos", name="Pos Rekaan", kind="hospital", kecamatan_code="35.29.02",
        confidence="A", confirmed=True, point=_point("a"),
    )  # fmt: skip
    unit = Unit.objects.create(
        code="amb-77", name="Ambulans 77", kind="ambulance", station=station,
        status="dispatched", status_since=now,
    )  # fmt: skip
    unit.crew.add(user_of(Role.CREW))
    dispatcher: User = user_of(Role.DISPATCHER)
    incident = Incident.objects.create(
        number=NUMBER, category="medical", priority=1, point=_point("d"), radius_m=10.0,
        words=WORDS, created_at=now, created_by=dispatcher, updated_at=now,
    )  # fmt: skip
    assignment = Assignment.objects.create(
        incident=incident, unit=unit, status="dispatched", created_at=now, created_by=dispatcher
    )
    AssignmentStep.objects.create(
        assignment=assignment, status="dispatched", at=now, recorded_at=now
    )
    return assignment


def _point(letter: str) -> Point:
    return Point(PLACES[letter].lon, PLACES[letter].lat, srid=4326)


def text_of(client: Client, **query: str) -> str:
    answer = client.get("/route/print/", query, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


@pytest.mark.usefixtures("roads")
def test_the_page_numbers_what_to_do_with_distances(page_as) -> None:
    text = text_of(page_as(Role.DISPATCHER), **TO_D)

    steps = re.findall(r"<li><span>(.*?)</span><span class=\"far\">(.*?)</span></li>", text)
    # three kilometres east on one road
    assert steps == [
        ("Berangkat ke arah timur melalui Jalan Rekaan", "3,0 km"),
        ("Tiba di lokasi", ""),
    ]


@pytest.mark.usefixtures("roads")
def test_the_page_says_when_it_was_printed_and_that_it_ages(page_as) -> None:
    text = text_of(page_as(Role.DISPATCHER), **TO_D)

    assert re.search(r"Dicetak \d\d/\d\d/\d{4} \d\d\.\d\d WIB", text)
    assert "Kertas ini tidak ikut berubah" in text


@pytest.mark.usefixtures("roads")
def test_the_sketch_is_drawn_from_our_own_land_and_roads(page_as) -> None:
    text = text_of(page_as(Role.DISPATCHER), **TO_D)

    svg = text[text.index('class="sketch"') :]
    assert 'fill="#efefef"' in svg  # land
    assert 'stroke="#9a9a9a"' in svg  # roads
    assert 'stroke-width="4.5"' in svg  # the route
    assert "nan" not in svg.split("</svg>")[0].lower()


@pytest.mark.usefixtures("roads")
def test_the_page_loads_nothing_from_elsewhere(page_as) -> None:
    text = text_of(page_as(Role.DISPATCHER), **TO_D)

    loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


@pytest.mark.usefixtures("roads")
def test_a_way_by_ship_names_the_port_and_its_contact(page_as) -> None:
    Port.objects.filter(code="port-kalianget").update(contact="0812-0000-0000 (rekaan)")

    text = text_of(page_as(Role.DISPATCHER), **{"from": pair("a"), "to": pair("t")})

    assert "0812-0000-0000 (rekaan)" in text
    assert "Kapal berangkat sekitar" in text
    assert "nomor tidak diketahui" in text  # nobody knows that of Sapudi
    assert 'stroke-dasharray="14 8"' in text  # the sea leg


def test_the_crew_reads_the_callers_words_letter_by_letter(task: Assignment, page_as) -> None:
    text = text_of(page_as(Role.CREW), assignment=str(task.pk))

    assert "Ada orang jatuh &lt;b&gt;dekat&lt;/b&gt; sumur" in text
    assert NUMBER in text
    assert "amb-77" in text


def test_another_crew_does_not_learn_of_the_assignment(task: Assignment, page_as) -> None:
    other = page_as(Role.CREW, "awak-lain")

    answer = other.get("/route/print/", {"assignment": str(task.pk)})

    assert answer.status_code == 404
    assert WORDS.encode() not in answer.content


def test_a_confidential_place_is_not_printed_for_an_agency(task: Assignment, page_as) -> None:
    Incident.objects.update(confidential=True)

    answer = page_as(Role.AGENCY).get("/route/print/", {"assignment": str(task.pk)})

    assert answer.status_code == 404


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"from": "x", "to": pair("d")}, 400),
        ({"from": pair("a"), "to": pair("d"), "vehicle": "tank"}, 400),
        ({"assignment": "satu"}, 400),
        ({"assignment": "9" * 30}, 400),
        ({"assignment": "123456"}, 404),
        ({"from": pair("a"), "to": "113.75,-6.2"}, 404),
    ],
)
def test_a_question_without_an_answer_is_told_so(page_as, query, status) -> None:
    answer = page_as(Role.DISPATCHER).get("/route/print/", query, headers={"accept": "text/html"})

    assert answer.status_code == status
    assert answer.content


@pytest.mark.django_db
def test_strangers_are_sent_to_the_login(client) -> None:
    answer = client.get("/route/print/", TO_D)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_navigation_opens_by_geo_and_by_a_common_application() -> None:
    links = navigation_links(LonLat(113.8667, -7.0167))

    assert links["geo"] == "geo:-7.016700,113.866700?q=-7.016700,113.866700"
    assert "destination=-7.016700,113.866700" in links["google"]


@pytest.mark.parametrize(
    ("length_m", "language", "text"),
    [
        (0.4, "id", ""),
        (4, "id", "10 m"),
        (344, "id", "340 m"),
        (996, "id", "1,0 km"),
        (12_340, "id", "12,3 km"),
        (12_340, "en", "12.3 km"),
    ],
)
def test_distances_are_written_as_people_read_them(length_m, language, text) -> None:
    assert distance_text(length_m, language) == text
