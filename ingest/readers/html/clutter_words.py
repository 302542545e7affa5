"""The words by which sites name what surrounds an article, in their markup and in print.

Those in markup are matched with whole names: "cookie-banner" is cut at its hyphens, capitals and underscores. They are
words that many sites use, never the name of one site.
"""

from __future__ import annotations

import re


def _names(words: str) -> re.Pattern[str]:
    """Return what finds one of the words, whole, in a name such as "box-read-next"; "*" ends a beginning."""
    return re.compile(rf"(?:^|-)(?:{'|'.join(words.replace('*', '[a-z0-9]*').split())})(?=-|$)")


def _phrases(lines: str, after: str = "") -> re.Pattern[str]:
    """Return what matches one of the phrases that lines hold, whatever the size of their letters."""
    return re.compile(rf"(?:{'|'.join(line.strip() for line in lines.strip().splitlines())}){after}", re.IGNORECASE)


# A state of what it is on, and what WordPress makes of an article's tags and categories.
NO_NAME = re.compile(
    r"(?:has|with|without|no|is|not|show|enable|tag|category|type|format|status|postid)-.*"
    r"|pull-(?:left|right)|.*-(?:open|closed|enabled|disabled|allowed|on|off|active|visible)"
)

CONSENT = _names(
    "cookie* cc-window cc-banner consent consents consentement gdpr rgpd dsgvo lgpd cmp cmp2 cmpbox didomi* "
    "onetrust* ot-sdk* qc-cmp* tarteaucitron* axeptio* usercentrics* cybot* sp-message* truste* quantcast* "
    "iubenda* sirdata* privacy-banner privacy-notice privacy-modal klaro* borlabs* complianz*"
)
COMMENTS = _names(
    "comments comment commentlist commentaires commentaire kommentare kommentar leserkommentare comentarios "
    "comentario commenti commento comentarios reacties reactions reactie disqus* respond responses pingback "
    "pingbacks trackback trackbacks forum-message forum-fil forum-texte reader-comments livefyre* hyvor* isso* "
    "utterances giscus"
)
BOXES = _names(
    # more to read
    "related relatedposts related[a-z]* jp-relatedposts similar similaires recommended recommendations recirc* "
    "recirculation read-next readnext read-more readmore up-next next-up more-posts more-stories more-articles "
    "more-from more-on most-read most-viewed most-popular mostread popular trending lire-aussi a-lire "
    "voir-aussi lire-plus plus-lus plus-lu les-plus-lus a-la-une autres-articles autres-actus relacionad[oa]s? "
    "noticias-relacionadas lo-mas-visto mas-leidas? mas-vistos? leggi-anche correlat[ioe] piu-letti "
    "leia-tambem mais-lidas lees-ook gerelateerd meest-gelezen meistgelesen mehr-zum-thema rich-link see-also "
    "prev-next next-prev next-previous post-next outbrain* taboola* "
    # letters, offers
    "newsletter newsletters newsletter[a-z]* signup sign-up signupform subscribe subscription subscriptions "
    "subscribebox abonnement abonnements suscripcion suscripciones abo-box abobox inscription mailchimp* "
    "mc4wp* optin mailing mail-magazine paywall regwall donate donation donations contributions promo promos "
    "promotion promoted cta poll sondage register ebook lead-magnet membership "
    # to share, to pay
    "share shares sharing shared sharedaddy sharebar share-bar sharebuttons social socials sociable sns "
    "partage partager teilen compartir condividi delen partilha addtoany* addthis* likes like-button "
    "jetpack-likes* sd-block ad ads adslot ad-slot adspot advert advertisement advertising pub publicite "
    "publicidad pubblicita werbung anzeige dfp sponsored sponsor sponsors "
    # around
    "navbar navbox navigation nav menu menus submenu breadcrumb breadcrumbs ariane fil-ariane toc "
    "table-of-contents tableofcontents sommaire pager pagination paging catlinks skip-link skip-links skiplink "
    "sidebar widget-area widgets masthead topbar toolbar printfooter editsection mw-jump-link sitenotice ambox "
    "bandeau-container sr-only screen-reader-text visually-hidden visuallyhidden assistive-text noprint "
    "print-only "
    # players
    "player audio-player video-player embed-placeholder media-player jwplayer* "
    # who wrote
    "author-box authorbox author-bio author-info author-card author-description about-author about-the-author "
    "bio autorenbox biographie"
)
DETAILS = _names(
    "byline bylines author authors author-name auteur auteurs autor autoren autore autores firma signature "
    "signatures writer date dates datum fecha timestamp posted-on entry-meta post-meta article-meta meta "
    "postmeta published pubdate publication-date dateline submitted read-time reading-time readtime copyright "
    "caption captions figcaption wp-caption legende pie-foto didascalia thumbcaption tags taglist tag-list "
    "tagcloud post-labels keywords mots-cles etiquettes topics categories post-terms cat-links post-tags "
    "article-tags kicker eyebrow post-footer footer pied pied-de-page colophon legal mentions-legales "
    "pullquote pull-quote pull updated metadata"
)

