"""Names and descriptions of the commands: English as they are written in the code, and their French."""

from __future__ import annotations

from typing import Final

from discord import Locale, app_commands

FRENCH: Final = {
    # Names of commands
    "ask": "demander",
    "search": "chercher",
    "sources": "sources",
    "source": "source",
    "article": "article",
    "articles": "corpus",
    "add": "ajouter",
    "remove": "retirer",
    "refresh": "relire",
    "status": "état",
    "footnote": "footnote",
    "settings": "réglages",
    "Ask about this message": "Interroger sur ce message",
    # Names of options
    "question": "question",
    "words": "mots",
    "since": "depuis",
    "until": "jusqu-à",
    "language": "langue",
    "private": "privé",
    "number": "numéro",
    "title": "titre",
    "address": "adresse",
    "kind": "genre",
    "what": "quoi",
    # Kinds of sources
    "page": "page",
    "feed": "flux",
    "sitemap": "plan du site",
    "site": "site",
    "wordpress": "wordpress",
    # Descriptions
    "Ask a question; the answer cites the articles.": "Poser une question ; la réponse cite les articles.",
    "What to ask, in any language.": "La question, dans n'importe quelle langue.",
    "Only articles of this source.": "Seulement les articles de cette source.",
    "Only articles from this day on, such as 2020-06-10 or 2020.": (
        "Seulement les articles depuis ce jour, comme 10/06/2020 ou 2020."
    ),
    "Only articles up to this day.": "Seulement les articles jusqu'à ce jour.",
    "Only articles in this language, such as fr.": "Seulement les articles dans cette langue, comme en.",
    "Whether only you see the answer.": "Si vous seul voyez la réponse.",
    "Find passages by meaning and by words.": "Trouver des passages par le sens et par les mots.",
    "What to look for.": "Ce qu'il faut chercher.",
    "List the articles, newest first.": "Lister les articles, les plus récents d'abord.",
    "Show a footnote of the last answer here in full.": "Montrer en entier une note de la dernière réponse ici.",
    "The number of the footnote.": "Le numéro de la note.",
    "Read an article.": "Lire un article.",
    "Its title.": "Son titre.",
    "Add articles, remove them, read them again.": "Ajouter, retirer, relire des articles.",
    "Add a page, a feed, a sitemap or a site.": "Ajouter une page, un flux, un plan de site ou un site.",
    "An address that begins with https://.": "Une adresse qui commence par https://.",
    "What lies at the address, where that can't be seen.": "Ce qu'il y a à l'adresse, si cela ne se voit pas.",
    "Remove a source or an article.": "Retirer une source ou un article.",
    "A source or an article.": "Une source ou un article.",
    "Read all added sources again now.": "Relire maintenant toutes les sources ajoutées.",
    "Show the last runs, what failed, and what is next.": "Montrer les dernières lectures, les échecs et la suite.",
    "What I do in this server.": "Ce que je fais sur ce serveur.",
    "Show and change the settings of this server.": "Voir et changer les réglages de ce serveur.",
}


class French(app_commands.Translator):
    """Gives Discord the French of the commands."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the French of a name or a description."""
        del context
        return FRENCH.get(string.message) if locale is Locale.french else None
