"""The sentences of the page that plays tracks back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PLAYBACK_WORDS = {
    "playback_open": _("Jejak 2 jam terakhir"),
    "playback_choose": _("Pilih unit dan waktu, lalu Tampilkan."),
    "playback_bad_span": _("Waktu belum lengkap, atau akhir mendahului awal."),
    "playback_loading": _("Memuat jejak…"),
    "playback_empty": _("Tidak ada posisi dalam rentang ini. Pilih waktu atau unit lain."),
    "playback_no_line": _("Tidak ada garis: hanya posisi lewat radio atau yang tidak dipercaya."),
    "playback_told": _("{unit} lewat radio {time} WIB"),
    "playback_besides": _("{n} titik di luar garis"),
    "playback_simplified": _("Banyak titik: garis disederhanakan, paling jauh {n} m dari jejak."),
    "playback_play": _("▶ Putar"),
    "playback_pause": _("❚❚ Jeda"),
    "playback_standing": _("berhenti"),
    "playback_unknown": _("tidak diketahui"),
    "playback_unknown_since": _("tidak diketahui sejak {time} WIB"),
    "playback_no_fixes": _("tanpa posisi dalam rentang ini"),
    "playback_totals": _("{distance} · {trips} perjalanan"),
    "playback_trip": _("perjalanan"),
    "playback_stop": _("berhenti"),
    "playback_gap": _("celah, tidak diketahui"),
    "playback_top": _("puncak {speed}"),
    "playback_idle": _("diam {time}"),
    "playback_unseen": _("tak terlihat {time}"),
    "playback_straight": _("garis lurus {distance}, bukan jarak tempuh"),
}