# What stands over a box: with it goes the box.
OVER_BOX = _phrases(
    r"""
    (?:à |a )?lire (?:aussi|également|ensuite)|lisez aussi|(?:à )?voir aussi|à lire
    (?:sur|dans) le même (?:sujet|thème|numéro)|dans la même (?:rubrique|catégorie)
    articles? (?:similaires?|liés?|connexes?|récents?)|(?:vous aimerez|cela pourrait) aussi.*
    (?:les )?(?:plus|articles les plus) (?:lus|vus|partagés|commentés|écoutés)|derniers articles
    nos (?:derniers|autres) (?:articles|dossiers)|articles? plus (?:récents?|anciens?)|recommandé pour vous
    laisser un commentaire|vos commentaires
    read (?:more|next|also)|(?:continue|keep) reading|more from .{1,60}|more (?:posts|stories|articles)
    related (?:articles?|posts?|stories|content|topics|news|links|reading|coverage)|you (?:may|might) also like|see also
    most (?:read|popular|viewed|shared)|recommended (?:for you|reading|articles|stories|posts|by .{1,40}|from .{1,40})
    sponsored(?: content)?|trending(?: now)?|up next|leave a (?:reply|comment)|member discussion|written by .{1,40}
    suggested topics|notes to editors|(?:media|press) (?:contacts?|enquiries)|contacts? presse|note aux rédactions
    à découvrir|(?:l.actualité )?en continu|net binnen|what to read next|contents|sommaire|inhaltsverzeichnis|índice
    (?:les )?autres (?:articles|épisodes|actualités|billets)|(?:more|other) (?:episodes|stories)
    (?:earlier|older) (?:posts|notes|entries)
    mehr zum thema|lesen sie (?:auch|mehr)|das könnte sie auch interessieren
    (?:am )?meist(?:en )? ?gelesen|ähnliche artikel|más información|lea también
    [lt]e puede interesar|noticias? relacionadas?|lo más (?:visto|leído)|archivado en
    artículos relacionados|leggi anche|potrebbe interessarti.*|articoli correlati|(?:i )?più letti|per approfondire
    leia também|artigos relacionados|mais lidas|deixe uma resposta
    lees (?:ook|meer)|gerelateerde? .{1,20}|meest gelezen|ook interessant|meer over .{1,40}
    関連記事|関連リンク|アクセスランキング|おすすめ記事
    (?:\d+ )?(?:commentaires|comments|kommentare|comentarios|commenti|comentários|reacties|コメント)
    \d+ (?:commentaire|comment|kommentar|comentario|commento|comentário|reactie|réactions?|responses?|messages?)
    (?:our |notre )?newsletters?|subscribe(?: now)?|abonnez-vous
    """,
    after=r"(?:\s*\(\d+\))?\s*[:.!…→]*",
)
# What stands before a link to another article, in its line.
BEFORE_LINK = _phrases(
    r"""
    (?:à |a )?lire (?:aussi|également)|lisez aussi|voir aussi|read (?:more|next|also)|related|see also
    mehr zum thema|lesen sie (?:auch|mehr)|lea también|leggi anche|leia também|lees (?:ook|meer)|関連記事
    """,
    after=r"\b",
)
# What goes alone.
ALONE = _phrases(
    r"""
    [-–—\s]*(?:publicité|publicidad|pubblicità|publicidade|advertisement|anzeige|werbung|advertentie|広告|ad)[-–—\s]*
    (?:advertisement|publicité)\W.{0,40}|partager(?: (?:cet article|l.article|sur .{1,30}))?\s*:?
    share(?: (?:this|this (?:article|story|post)|(?:via|on|by) .{1,15}))?\s*:?|teilen|compartir|condividi|delen
    imprimer|print|sign up here\.?|haut de page|back to top|\d+ min(?:utes?)? (?:read|de lecture)
    cette page vous a-t-elle été utile\s?\?|was this (?:page|article) helpful\?
    """
)
# A teaser leads to another article, unless it is the paragraph under a headline.
TEASER = _names("teaser teasers")
# What holds the name of the site over its pages.
SITE = _names("site-title site-name sitename site-logo logo brand branding navbar-brand wordmark blog-title blog-name")
NOTES = _names("footnotes footnote endnotes endnote notes references reference-text fn")
# What names a person or a day.
AUTHOR = _names(
    "byline bylines author authors author-name author-names authorname auteur auteurs autor autoren autore "
    "autori firma signature signatures writer submitted posted-by post-author by-author journalist redacteur"
)
DATE = _names(
    "date dates datum fecha publish* publi* pubdate posted posted-on entry-date post-date article-date created "
    "submitted info-publi byline dateline timestamp datetime time"
)
