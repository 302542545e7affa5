"""The names that sites give in their markup to what surrounds an article: in English, which most of them use.

Those of other languages are in corpus/language/data. They are matched whole: "cookie-banner" is cut at its hyphens,
capitals and underscores. They are words that many sites use, or programs, never the name of one site.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from ingest.readers.document.page_words import markup

if TYPE_CHECKING:
    from corpus.language.registry import Markup

    Part = Markup | Literal["teaser", "site", "notes"]

# A state of what it is on, and what WordPress makes of an article's tags and categories.
NO_NAME: Final = re.compile(
    r"(?:has|with|without|no|is|not|show|enable|tag|category|type|format|status|postid)-.*"
    r"|pull-(?:left|right)|.*-(?:open|closed|enabled|disabled|allowed|on|off|active|visible)"
)

_PARTS: Final[dict[Part, str]] = {
    "consent": "cookie* cc-window cc-banner consent consents gdpr cmp cmp2 cmpbox didomi* onetrust* ot-sdk* qc-cmp*"
    " tarteaucitron* axeptio* usercentrics* cybot* sp-message* truste* quantcast* iubenda* sirdata* privacy-banner"
    " privacy-notice privacy-modal klaro* borlabs* complianz*",
    "comments": "comments comment commentlist disqus* respond responses pingback pingbacks trackback trackbacks"
    " reader-comments livefyre* hyvor* isso* utterances giscus",
    "boxes":  # more to read
    "related relatedposts related[a-z]* jp-relatedposts similar recommended recommendations recirc* recirculation"
    " read-next readnext read-more readmore up-next next-up more-posts more-stories more-articles more-from more-on"
    " most-read most-viewed most-popular mostread popular trending rich-link see-also prev-next next-prev"
    " next-previous post-next outbrain* taboola*"
    # letters, offers
    " newsletter newsletters newsletter[a-z]* signup sign-up signupform subscribe subscription subscriptions"
    " subscribebox mailchimp* mc4wp* optin mailing mail-magazine paywall regwall donate donation donations"
    " contributions promo promos promotion promoted cta poll register ebook lead-magnet membership"
    # to share, to pay
    " share shares sharing shared sharedaddy sharebar share-bar sharebuttons social socials sociable sns addtoany*"
    " addthis* likes like-button jetpack-likes* sd-block ad ads adslot ad-slot adspot advert advertisement"
    " advertising dfp sponsored sponsor sponsors"
    # around
    " navbar navbox navigation nav menu menus submenu breadcrumb breadcrumbs toc table-of-contents tableofcontents"
    " pager pagination paging catlinks skip-link skip-links skiplink sidebar widget-area widgets masthead topbar"
    " toolbar printfooter editsection mw-jump-link sitenotice ambox sr-only screen-reader-text visually-hidden"
    " visuallyhidden assistive-text noprint print-only"
    # players
    " player audio-player video-player embed-placeholder media-player jwplayer*"
    # who wrote
    " author-box authorbox author-bio author-info author-card author-description about-author about-the-author bio",
    "details": "byline bylines author authors author-name signature writer date dates timestamp posted-on entry-meta"
    " post-meta article-meta meta postmeta published pubdate publication-date dateline submitted read-time"
    " reading-time readtime copyright caption captions figcaption wp-caption thumbcaption tags taglist tag-list"
    " tagcloud post-labels keywords topics categories post-terms cat-links post-tags article-tags kicker eyebrow"
    " post-footer footer colophon legal pullquote pull-quote pull updated metadata",
    # A teaser leads to another article, unless it is the paragraph under a headline.
    "teaser": "teaser teasers",
    # What holds the name of the site over its pages.
    "site": "site-title site-name sitename site-logo logo brand branding navbar-brand wordmark blog-title blog-name",
    "notes": "footnotes footnote endnotes endnote notes references reference-text fn",
    "author": "byline bylines author authors author-name author-names authorname signature writer submitted posted-by"
    " post-author by-author journalist",
    "date": "date dates publish* pubdate posted posted-on entry-date post-date article-date created submitted byline"
    " dateline timestamp datetime time",
}


@cache
def names_of(part: Part) -> re.Pattern[str]:
    """Return what finds a name of a part, whole, in one such as "box-read-next"; "*" ends a beginning."""
    own = frozenset[str]() if part in {"teaser", "site", "notes"} else markup(part)
    found = "|".join(sorted({*_PARTS[part].split(), *own})).replace("*", "[a-z0-9]*")
    return re.compile(rf"(?:^|-)(?:{found})(?=-|$)")
