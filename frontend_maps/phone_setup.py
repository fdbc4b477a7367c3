"""How each tracking app is told where to send: one QR code or link, and the same as text.

The formats are those that the apps themselves read: Traccar Client an address with its settings as
the query, OwnTracks its configuration in base64, Overland a setup link, GPSLogger a profile of
properties. Only the Traccar Client's address carries the secret in its path, as its server address;
the others prove themselves by a header.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import segno
from django.utils.translation import gettext as _

INTERVAL_S = 15
MOVED_M = 20
GPSLOGGER_QUERY = (
    "lat=%LAT&lon=%LON&timestamp=%TIMESTAMP&alt=%ALT&acc=%ACC&spd=%SPD&dir=%DIR&sat=%SAT&batt=%BATT"
)
"""GPSLogger's own marks; metres per second, metres, degrees and percent."""


@dataclass(frozen=True, slots=True)
class AppSetup:
    """The set-up of one app.

    Attributes
    ----------
    link
        Opens the app with its settings; empty where it has no link.
    code
        What the QR code says.
    lines
        The same by hand: (name in the app, value).
    file_name, file_text
        A settings file that the app imports; empty where it has none.
    steps
        What is left to do in the app.
    """

    key: str
    name: str
    systems: str
    link: str
    code: str
    lines: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    file_name: str = ""
    file_text: str = ""

    def as_document(self) -> dict[str, object]:
        """Return what the page shows, the QR code as an image."""
        return {
            "key": self.key,
            "name": self.name,
            "systems": self.systems,
            "link": self.link,
            "code": self.code,
            "qr": qr_image(self.code),
            "lines": [list(line) for line in self.lines],
            "steps": list(self.steps),
            "file_name": self.file_name,
            "file_text": self.file_text,
        }


def app_setups(*, origin: str, identifier: str, unit: str, secret: str) -> list[AppSetup]:
    """Return the set-up of every app for one device; ``origin`` is ``https://host[:port]``."""
    return [
        _traccar(origin, identifier, secret),
        _traccar_old(origin, identifier, secret),
        _owntracks(origin, identifier, unit, secret),
        _gpslogger(origin, identifier, secret),
        _overland(origin, identifier, secret),
    ]


