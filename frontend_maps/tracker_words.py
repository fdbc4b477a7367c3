"""The sentences of the supervisor's views of trackers, of the quarantine and of what was sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TRACKER_WORDS = {
    # trackers
    "trackers_none": _("Belum ada perangkat. Tambahkan yang pertama di bawah."),
    "trackers_loading": _("Memuat perangkat…"),
    "tracker_by_name": _("cukup nama"),
    "tracker_program": _("program"),
    "tracker_revoked": _("dicabut"),
    "tracker_mock": _("lokasi tiruan"),
    "tracker_encrypting": _("terenkripsi, tidak terbaca"),
    "tracker_link_lost": _("sambungan putus"),
    "tracker_never": _("belum pernah"),
    "tracker_set": _("Atur"),
    "tracker_set_for": _("Atur {name}"),
    "tracker_priority": _("Prioritas (1 didengar dulu)"),
    "tracker_key": _("Kunci enkripsi OwnTracks"),
    "tracker_key_kept": _("tersimpan; isi untuk mengganti"),
    "tracker_key_remove": _("Hapus kunci"),
    "tracker_key_removed": _("Kunci {name} dihapus."),
    "tracker_save": _("Simpan"),
    "tracker_saved": _("{name} tersimpan."),
    "tracker_revoke": _("Cabut"),
    "tracker_revoke_sure": _("Ya, cabut {name}"),
    "tracker_revoked_now": _("{name} dicabut; kirimannya ditolak mulai sekarang."),
    "tracker_history": _("Kiriman"),
    "tracker_history_of": _("Kiriman {name}"),
    "tracker_added": _("Perangkat {name} untuk {unit} dibuat. Rahasia ini hanya tampil sekali:"),
    "tracker_copy": _("Salin rahasia"),
    "tracker_copied": _("Rahasia tersalin."),
    "tracker_copy_failed": _("Tidak bisa menyalin; pilih teksnya dan salin sendiri."),
    "tracker_set_up": _("Buka halaman penyetelan untuk awak"),
    "tracker_hide_secret": _("Sudah dicatat, sembunyikan"),
    # quarantine
    "quarantine_none": _("Karantina kosong."),
    "quarantine_nothing": _("Tidak ada kiriman dengan saringan ini."),
    "quarantine_counts": _("{open} terbuka dari {items}, diterima {times} kali"),
    "quarantine_stranger": _("program tanpa perangkat"),
    "quarantine_all": _("Semua perangkat"),
    "quarantine_all_reasons": _("semua alasan"),
    "quarantine_select": _("Pilih kiriman {id}"),
    "quarantine_chosen": _("{n} dipilih"),
    "quarantine_release": _("Lepas"),
    "quarantine_release_hint": _("Jadikan posisi dengan waktu aslinya"),
    "quarantine_discard": _("Buang"),
    "quarantine_discard_all": _("Buang semua {n}"),
    "quarantine_restore": _("Urungkan"),
    "quarantine_released": _("{n} kiriman dilepas ke jejak unit."),
    "quarantine_discarded": _("{n} kiriman dibuang; masih bisa diurungkan."),
    "quarantine_opened": _("{n} keputusan diurungkan."),
    "quarantine_refused": _("{n} tidak bisa: {detail}"),
    "quarantine_by": _("{state} oleh {who}, {time} WIB"),
    "quarantine_content": _("Isi kiriman"),
    "quarantine_no_time": _("waktu tidak dapat dipakai"),
    "quarantine_times": _("{n}×"),
    "page_more": _("Muat {n} lagi"),
    # what became of everything
    "received_choose": _("Pilih perangkat untuk melihat nasib setiap kirimannya."),
    "received_none": _("Tidak ada kiriman dalam rentang ini."),
    "received_counts": _(
        "{requests} kiriman, {items} isi: {live} terkini, {history} riwayat, "
        "{duplicate} berulang, {quarantine} karantina, {contact} tanda hidup"
    ),
    "received_kept": _("Kiriman mentah disimpan {hours} jam."),
    "received_open": _("Lihat isi"),
    "received_empty": _("(kosong)"),
    "received_contact": _("tanda hidup"),
    "received_more": _("dan {n} isi lagi"),
}

KEPT_ASIDE_REASONS = {
    "unreadable": _("tidak terbaca"),
    "not_finite": _("bukan bilangan"),
    "swapped": _("bujur dan lintang tertukar"),
    "out_of_range": _("tempat di luar bumi"),
    "no_fix": _("GPS belum dapat tempat"),
    "outside_box": _("di luar wilayah operasi"),
    "clock_ahead": _("jam perangkat terlalu maju"),
    "too_old": _("lebih tua dari masa simpan"),
    "inaccurate": _("akurasi lebih buruk dari 200 m"),
    "implausible_jump": _("loncatan yang tidak mungkin"),
    "foreign_unit": _("menyebut unit lain"),
    "unknown_unit": _("unit tidak dikenal"),
    "encrypted_no_key": _("terenkripsi, kuncinya tidak ada"),
    "too_large": _("terlalu besar"),
}
"""Why something was kept aside, for people; a test keeps it in step with the judge."""

SETTLEMENTS = {
    "open": _("terbuka"),
    "released": _("dilepas"),
    "discarded": _("dibuang"),
}

VERDICTS = {
    "live": _("terkini"),
    "history": _("riwayat"),
    "duplicate": _("berulang"),
    "quarantine": _("karantina"),
}

FIX_NOTES = {
    "week_rollover": _("jam mundur 1024 minggu, diperbaiki"),
    "cocoa_epoch": _("jam dihitung dari 2001, diperbaiki"),
    "milliseconds": _("jam dalam milidetik, diperbaiki"),
    "clock_ahead_cut": _("jam sedikit maju, dipotong"),
    "mock": _("lokasi tiruan"),
    "same_second": _("detik yang sama di tempat lain"),
    "relocated": _("pindah jauh, dibenarkan titik berikutnya"),
    "released": _("dilepas pengawas"),
    "turned": _("dibalik"),
    "time_assumed": _("waktu diduga dari saat diterima"),
}
"""What was repaired or is odd about an accepted fix."""
