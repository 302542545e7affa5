"""The words for asking and joining of seven languages: every text has them, so they find nothing.

Only of a question are they left out: the index keeps them, so that "The Who" can be found by "who" alone.
"""

from __future__ import annotations

from functools import cache

_WORDS = {
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder aber auch als am an auf aus bei bis
        da dass durch es er sie wir ihr ich du man sich für gegen hat haben hatte hatten im in ist sind war
        waren wird werden wurde wurden kann können konnte mit nach nicht noch nur ob ohne so sein seine seiner
        seinen seinem ihre ihrer ihren ihrem über um unter von vom vor während was wer wen wem wessen wann
        warum weshalb wie wo woher wohin womit wodurch wozu welche welcher welches welchen welchem wenn weil
        zu zum zur zwischen dieser diese dieses diesen diesem es gibt gab viele viel wieviel wieviele
    """,
    "en": """
        a an and are as at be been being but by can could did do does for from had has have having he her hers
        him his how i if in into is it its me my no nor not of on or our out over she should so such than that
        the their them then there these they this those through to under until up upon was we were what when
        where which while who whom whose why will with would you your many much did during about after before
        between
    """,
    "es": """
        a al ante con contra cual cuales cuál cuáles cuando cuándo cuanto cuánto cuantos cuántos cuanta cuánta
        cuantas cuántas como cómo de del desde donde dónde durante e el él ella ellas ellos en entre era eran
        es esa ese eso esta está están este esto estos estas fue fueron ha han había hay hasta la las le les
        lo los más me mi muy no nos o para pero por porque qué que quien quién quienes quiénes se ser si sin
        sobre son su sus también tan te tiene tienen un una unas uno unos y ya
    """,
    "fr": """
        a à au aux avec avait avaient ai ait ce ces cet cette celui celle ceux celles c d dans de des du dont
        elle elles en entre est et était étaient été être eu eut fut furent il ils j je l la le les leur leurs
        lors lui m ma mais me même mes mon n ne ni nous on ont ou où par pas pendant plus pour pourquoi qu
        quand que quel quelle quelles quels qui quoi lequel laquelle lesquels lesquelles combien comment s sa
        sans se sera ses si son sont sous sur t ta te tu un une vers vous y depuis après avant chez
    """,
    "it": """
        a ad agli ai al alla alle allo anche c che chi ci come con contro cosa cui da dagli dai dal dalla
        dalle dallo degli dei del della delle dello di dopo dove e è ed era erano fra fu furono gli ha hanno i
        il in io la le lei li lo loro lui ma mi ne negli nei nel nella nelle nello no noi non o per perché più
        prima quale quali quando quanta quante quanti quanto quel quella quelle quelli questa queste questi
        questo se si sono stata stato su sua sue sugli sui sul sulla sulle suo suoi tra un una uno viene venne
    """,
    "nl": """
        aan al als bij daar dan dat de deze die dit door een en er geen had hadden heb hebben heeft hem het
        hij hoe hoeveel ik in is kan kon kunnen maar me met mijn naar niet nog nu of om onder ons ook op over
        te tegen tijdens toen tot tussen u uit van veel voor waar waarom waarin waarmee wanneer waren was wat
        we welk welke werd werden wie wiens wordt worden zal ze zich zij zijn zo zonder zou
    """,
    "pt": """
        a à ao aos as às até com como da das de dela dele deles depois do dos durante e é ela elas ele eles em
        entre era eram essa esse esta está este eu foi foram há isso isto já lhe mais mas me na nas não nem no
        nos nós o onde os ou para pela pelas pelo pelos por porque porquê qual quais quando quanta quantas
        quanto quantos que quê quem são se sem ser seu seus só sob sobre sua suas também te tem têm tinha um
        uma umas uns
    """,
}


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return a language's words for asking and joining, in lower case; none for a language that isn't known here."""
    return frozenset(_WORDS.get(language, "").split())
