"""The words of all that the bot itself says: each text twice, English, then French."""

from __future__ import annotations

from typing import Final

PHRASES: Final[dict[str, tuple[str, str]]] = {
    # Asking
    "hint": (
        "Ask me a question after the mention, or with /ask.",
        "Posez-moi une question après la mention, ou avec /demander.",
    ),
    "looking": ("Looking for passages", "Je cherche des passages"),
    "working": ("Working on the answer", "Je prépare la réponse"),
    "reading": ("Reading {count} sentences", "Je lis {count} phrases"),
    "reading_best": ("Reading the best sentences", "Je lis les meilleures phrases"),
    "checking": ("Checking", "Je vérifie"),
    "translating": ("Translating", "Je traduis"),
    "said_before": ("Reading what was said before", "Je relis ce qui a été dit"),
    "other_times": ("Looking at other times", "Je regarde à d'autres dates"),
    "going_on_without": ("Going on without the language model", "Je continue sans le modèle de langue"),
    "in_queue": ("In the queue: place {place}, {time}", "Dans la file : place {place}, {time}"),
    "about": ("about {seconds} seconds", "environ {seconds} secondes"),
    "button_cancel": ("Cancel", "Annuler"),
    "withdrawn": ("Cancelled.", "Annulé."),
    "too_late_to_cancel": ("That can't be cancelled any more.", "Cela ne peut plus être annulé."),
    "not_yours": ("Only whoever asked can cancel it.", "Seule la personne qui a demandé peut l'annuler."),
    "postponed": (
        "I am being restarted: your question is kept, and answered here once I am back.",
        "On me redémarre : votre question est gardée, et j'y réponds ici dès mon retour.",
    ),
    "closed_unanswered": (
        "I was away too long to answer this: please ask again.",
        "J'ai été absent trop longtemps pour y répondre : redemandez, s'il vous plaît.",
    ),
    "closed_in_private": (
        "I was restarted before I could answer what you asked in private: please ask again.",
        "On m'a redémarré avant que je réponde à votre question privée : redemandez, s'il vous plaît.",
    ),
    "may_not_write": (
        "I may not write in {channels}: someone with Manage Server can let me, or ask me elsewhere.",
        "Je ne peux pas écrire dans {channels} : qui gère le serveur peut m'y autoriser, ou demandez-moi ailleurs.",
    ),
    "status_unwritable": (
        "I was asked in {channel} and may not write there ({when}): give me Send Messages.",
        "On m'a interrogé dans {channel} et je ne peux pas y écrire ({when}) : donnez-moi Envoyer des messages.",
    ),
    "found": ("Found so far:", "Trouvé jusqu'ici :"),
    "nothing_found": ("Nothing found.", "Rien trouvé."),
    "empty": (
        "There are no articles here yet: someone with Manage Server can add some with /articles add.",
        "Il n'y a pas encore d'articles ici : qui peut gérer le serveur en ajoute avec /corpus ajouter.",
    ),
    "no_text": (
        "That message has no words that I could ask about.",
        "Ce message n'a pas de mots sur lesquels je puisse chercher.",
    ),
    "need_content": (
        "To follow up without a mention I need the message content intent: mention me instead.",
        "Pour suivre sans mention il me faut l'accès au contenu des messages : mentionnez-moi plutôt.",
    ),
    # Refusing
    "not_here": ("I answer in {channels} only.", "Je ne réponds que dans {channels}."),
    "not_you": (
        "In this server only some roles may ask me; yours isn't among them.",
        "Sur ce serveur, seuls certains rôles peuvent m'interroger ; le vôtre n'en est pas.",
    ),
    "no_direct": (
        "I don't answer direct messages here: ask me in the server.",
        "Je ne réponds pas aux messages privés ici : demandez-moi sur le serveur.",
    ),
    "too_many": (
        "That was a lot of questions: please ask again {when}.",
        "Cela faisait beaucoup de questions : redemandez {when}, s'il vous plaît.",
    ),
    "closing": (
        "I am just being restarted: please ask again in a minute.",
        "On me redémarre à l'instant : redemandez dans une minute, s'il vous plaît.",
    ),
    "managers_only": (
        "Only those with Manage Server, or a role set with /footnote settings, can do that.",
        "Seules les personnes qui peuvent gérer le serveur, ou ont un rôle choisi avec /footnote réglages, le peuvent.",
    ),
    "server_only": ("That works in a server only.", "Cela ne marche que sur un serveur."),
    "too_long": (
        "The question has {count} characters: ask it in {most} or fewer.",
        "La question a {count} caractères : posez-la en {most} au plus.",
    ),
    "wrong_date": (
        "“{value}” is no date that I can read: write 2020-06-10, 2020-06 or 2020.",
        "« {value} » n'est pas une date que je sache lire : écrivez 10/06/2020, 06/2020 ou 2020.",
    ),
    "wrong_order": (
        "The first day is after the last one: swap them.",
        "Le premier jour est après le dernier : échangez-les.",
    ),
    "wrong_language": (
        "“{value}” is no language code: write fr, en or another of two letters.",
        "« {value} » n'est pas un code de langue : écrivez fr, en ou un autre de deux lettres.",
    ),
    # Failing
    "failed": (
        "Something went wrong on my side: whoever runs me finds it in the log as error {number}.",
        "Quelque chose s'est mal passé chez moi : qui m'héberge le trouve dans le journal, erreur {number}.",
    ),
    "failed_model": (
        "The language model can't be used just now: try again in a while. (error {number})",
        "Le modèle de langue est indisponible pour l'instant : réessayez plus tard. (erreur {number})",
    ),
    "failed_store": (
        "The articles can't be read just now: whoever runs me finds why in the log. (error {number})",
        (
            "Les articles ne peuvent pas être lus pour l'instant : qui m'héberge en trouve la raison dans le journal."
            " (erreur {number})"
        ),
    ),
    "failed_busy": (
        "Articles are being added by another program: try again in a while. (error {number})",
        "Un autre programme ajoute des articles : réessayez plus tard. (erreur {number})",
    ),
    "failed_question": (
        "I can't do that as it is asked: put it another way. (error {number})",
        "Je ne peux pas le faire tel que c'est demandé : formulez-le autrement. (erreur {number})",
    ),
    # Answers and their buttons
    "button_notes": ("Footnotes", "Notes"),
    "button_passages": ("Passages", "Passages"),
    "button_again": ("Ask again", "Redemander"),
    "button_more": ("The rest", "La suite"),
    "modal_bad": ("What was wrong?", "Qu'est-ce qui n'allait pas ?"),
    "modal_reason": ("The reason, if you like", "La raison, si vous voulez"),
    "thanks": ("Thank you, that is noted.", "Merci, c'est noté."),
    "gone": (
        "I no longer have that answer: ask again.",
        "Je n'ai plus cette réponse : reposez la question.",
    ),
    "no_notes": ("That answer has no footnotes.", "Cette réponse n'a pas de notes."),
    "no_passages": ("No passages were found for it.", "Aucun passage n'a été trouvé pour elle."),
    "no_answer_here": (
        "There is no answer with footnotes in this channel yet.",
        "Il n'y a pas encore de réponse avec des notes dans ce salon.",
    ),
    "no_such_note": (
        "The last answer here has footnotes 1 to {count}.",
        "La dernière réponse ici a les notes 1 à {count}.",
    ),
    "no_link": ("(its address is too long to show)", "(son adresse est trop longue à montrer)"),
    # Looking up
    "contents": (
        "Articles: {articles} — sources: {sources} — page {page} of {pages}",
        "Articles : {articles} — sources : {sources} — page {page} sur {pages}",
    ),
    "source_line": (
        "{name} ({count}): {oldest} to {newest}",
        "{name} ({count}) : du {oldest} au {newest}",
    ),
    "source_line_undated": ("{name} ({count})", "{name} ({count})"),
    "undated": ("no date", "sans date"),
    "previous": ("Back", "Précédent"),
    "next": ("Next", "Suivant"),
    "page_of": ("Page {page} of {pages}", "Page {page} sur {pages}"),
    "no_article": (
        "There is no such article here: pick one of those that are offered.",
        "Cet article n'est pas ici : choisissez parmi ceux qui sont proposés.",
    ),
    # Running it
    "adding": ("Reading {address}", "Je lis {address}"),
    "progress": (
        "{done} of {found} addresses looked at, {stored} passages stored",
        "{done} adresses vues sur {found}, {stored} passages rangés",
    ),
    "waiting_to_write": (
        "Waiting for another program that adds articles",
        "J'attends un autre programme qui ajoute des articles",
    ),
    "report": (
        (
            "Done: {added} added, {changed} changed, {unchanged} unchanged, {removed} removed, {copies} copies,"
            " {failed} failed."
        ),
        (
            "Fini : {added} ajoutés, {changed} modifiés, {unchanged} inchangés, {removed} retirés, {copies} copies,"
            " {failed} en échec."
        ),
    ),
    "failure": ("Failed: {address}: {error}", "Échec : {address} : {error}"),
    "unread": (
        "It couldn't be read: /articles refresh tries again.",
        "Elle n'a pas pu être lue : /corpus relire réessaie.",
    ),
    "more_failures": (
        "… and {count} more: /articles status lists them.",
        "… et {count} autres : /corpus état les liste.",
    ),
    "web_only": (
        "Write an address of the web that begins with https://.",
        "Écrivez une adresse du web qui commence par https://.",
    ),
    "wrong_address": (
        "“{value}” is no address that I can fetch: write one of the public web that begins with https://.",
        "« {value} » n'est pas une adresse que je puisse lire : écrivez-en une du web public qui commence par https://.",
    ),
    "no_source": (
        "There is no such source or article here: pick one of those that are offered.",
        "Il n'y a pas ici de telle source ni de tel article : choisissez parmi ceux qui sont proposés.",
    ),
    "removed": ("Articles removed: {count}.", "Articles retirés : {count}."),
    "no_sources": (
        "No source has been added from Discord: /articles add does.",
        "Aucune source n'a été ajoutée depuis Discord : /corpus ajouter le fait.",
    ),
    "busy_ingesting": (
        "Articles are already being read for this server: wait until that is done.",
        "Des articles sont déjà en cours de lecture pour ce serveur : attendez que ce soit fini.",
    ),
    "status_counts": (
        "Articles: {articles}, passages: {passages}.",
        "Articles : {articles}, passages : {passages}.",
    ),
    "status_source": ("{address} — next look {when}", "{address} — prochaine lecture {when}"),
    "status_runs": ("Last runs:", "Dernières lectures :"),
    "status_run": (
        "{when}: {added} added, {changed} changed, {failed} failed",
        "{when} : {added} ajoutés, {changed} modifiés, {failed} en échec",
    ),
    "status_no_runs": ("Nothing has been read yet.", "Rien n'a encore été lu."),
    "status_failing": ("What failed:", "Ce qui a échoué :"),
    "soon": ("soon", "bientôt"),
    # Settings
    "saved": ("Saved: /footnote settings shows it.", "C'est noté : /footnote réglages le montre."),
    "settings": (
        (
            "**Settings of this server**\nAsked in: {channels}\nAsked by: {roles}\nRun by: Manage Server{managers}\n"
            "Forums answered: {forums}\nThreads: {threads}\nLanguage: {spoken}\n"
            "Questions an hour: {person} a person, {channel} a channel, {server} in all\nDigest: {digest}"
        ),
        (
            "**Réglages de ce serveur**\nOn demande dans : {channels}\nQui demande : {roles}\n"
            "Qui règle : gérer le serveur{managers}\nForums suivis : {forums}\nFils : {threads}\nLangue : {spoken}\n"
            "Questions par heure : {person} par personne, {channel} par salon, {server} en tout\nRésumé : {digest}"
        ),
    ),
    "everywhere": ("all channels", "tous les salons"),
    "everyone": ("all people", "tout le monde"),
    "none": ("none", "aucun"),
    "threads_off": ("none opened", "aucun n'est ouvert"),
    "threads_open": ("/ask opens one, in it I answer mentions", "/demander en ouvre un, j'y réponds aux mentions"),
    "threads_follow": (
        "/ask opens one, in it I answer every message",
        "/demander en ouvre un, j'y réponds à chaque message",
    ),
    "follow_needs_content": (
        "(for that whoever runs me must set FOOTNOTE_DISCORD_MESSAGE_CONTENT=true)",
        "(il faut pour cela que qui m'héberge mette FOOTNOTE_DISCORD_MESSAGE_CONTENT=true)",
    ),
    "language_auto": ("each person's own", "celle de chacun"),
    "language_en": ("English", "anglais"),
    "language_fr": ("French", "français"),
    "digest_at": ("{channel} at {hour}:00 ({zone})", "{channel} à {hour} h ({zone})"),
    "pick_channels": ("Channels to be asked in", "Salons où l'on demande"),
    "pick_roles": ("Roles that may ask", "Rôles qui peuvent demander"),
    "pick_managers": ("Roles that may do what Manage Server may", "Rôles qui règlent comme qui gère le serveur"),
    "pick_forums": ("Forums whose posts I answer", "Forums dont je réponds aux messages"),
    "pick_threads": ("What becomes of threads", "Ce qu'il en est des fils"),
    "pick_language": ("My language here", "Ma langue ici"),
    "button_limits": ("Limits", "Limites"),
    "button_digest": ("Digest", "Résumé"),
    "button_people": ("Who and where", "Qui et où"),
    "button_ways": ("Threads and language", "Fils et langue"),
    "limits_title": ("Questions an hour (0: no limit)", "Questions par heure (0 : sans limite)"),
    "limit_person": ("A person", "Par personne"),
    "limit_channel": ("A channel", "Par salon"),
    "limit_server": ("The whole server", "Le serveur entier"),
    "wrong_limit": ("A limit is a whole number from 0 to 100000.", "Une limite est un nombre entier de 0 à 100000."),
    "digest_title": ("Digest of new articles", "Résumé des nouveaux articles"),
    "digest_channel": ("Channel (none: no digest)", "Salon (aucun : pas de résumé)"),
    "digest_hour": ("Hour, 0 to 23", "Heure, de 0 à 23"),
    "digest_zone": ("Time zone, such as Europe/Paris", "Fuseau horaire, comme Europe/Paris"),
    "wrong_hour": ("The hour is a whole number from 0 to 23.", "L'heure est un nombre entier de 0 à 23."),
    "wrong_zone": (
        "“{value}” is no time zone that I know: write one such as Europe/Paris.",
        "« {value} » n'est pas un fuseau que je connaisse : écrivez-en un comme Europe/Paris.",
    ),
    # The digest
    "digest_head": ("**New articles** ({count})", "**Nouveaux articles** ({count})"),
    "digest_more": ("… and {count} more: /sources lists them.", "… et {count} autres : /sources les liste."),
}
