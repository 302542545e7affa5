"""Why an address couldn't be read, in French, by the English words that ingestion says it in."""

from __future__ import annotations

from typing import Final

FRENCH: Final[dict[str, str]] = {
    # Addresses
    "That is no web address: write it as https://example.org/page.": (
        "Ce n'est pas une adresse web : écrivez-la comme https://example.org/page."
    ),
    "Only http and https addresses are fetched, not {scheme} ones: write it as https://example.org/page.": (
        "Seules les adresses http et https sont lues, pas {scheme} : écrivez-la comme https://example.org/page."
    ),
    (
        "Only http and https addresses are fetched, and this one begins with neither: write it as"
        " https://example.org/page."
    ): "Seules les adresses http et https sont lues : écrivez-la comme https://example.org/page.",
    "An address with a user name or a password in it isn't fetched: take them out.": (
        "Une adresse qui contient un nom d'utilisateur ou un mot de passe n'est pas lue : retirez-les."
    ),
    "An address has a port from 1 to 65535, not {port}: correct it.": (
        "Le port d'une adresse va de 1 à 65535, {port} n'en est pas : corrigez-le."
    ),
    "An address of more than {most:,} characters isn't fetched: give a shorter one.": (
        "Une adresse de plus de {most} caractères n'est pas lue : donnez-en une plus courte."
    ),
    "An IPv6 address with a zone (%) names one machine's own network: it isn't fetched.": (
        "Une adresse IPv6 avec une zone (%) désigne le réseau d'une seule machine : elle n'est pas lue."
    ),
    "The host of that address is a number, no name: write 192.0.2.1 in full.": (
        "L'hôte de cette adresse est un nombre, pas un nom : écrivez 192.0.2.1 en entier."
    ),
    "The host of that address is no valid name: check how it is spelt.": (
        "L'hôte de cette adresse n'est pas un nom valable : vérifiez-en l'orthographe."
    ),
    "A link on {page} is no web address: check the page.": (
        "Un lien de {page} n'est pas une adresse web : vérifiez la page."
    ),
    # The network
    "The name {host} can't be found: check how it is spelt, and the network.": (
        "Le nom {host} est introuvable : vérifiez-en l'orthographe, et le réseau."
    ),
    "The name {host} has no address: check how it is spelt.": (
        "Le nom {host} n'a pas d'adresse : vérifiez-en l'orthographe."
    ),
    (
        "{host} lies in a private network, which isn't fetched from: if you trust it, add its network to"
        " FOOTNOTE_ALLOW_PRIVATE_ADDRESSES."
    ): (
        "{host} est dans un réseau privé, où rien n'est lu : si vous lui faites confiance, ajoutez son réseau à"
        " FOOTNOTE_ALLOW_PRIVATE_ADDRESSES."
    ),
    "Port {port} of {host} is no port of the web, so it isn't fetched from: use 80 or 443.": (
        "Le port {port} de {host} n'est pas un port du web, rien n'y est lu : prenez 80 ou 443."
    ),
    "{page} took too long to answer: a later run tries again.": (
        "{page} a mis trop de temps à répondre : une prochaine lecture réessaiera."
    ),
    "The connection to {host} failed: a later run tries again; check the address if it never works.": (
        "La connexion à {host} a échoué : une prochaine lecture réessaiera ; vérifiez l'adresse si cela ne marche"
        " jamais."
    ),
    # What servers answer
    "{page} redirects: {reason}": "{page} renvoie ailleurs : {reason}",
    "{page} redirects more than {most} times: check the address.": (
        "{page} renvoie ailleurs plus de {most} fois : vérifiez l'adresse."
    ),
    "{host} wants to be left alone for {seconds} seconds: run this again after that.": (
        "{host} demande qu'on le laisse {seconds} secondes : relancez la lecture après."
    ),
    "The robots.txt of {host} asks not to fetch {page}: leave it out.": (
        "Le robots.txt de {host} demande de ne pas lire {page} : laissez cette page de côté."
    ),
    "The robots.txt of {host} can't be read, so nothing is fetched there: a later run tries again.": (
        "Le robots.txt de {host} est illisible, donc rien n'y est lu : une prochaine lecture réessaiera."
    ),
    "{page} is gone for good: take it out of your sources.": (
        "{page} a disparu pour de bon : retirez-la de vos sources."
    ),
    "There is no page at {page}: check the address.": "Il n'y a pas de page à {page} : vérifiez l'adresse.",
    "{page} gives no page but status {status}: see in a browser what it asks for.": (
        "{page} ne donne pas de page mais le statut {status} : voyez dans un navigateur ce que le site demande."
    ),
    "{page} can't be had just now (status {status}): a later run tries again.": (
        "{page} n'est pas disponible pour l'instant (statut {status}) : une prochaine lecture réessaiera."
    ),
    "{page} is compressed in a way that wasn't asked for: it can't be read.": (
        "{page} est comprimée d'une façon qui n'était pas demandée : elle ne peut pas être lue."
    ),
    "{page} is larger than the {most:g} MB that are read: raise FOOTNOTE_MAX_PAGE_MB or leave it out.": (
        "{page} dépasse les {most} Mo qui sont lus : augmentez FOOTNOTE_MAX_PAGE_MB ou laissez-la de côté."
    ),
    "{page} arrived with broken compression: a later run tries again.": (
        "{page} est arrivée mal comprimée : une prochaine lecture réessaiera."
    ),
    "{page} arrived in part: a later run tries again.": (
        "{page} n'est arrivée qu'en partie : une prochaine lecture réessaiera."
    ),
    # Lists of articles
    "{page} is no page of text but {kind}: leave it out.": (
        "{page} n'est pas une page de texte ({kind}) : laissez-la de côté."
    ),
    "of an unknown kind": "de nature inconnue",
    "{page} is no feed that can be read: check the address, or give it as a page.": (
        "{page} n'est pas un flux lisible : vérifiez l'adresse, ou donnez-la comme page."
    ),
    "{page} is no {kind} that can be read: check the address, or give it as another kind.": (
        "{page} n'est pas un {kind} lisible : vérifiez l'adresse, ou donnez-la comme autre chose."
    ),
    "sitemap": "plan de site",
    "WordPress export": "export WordPress",
    "The sitemap {page} is larger than {most} MB: give its parts one by one.": (
        "Le plan de site {page} dépasse {most} Mo : donnez ses parties une à une."
    ),
    "{page} has no WordPress interface: give it as a feed, a sitemap or a site.": (
        "{page} n'a pas d'interface WordPress : donnez-la comme flux, plan de site ou site."
    ),
    # Files
    "There is no file or folder at {path}: check the path.": (
        "Il n'y a ni fichier ni dossier à {path} : vérifiez le chemin."
    ),
    "{path} can't be read ({reason}): check its permissions.": "{path} est illisible ({reason}) : vérifiez ses droits.",
    "{name} is of no kind that can be read: save it as {better}.": (
        "{name} n'est pas d'un genre lisible : enregistrez-le en {better}."
    ),
    "{name} is of no kind that can be read: convert it to one of {kinds}.": (
        "{name} n'est pas d'un genre lisible : convertissez-le en l'un de {kinds}."
    ),
    "The name of {name} is not valid UTF-8: rename it.": "Le nom de {name} n'est pas de l'UTF-8 : renommez-le.",
    "{name} can't be read ({reason}): check that it exists and may be read.": (
        "{name} est illisible ({reason}) : vérifiez qu'il existe et peut être lu."
    ),
    "{name} can't be read ({reason}): check the path and its permissions.": (
        "{name} est illisible ({reason}) : vérifiez le chemin et ses droits."
    ),
    "{name} is no regular file: give a file or a folder.": (
        "{name} n'est pas un fichier ordinaire : donnez un fichier ou un dossier."
    ),
    (
        "{name} has {size:.1f} MB, more than the {most:g} MB that are read: raise FOOTNOTE_MAX_FILE_MB or split"
        " the file."
    ): ("{name} fait {size} Mo, plus que les {most} Mo qui sont lus : augmentez FOOTNOTE_MAX_FILE_MB ou coupez-le."),
    "{name} is empty: write something in it or remove it.": (
        "{name} est vide : écrivez-y quelque chose ou retirez-le."
    ),
    # Texts and pages
    "{name} holds no text: write something in it or remove it.": (
        "{name} ne contient pas de texte : écrivez-y quelque chose ou retirez-le."
    ),
    "The encoding of {name} can't be told: save it as UTF-8.": (
        "L'encodage de {name} ne se devine pas : enregistrez-le en UTF-8."
    ),
    "{name} holds a PDF document, no text: give its name the suffix .pdf.": (
        "{name} contient un document PDF, pas du texte : donnez à son nom la fin .pdf."
    ),
    "{name} holds {what}, no text: convert it to text, Markdown or HTML.": (
        "{name} contient {what}, pas du texte : convertissez-le en texte, Markdown ou HTML."
    ),
    "a PostScript document": "un document PostScript",
    "an RTF document": "un document RTF",
    "an Office document or an archive": "un document Office ou une archive",
    "an Office document": "un document Office",
    "an archive": "une archive",
    "an image": "une image",
    "a database": "une base de données",
    "binary data": "des données binaires",
    "{name} is marked as a draft or as private.": "{name} est marqué comme brouillon ou comme privé.",
    "{name} has more than {most:,} cells: split it.": "{name} a plus de {most} cellules : coupez-le.",
    "{name} is no table that can be read: a quotation mark in it doesn't end; save it anew.": (
        "{name} n'est pas un tableau lisible : un guillemet n'y est pas fermé ; enregistrez-le de nouveau."
    ),
    "{name} is no RTF document or is damaged: open it, and save it anew.": (
        "{name} n'est pas un document RTF ou est abîmé : ouvrez-le et enregistrez-le de nouveau."
    ),
    "{name} is no e-mail that can be read: save it anew, or as plain text.": (
        "{name} n'est pas un courriel lisible : enregistrez-le de nouveau, ou en texte seul."
    ),
    "{name} has more than {most} parts: save its text as plain text.": (
        "{name} a plus de {most} parties : enregistrez son texte en texte seul."
    ),
    "PowerPoint presentation": "présentation PowerPoint",
    "Excel workbook": "classeur Excel",
    # What sources have and isn't read
    "It has no web address.": "Il n'a pas d'adresse web.",
    "It has no address and no text.": "Il n'a ni adresse ni texte.",
    "It is a part of a page that is read as a whole.": "C'est une partie d'une page qui est lue en entier.",
    "The feed has {count} entries more than the {most} that are read.": (
        "Le flux a {count} entrées de plus que les {most} qui sont lues."
    ),
    "The source has {count} more than the {most} that are read: raise `cap` in sources.toml.": (
        "La source en a {count} de plus que les {most} qui sont lus : augmentez `cap` dans sources.toml."
    ),
    "It is behind a password.": "Il est derrière un mot de passe.",
    "It is not public on the blog.": "Il n'est pas public sur le blog.",
    "The front matter of {name} is no valid YAML at line {line}: mend it there.": (
        "L'en-tête de {name} n'est pas du YAML valable à la ligne {line} : corrigez-le là."
    ),
    "No main text is found in {name}: save the article itself, or its text as plain text.": (
        "Aucun texte principal n'est trouvé dans {name} : enregistrez l'article lui-même, ou son texte seul."
    ),
    "{name} can't be read as HTML: save the page anew or as plain text.": (
        "{name} est illisible comme HTML : enregistrez la page de nouveau, ou en texte seul."
    ),
    "{name} has more than {most:,} elements: save its text as plain text.": (
        "{name} a plus de {most} éléments : enregistrez son texte seul."
    ),
    "{name} has more than {most:,} characters: split it.": "{name} a plus de {most} caractères : coupez-le.",
    "This is no XML.": "Ce n'est pas du XML.",
    # Documents
    "{name} is no {what} or is damaged: open it, and save it anew.": (
        "{name} n'est pas un {what} ou est abîmé : ouvrez-le et enregistrez-le de nouveau."
    ),
    "Word document": "document Word",
    "EPUB book": "livre EPUB",
    "OpenDocument text": "texte OpenDocument",
    "{name} is no PDF document: check what it is, or download it again.": (
        "{name} n'est pas un document PDF : vérifiez ce que c'est, ou téléchargez-le de nouveau."
    ),
    "{name} is a damaged PDF document: download it again, or print it to a new PDF.": (
        "{name} est un document PDF abîmé : téléchargez-le de nouveau, ou imprimez-le en un nouveau PDF."
    ),
    "{name} has {pages:,} pages, more than the {most:,} that are read: split it.": (
        "{name} a {pages} pages, plus que les {most} qui sont lues : coupez-le."
    ),
    "{name} has no text layer, only pictures: run OCR on it, e.g. with ocrmypdf, and ingest the result.": (
        "{name} n'a pas de texte, seulement des images : passez-le à l'OCR, par exemple avec ocrmypdf, et ajoutez le"
        " résultat."
    ),
    "{name} is locked with a password: save it without one.": (
        "{name} est protégé par un mot de passe : enregistrez-le sans."
    ),
    "{name} is locked with a password or an old Word document: save it as .docx without one.": (
        "{name} est protégé par un mot de passe ou un vieux document Word : enregistrez-le en .docx, sans mot de passe."
    ),
    "{name} is protected against copying: get it without protection or leave it out.": (
        "{name} est protégé contre la copie : prenez-le sans protection ou laissez-le de côté."
    ),
    "{name} holds more than {most:,} files: save it anew, or as a PDF.": (
        "{name} contient plus de {most} fichiers : enregistrez-le de nouveau, ou en PDF."
    ),
    "{name} unpacks to far more than a document holds: save it anew, or as a PDF.": (
        "{name} contient bien plus qu'un document : enregistrez-le de nouveau, ou en PDF."
    ),
    "{name} takes longer than {seconds:g} seconds to read: split it, or save it anew.": (
        "{name} demande plus de {seconds} secondes de lecture : coupez-le, ou enregistrez-le de nouveau."
    ),
    "{name} takes more memory to read than an article may: split it, or save it anew.": (
        "{name} demande trop de mémoire pour être lu : coupez-le, ou enregistrez-le de nouveau."
    ),
    "{name} can't be read, it breaks its reader: save it anew, or as plain text.": (
        "{name} est illisible et fait échouer son lecteur : enregistrez-le de nouveau, ou en texte seul."
    ),
    # What becomes of its article
    "{reason} Its article is kept.": "{reason} Son article est gardé.",
    "Its article stood for another's: it is read again.": ("Son article valait pour un autre : l'adresse est relue."),
}
