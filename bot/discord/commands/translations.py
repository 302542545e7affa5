"""Names and descriptions of the commands: English as they are written in the code, others from the catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.messages.wording import language_of, say_command

if TYPE_CHECKING:
    from discord import Locale


class Translations(app_commands.Translator):
    """Gives Discord the commands in the languages that have a catalogue of everything."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return a name or a description in a language, None for what is English as it is written."""
        del context
        return say_command(string.message, language_of(locale.value))
