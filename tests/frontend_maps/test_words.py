"""Sentences: the browser's modules and the catalogue name the same ones, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from frontend_maps import words
from frontend_maps.crew_settings import CREW_ADDRESSES
from frontend_maps.crew_words import CREW_WORDS
from frontend_maps.page_settings import ADDRESSES

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "frontend_maps" / "static" / "frontend_maps" / "js"
CATALOGUE = ROOT / "backend" / "locale" / "en" / "LC_MESSAGES" / "django.po"
SENTENCES = words.WORDS | CREW_WORDS
MADE_BY_DJANGO = {"leaflet", "idb", "login", "crew", "crew_worker", "setup_codes"}
PLACEHOLDER = re.compile(r"%\(\w+\)|\{\w+\}")


def source() -> str:
    return "\n".join(path.read_text() for path in sorted(MODULES.rglob("*.js")))


def used_keys() -> set[str]:
    return set(re.findall(r"\bt\(\s*\"(\w+)\"", source()))


def built_keys() -> set[str]:
    """Return the keys that a module builds from a code, as patterns' matches among the words."""
    patterns = re.findall(r"\bt\(\s*`([^`]+)`", source())
    made = [re.compile(re.sub(r"\$\{[^}]+\}", r"\\w+", pattern)) for pattern in patterns]
    return {key for key in SENTENCES for one in made if one.fullmatch(key)}


def conditional_keys() -> set[str]:
    return set(re.findall(r"[?:] \"(\w+)\"", source())) & set(SENTENCES)


def entries() -> list[tuple[str, str]]:
    text = CATALOGUE.read_text()
    found = re.findall(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', text, re.MULTILINE)
    joined = [
        ("".join(re.findall(r'"(.*)"', a)), "".join(re.findall(r'"(.*)"', b))) for a, b in found
    ]
    return [(source, target) for source, target in joined if source]


def test_every_sentence_a_module_names_is_in_the_catalogue():
    assert used_keys() - set(SENTENCES) == set()


def test_every_sentence_of_the_catalogue_is_used():
    assert set(SENTENCES) - used_keys() - built_keys() - conditional_keys() == set()


def test_every_address_a_module_names_is_handed_over():
    named = set(re.findall(r"\burl\(\s*\"(\w+)\"", source())) - MADE_BY_DJANGO

    assert named - set(ADDRESSES | CREW_ADDRESSES) == set()


def test_no_module_writes_an_address_itself():
    assert re.findall(r"[\"'`]/api/[^\"'`]*", source()) == []


@pytest.mark.parametrize(("source", "english"), entries())
def test_a_translation_says_something_and_keeps_the_placeholders(source: str, english: str):
    assert english
    assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(english))


def test_every_sentence_of_the_pages_has_an_english_entry():
    known = {source for source, _ in entries()}
    with translation.override("id"):
        said = {str(sentence) for sentence in SENTENCES.values()}

    assert said - known == set()
