"""The sentences of the crew's pages; ``words.py`` says how they are used."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CREW_WORDS = {
    # the bar on top
    "crew_sent": _("Posisi terkirim, diukur {age} lalu"),
    "crew_share": _("Kirim posisi dari telepon ini"),
    "crew_off": _("Posisi belum dikirim dari telepon ini."),
    "crew_insecure": _(
        "Posisi tidak terkirim: peramban memberi lokasi hanya lewat alamat https. Buka alamat "
        "https, atau pakai aplikasi pelacak."
    ),
    "crew_unsupported": _("Posisi tidak terkirim: peramban ini tidak dapat membaca lokasi."),
    "crew_denied": _(
        "Posisi tidak terkirim: izin lokasi ditolak atau lokasi telepon mati. Nyalakan di setelan "
        "telepon dan peramban, lalu tekan tombol."
    ),
    "crew_unavailable": _("Posisi tidak terkirim: telepon belum menemukan posisinya."),
    "crew_searching": _("Mencari posisi telepon ini…"),
    "crew_not_sent": _("Posisi belum pernah terkirim dari telepon ini."),
    "crew_silent": _("Posisi terakhir terkirim {age} lalu."),
    "crew_old": _("Hanya posisi lama yang terkirim: diukur {age} lalu."),
    "crew_session": _("Tidak terkirim: sesi berakhir. Masuk lagi; yang menunggu tetap tersimpan."),
    "crew_offline": _("Tidak terkirim: tanpa sambungan sejak {time}. Dicoba terus."),
    "crew_server": _("Tidak terkirim: server menjawab kesalahan {status}. Dicoba terus."),
    "crew_not_believed": _("Posisi terkirim, tetapi ditahan server: {reason}."),
    "crew_wait": _("Menunggu: {what}"),
    "crew_presses_wait": _("{n} tombol"),
    "crew_fixes_wait": _("{n} posisi"),
    "crew_not_kept": _(
        "Peramban ini tidak menyimpan antrean. Jangan tutup halaman sebelum semua terkirim."
    ),
    "crew_full": _("Penyimpanan telepon penuh. Tekan tombol berikut setelah yang lama terkirim."),
    "crew_thinned": _("Antrean penuh: {n} posisi lama dijarangkan. Tombol tidak ada yang hilang."),
    "crew_others": _("{n} tombol milik akun lain menunggu akun itu masuk di telepon ini."),
    "crew_quarantined": _("{n} posisi ditahan server, terakhir: {reason}."),
    "crew_refused": _("Perlu dibaca:"),
    "crew_late_duty": _("Dicatat, tetapi unit sudah {status}."),
    "crew_late": _("Dicatat, tetapi tugas ini sudah {status}."),
    "crew_read": _("Sudah dibaca"),
    # the unit
    "crew_no_unit": _("Akun ini belum terdaftar sebagai awak unit."),
    "crew_remembered": _("Keadaan terakhir dari server: {time} ({age} lalu)."),
    "crew_tracker_silent": _(
        "Pelacak diam: ruang 112 tidak tahu di mana unit ini. Buka halaman ini terus, atau "
        "laporkan posisi lewat radio."
    ),
    "crew_wake_unsupported": _(
        "Peramban ini tidak dapat menjaga layar. Setel telepon agar layar tidak mati sendiri."
    ),
    "crew_wake_refused": _(
        "Telepon menolak menjaga layar ({reason}). Setel agar layar tidak mati."
    ),
    # what rings
    "crew_heard": _("Sudah saya baca"),
    "crew_sound_shut": _("Bunyi belum terbuka: sentuh layar satu kali."),
    # the task
    "crew_no_assignment": _("Belum ada tugas."),
    "crew_queued": _("Antrean berikutnya: {what}"),
    "crew_route": _("{distance} lewat jalan · {duration}"),
    "crew_straight": _("{distance} garis lurus"),
    "crew_route_age": _("rute dihitung {age} lalu"),
    "crew_unsure": _("Letak belum pasti, ±{radius}."),
    "crew_call_room": _("Telepon ruang 112"),
    "crew_navigate": _("Buka di peta"),
    "crew_google_maps": _("Google Maps"),
    "crew_route_paper": _("Petunjuk jalan"),
    "crew_more": _("Langkah lain"),
    "crew_fewer": _("Tutup pilihan"),
    "crew_kept": _("Belum terkirim, dikirim sendiri saat tersambung: {steps}"),
    # the call for help
    "panic": _("Minta bantuan"),
    "panic_again": _("Tekan lagi: awak minta bantuan"),
    "panic_waits": _("Permintaan bantuan {time} belum terkirim, dicoba terus."),
    "panic_with_fix": _("Posisi terakhir {age} sebelum ditekan ikut dikirim."),
    "panic_without_fix": _("Telepon ini belum punya posisi."),
    "panic_sent": _("Permintaan bantuan terkirim {time}."),
    "panic_open": _("Permintaan bantuan terbuka sejak {time}."),
    "panic_not_heard": _("Ruang 112 belum menjawab."),
    "panic_heard": _("Ruang 112 sudah menerima {time}."),
    "panic_closed": _("Sudah ditutup oleh ruang 112."),
    "panic_call": _("Telepon {phone}"),
    # a new release
    "crew_release": _("Versi baru halaman ini siap."),
    "crew_reload": _("Muat versi baru"),
    # setting up a phone
    "setup_made": _("Perangkat {identifier} dibuat untuk {unit}."),
    "setup_once": _(
        "Rahasia perangkat hanya tampil sekali, di bawah ini. Selesaikan penyetelan sebelum "
        "menutup halaman; bila hilang, buat perangkat baru."
    ),
    "setup_waiting": _("Menunggu posisi pertama dari {identifier}…"),
    "setup_contact": _(
        "{identifier} sudah menghubungi server {age} lalu, tetapi belum ada posisi yang diterima."
    ),
    "setup_works": _("{identifier} bekerja: posisi {age}, kontak {age_contact}."),
    "setup_open": _("Buka di aplikasi di telepon ini"),
    "setup_file": _("Simpan berkas {name}"),
    "setup_copy": _("Salin"),
    "setup_copied": _("Tersalin."),
    "setup_scan": _("Kode QR untuk {app}"),
    "setup_unchecked": _("Belum dapat memeriksa: {problem}"),
}

QUARANTINE = {
    "unreadable": _("tidak terbaca"),
    "not_finite": _("bukan angka"),
    "no_fix": _("GPS belum mendapat posisi"),
    "swapped": _("lintang dan bujur tertukar"),
    "out_of_range": _("tempat di luar bumi"),
    "outside_box": _("di luar wilayah"),
    "inaccurate": _("akurasi lebih buruk dari 200 m"),
    "clock_ahead": _("jam telepon terlalu maju"),
    "too_old": _("lebih tua dari masa simpan"),
    "implausible_jump": _("loncatan yang tidak mungkin"),
    "foreign_unit": _("milik unit lain"),
    "unknown_unit": _("unit tidak dikenal"),
    "encrypted_no_key": _("terenkripsi tanpa kunci"),
    "too_large": _("terlalu besar"),
}
"""Why a fix is kept aside, in words for those who sent it."""
