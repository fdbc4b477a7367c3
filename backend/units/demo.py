"""Whom the demo is made of: invented units at real stations, and one account of each role."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.models import Role
from gis.types import UnitKind

DEMO_PASSWORD = "siaga112"  # noqa: S105  (known to everybody; a system check guards it)
DEMO_USERS = {
    "dispatcher": Role.DISPATCHER,
    "supervisor": Role.SUPERVISOR,
    "planner": Role.PLANNER,
    "crew": Role.CREW,
    "agency": Role.AGENCY,
}
DEMO_CREW_UNIT = "amb-01"
DEMO_PRIORITY = 2
"""A device with a secret is heard before the demo device of the same unit."""


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One invented unit. Its telephone number belongs to nobody."""

    code: str
    name: str
    kind: UnitKind
    station: str
    capabilities: tuple[str, ...] = ()

    @property
    def phone(self) -> str:
        """A number of a range that is not given out."""
        digits = sum(ord(letter) * 7 for letter in self.code) % 10_000
        return f"0800-0112-{digits:04d}"


def _ambulance(number: int, place: str, station: str, *capabilities: str) -> DemoUnit:
    name = f"Ambulans {number:02d} {place}"
    return DemoUnit(f"amb-{number:02d}", name, UnitKind.AMBULANCE, station, capabilities)


def _engine(number: int, *capabilities: str) -> DemoUnit:
    name = f"Pemadam {number:02d}"
    station = "damkar-kota-sumenep"
    return DemoUnit(f"fire-{number:02d}", name, UnitKind.FIRE_TRUCK, station, capabilities)


DEMO_UNITS = (
    _ambulance(1, "RSUD Moh. Anwar", "rsud-dr-h-moh-anwar", "advanced_life_support"),
    _ambulance(2, "Kalianget", "puskesmas-kalianget"),
    _ambulance(3, "Batang-Batang", "puskesmas-batang-batang"),
    _ambulance(4, "Ambunten", "puskesmas-ambunten"),
    _ambulance(5, "Lenteng", "puskesmas-lenteng"),
    _ambulance(6, "Bluto", "puskesmas-bluto"),
    _ambulance(7, "Dungkek", "puskesmas-dungkek"),
    _ambulance(8, "Guluk-Guluk", "puskesmas-guluk-guluk"),
    _ambulance(9, "Gayam, Sapudi", "puskesmas-gayam"),
    _ambulance(10, "RSUD Abuya, Kangean", "rsud-abuya-kangean"),
    _ambulance(11, "Arjasa, Kangean", "puskesmas-arjasa"),
    _ambulance(12, "Masalembu", "puskesmas-masalembu"),
    _ambulance(13, "Sapeken", "puskesmas-sapeken"),
    _engine(1, "pump"),
    _engine(2, "pump"),
    _engine(3, "pump", "water_tank"),
    _engine(4, "water_tank"),
    DemoUnit("rescue-01", "BPBD 01", UnitKind.RESCUE, "bpbd-sumenep", ("extrication",)),
    DemoUnit("pol-01", "Polres 01", UnitKind.POLICE, "polres-sumenep"),
    DemoUnit("pol-02", "Polsek Manding", UnitKind.POLICE, "polsek-manding"),
    DemoUnit("boat-01", "Ambulans laut 01", UnitKind.SEA_AMBULANCE, "port-kalianget"),
    DemoUnit("boat-02", "Kapal Polairud", UnitKind.BOAT, "satpolairud-sumenep"),
    DemoUnit("boat-03", "Kapal SAR", UnitKind.BOAT, "pos-sar-sumenep", ("search",)),
)
"""Four engines, all on Madura, and one sea ambulance: as the regency has them."""
