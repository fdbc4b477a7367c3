"""Everyday words that sound like a place here or differ from one by a letter.

Such a word is taken for the place only where the place's own name, or its kind, is written: "semen"
is cement and not Semaan, "desa semen" may be.
"""

from __future__ import annotations

_TEXT = (
    "alas angkat arang badan bahan ban banding bangku barang baris batas beban benteng betis "
    "ember gadis gali gandeng garis golok gosong gunting hancur kalung kamar kangen karang "
    "kelas kera kering keris kembang kosong kotor kuda kulit lubang mandi mata miring pagar "
    "palang panas pasir piring pisang pondok racun sabit sabuk sapu sarung sayang selang "
    "semen senang serang suara sumber tunjuk udara"
)
EVERYDAY_WORDS = frozenset(_TEXT.split())
