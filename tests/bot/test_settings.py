from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from corpus.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_file_has_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?\s?((?:FOOTNOTE|DISCORD)_\w+)=", text, re.MULTILINE))

    wanted = {"DISCORD_TOKEN"} | {
        f"FOOTNOTE_{name.upper()}" for name in Settings.model_fields if name != "discord_token"
    }
    assert named == wanted


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_an_unknown_setting_is_an_error_that_names_the_nearest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOOTNOTE_CHAT_MODELL", "none")

    with pytest.raises(SettingsError, match=r"FOOTNOTE_CHAT_MODELL: the nearest is FOOTNOTE_CHAT_MODEL\."):
        load_settings(tmp_path / ".env")


def test_a_setting_of_the_wrong_type_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOOTNOTE_PASSAGE_TOKENS", "many")

    with pytest.raises(SettingsError, match=r"FOOTNOTE_PASSAGE_TOKENS is wrong.*integer"):
        load_settings(tmp_path / ".env")


def test_a_wrong_value_is_not_repeated_in_the_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOOTNOTE_CHAT_TIMEOUT", "sk-secret")

    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path / ".env")
    assert "sk-secret" not in str(error.value)


def test_the_file_is_read_and_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_CHAT_MODEL=none\nFOOTNOTE_PASSAGE_TOKENS=100\n")
    monkeypatch.setenv("FOOTNOTE_CHAT_MODEL", "openai:gpt-5")
    monkeypatch.setenv("FOOTNOTE_PASSAGE_TOKENS", "")
    monkeypatch.delenv("FOOTNOTE_PASSAGE_TOKENS")

    settings = load_settings(tmp_path / ".env")

    assert settings.chat_model == "openai:gpt-5"
    assert settings.passage_tokens == 100


@pytest.mark.parametrize(
    "value",
    ["localhost:8000/v1", "127.0.0.1", "ftp://models.example.org", "http://", "http://a.org:port/v1", "http://[::1/v1"],
)
def test_a_base_url_that_is_none_is_told_with_an_example(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    monkeypatch.setenv("FOOTNOTE_CHAT_BASE_URL", value)

    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path / ".env")
    assert str(error.value) == (
        "The setting FOOTNOTE_CHAT_BASE_URL is wrong: write an address that begins with http:// or https://, such as"
        " http://127.0.0.1:8000/v1."
    )


@pytest.mark.parametrize("value", ["", "http://127.0.0.1:8000/v1", "HTTPS://models.example.org", "http://[::1]:80/v1"])
def test_a_base_url_of_the_web_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str) -> None:
    monkeypatch.setenv("FOOTNOTE_CHAT_BASE_URL", value)

    assert load_settings(tmp_path / ".env").chat_base_url == value


def test_private_networks_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOOTNOTE_ALLOW_PRIVATE_ADDRESSES", "10.0.0.0/8, fd00::/8,127.0.0.1,")

    networks = load_settings(tmp_path / ".env").allow_private_addresses

    assert [str(network) for network in networks] == ["10.0.0.0/8", "fd00::/8", "127.0.0.1/32"]


@pytest.mark.parametrize("value", ["localhost", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8;127.0.0.1"])
def test_what_is_no_network_is_an_error_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    monkeypatch.setenv("FOOTNOTE_ALLOW_PRIVATE_ADDRESSES", value)

    with pytest.raises(SettingsError, match=r"FOOTNOTE_ALLOW_PRIVATE_ADDRESSES is wrong: .*network"):
        load_settings(tmp_path / ".env")


def test_values_given_instead_come_before_the_environment_and_are_checked_alike(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FOOTNOTE_EMBEDDING_MODEL", "BAAI/bge-m3")
    monkeypatch.setenv("FOOTNOTE_PASSAGE_TOKENS", "100")
    file = tmp_path / ".env"

    other = load_settings(file, instead={"FOOTNOTE_PASSAGE_TOKENS": "60"})

    assert (other.passage_tokens, other.embedding_model) == (60, "BAAI/bge-m3")
    assert load_settings(file, instead={"FOOTNOTE_EMBEDDING_MODEL": ""}).embedding_model == ""
    networks = load_settings(file, instead={"FOOTNOTE_ALLOW_PRIVATE_ADDRESSES": "10.0.0.0/8, ::1"})
    assert len(networks.allow_private_addresses) == 2
    with pytest.raises(SettingsError, match=r"FOOTNOTE_PASSAGE_TOKENS is wrong.*40"):
        load_settings(file, instead={"FOOTNOTE_PASSAGE_TOKENS": "1"})
    for name in ("FOOTNOTE_PASSAGE_TOKEN", "passage_tokens", "PATH", "DISCORD_TOKEN"):
        with pytest.raises(SettingsError, match=rf"no setting {name}: the nearest is FOOTNOTE_"):
            load_settings(file, instead={name: "60"})