def qr_image(text: str) -> str:
    """Return the QR code of a text as the address of an SVG image, black on white."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.getvalue()).decode()}"


def _traccar(origin: str, identifier: str, secret: str) -> AppSetup:
    server = f"{origin}/ingest/osmand/{secret}"
    settings = {
        "id": identifier,
        "accuracy": "highest",
        "distance": "0",
        "interval": str(INTERVAL_S),
        "fastest_interval": "10",
        "heartbeat": "60",
        "buffer": "true",
        "stop_detection": "false",
    }
    deep = urlencode({"url": server, **settings}, quote_via=quote)
    return AppSetup(
        key="traccar",
        name="Traccar Client 9+",
        systems="Android, iOS",
        link=f"org.traccar.client://config?{deep}",
        code=f"{server}?{urlencode(settings)}",
        lines=(
            (_("Alamat server"), server),
            (_("Pengenal perangkat"), identifier),
            (_("Akurasi"), _("tertinggi")),
            (_("Jarak"), "0 m"),
            (_("Selang"), f"{INTERVAL_S} s"),
            (_("Selang tercepat"), "10 s"),
            (_("Detak saat diam"), "60 s"),
            (_("Penyangga luring"), _("hidup")),
            (_("Deteksi berhenti"), _("mati")),
        ),
        steps=(
            _("Di aplikasi: Setelan, ikon QR, arahkan ke kode ini; atau ketuk tautan di telepon."),
            _("Nyalakan pelacakan terus-menerus dan izinkan lokasi sepanjang waktu."),
        ),
    )


def _traccar_old(origin: str, identifier: str, secret: str) -> AppSetup:
    server = f"{origin}/ingest/osmand/{secret}"
    return AppSetup(
        key="traccar-old",
        name="Traccar Client 8-",
        systems="Android, iOS",
        link="",
        code=server,
        lines=(
            (_("Pengenal perangkat"), identifier),
            (_("Alamat server"), server),
            (_("Akurasi"), _("tinggi")),
            (_("Frekuensi"), f"{INTERVAL_S} s"),
            (_("Jarak"), "0 m"),
            (_("Sudut"), "0°"),
            (_("Penyangga luring"), _("hidup")),
        ),
        steps=(
            _("Versi lama tidak membaca kode QR: pindai dengan kamera, salin alamatnya, tempel."),
            _("Nyalakan status layanan."),
        ),
    )


def _owntracks(origin: str, identifier: str, unit: str, secret: str) -> AppSetup:
    address = f"{origin}/ingest/owntracks"
    configuration = {
        "_type": "configuration",
        "mode": 3,  # HTTP
        "url": address,
        "auth": True,  # this and the next of iOS; Android always sends what is filled in
        "usePassword": True,
        "username": identifier,
        "password": secret,
        "deviceId": identifier,
        "tid": _two_letters(unit),
        "monitoring": 2,  # move
        "locatorInterval": INTERVAL_S,
        "locatorDisplacement": MOVED_M,
        "moveModeLocatorInterval": INTERVAL_S,
        "pubExtendedData": True,  # Android's name
        "extendedData": True,  # iOS's name
        "ping": 15,
        "autostartOnBoot": True,
    }
    text = json.dumps(configuration, separators=(",", ":"))
    inline = quote(base64.b64encode(text.encode()).decode(), safe="")
    link = f"owntracks:///config?inline={inline}"
    return AppSetup(
        key="owntracks",
        name="OwnTracks",
        systems="Android, iOS",
        link=link,
        code=link,
        lines=(
            (_("Mode"), "HTTP"),
            (_("Alamat"), address),
            (_("Pengguna"), identifier),
            (_("Kata sandi"), secret),
            (_("Perangkat"), identifier),
            (_("Pelacak (tid)"), _two_letters(unit)),
            (_("Pemantauan"), _("bergerak (move)")),
        ),
        steps=(_("Pindai dengan kamera telepon atau buka berkasnya, lalu terima setelannya."),),
        file_name=f"{identifier}.otrc",
        file_text=json.dumps(configuration, indent=1),
    )


def _gpslogger(origin: str, identifier: str, secret: str) -> AppSetup:
    address = f"{origin}/ingest/gpslogger?{GPSLOGGER_QUERY}"
    profile = (
        ("current_profile_name", "siaga112"),
        ("log_customurl_enabled", "true"),
        ("log_customurl_url", address),
        ("log_customurl_method", "POST"),
        ("log_customurl_body", ""),
        ("log_customurl_headers", ""),
        ("log_customurl_basicauth_username", identifier),
        ("log_customurl_basicauth_password", secret),
        ("log_customurl_discard_offline_locations_enabled", "false"),
        ("time_before_logging", str(INTERVAL_S)),
        ("distance_before_logging", "0"),
        ("accuracy_before_logging", "200"),
        ("startonbootup", "true"),
    )
    return AppSetup(
        key="gpslogger",
        name="GPSLogger",
        systems="Android",
        link="",
        code=address,
        lines=(
            (_("Catat ke URL"), _("hidup")),
            ("URL", address),
            (_("Metode"), "POST"),
            (_("Isi (body)"), _("kosong")),
            (_("Pengguna (basic)"), identifier),
            (_("Kata sandi (basic)"), secret),
            (_("Buang lokasi luring"), _("mati")),
            (_("Selang pencatatan"), f"{INTERVAL_S} s"),
        ),
        steps=(
            _("Simpan berkas profil di telepon, lalu di GPSLogger: Profil, Muat dari berkas."),
            _("Kode QR hanya memuat URL; pengguna dan kata sandi diisi dari teks di samping."),
        ),
        file_name=f"{identifier}.properties",
        file_text="".join(f"{name}={_property(value)}\n" for name, value in profile),
    )


def _overland(origin: str, identifier: str, secret: str) -> AppSetup:
    address = f"{origin}/ingest/overland"
    values = {"url": address, "token": secret, "device_id": identifier, "unique_id": "yes"}
    link = f"overland://setup?{urlencode(values, quote_via=quote, safe='')}"
    return AppSetup(
        key="overland",
        name="Overland",
        systems="iOS",
        link=link,
        code=link,
        lines=(
            (_("Alamat penerima"), address),
            (_("Token akses"), secret),
            (_("Pengenal perangkat"), identifier),
            (_("Akurasi"), _("terbaik")),
            (_("Jeda otomatis"), _("mati")),
            (_("Titik per kiriman"), "50"),
            (_("Selang kirim"), f"{INTERVAL_S} s"),
        ),
        steps=(
            _("Pindai dengan kamera iPhone dan buka di Overland."),
            _("Nyalakan pelacakan dan geser selang kirim ke 15 detik."),
        ),
    )


def _two_letters(unit: str) -> str:
    """Return OwnTracks' two letters for a unit: ``amb-01`` -> ``a1``."""
    letters: Sequence[str] = [letter for letter in unit if letter.isalnum()] or ["s"]
    return f"{letters[0]}{letters[-1]}"


def _property(value: str) -> str:
    """Return a value as Java's property files write it."""
    return value.replace("\\", "\\\\").replace("\n", "\\n")
