"""The words for time in French."""

from __future__ import annotations

from bot.answering.question.time_lexicon import ISO, SLASHED, YEAR, Lexicon

# What is counted: "en 2000 exemplaires" names no year.
_COUNTED = (
    "personnes|hommes|femmes|mots|mètres|kilomètres|km|milles|pieds|cas|exemplaires|euros|dollars|francs|livres|ans"
    "|années|jours|heures|minutes|pages|tonnes|kg|mg|voix|sièges|places|villes|pays|espèces|degrés|millions|milliards"
    "|calories|pas|volts|watts|hertz|fois|habitants|av"
)
_MONTH = "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
# In the middle of a sentence, Mars with a capital is the planet.
_MONTH_ALONE = _MONTH.replace("|mars|", "|(?-i:mars)|")
_ABBREVIATED = r"(?:janv|févr|avr|juil|sept|oct|nov|déc)\b\.?"
_DAY = r"(?:le\s+)?(?<!\d)(?:1\s?er|0?[1-9]|[12]\d|3\d)"
_DAY_MONTH = rf"{_DAY}\s+(?:(?:{_MONTH})\b|{_ABBREVIATED})"
_WEEKDAY = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_PART_OF = r"(?:(?:(?:au|le)\s+)?(?:tout\s+)?(?:début|fin|mi|milieu|courant)(?:\s+du\s+mois)?(?:\s+d[e’']|-|\s)\s*)"
_PART = rf"{_PART_OF}?"
_ARTICLE = r"(?:le\s+|la\s+|l[’'])?"
_FIRSTS = r"(?:premier|deuxième|second|troisième|quatrième|dernier|1er|2e|3e|4e|2ème|3ème|4ème)"
_QUARTER = rf"{_ARTICLE}(?:{_FIRSTS}\s+trimestre(?:\s+de)?|T[1-4](?:\s+de)?)\s+{YEAR}"
_HALF = rf"{_ARTICLE}(?:(?:premier|deuxième|second|1er|2e|2ème)\s+semestre(?:\s+de)?|S[12](?:\s+de)?)\s+{YEAR}"
# The winter Games of 2018 are no winter.
_SEASON = rf"(?<!d[’'])(?<!de\s){_ARTICLE}(?:printemps|été|automne|hiver)(?:\s+de)?\s+{YEAR}"
_UNIT = "heures?|jours?|semaines?|mois|trimestres?|années?|ans?"
_NUMBERS = {
    word: number
    for number, words in {
        1: "un une",
        2: "deux",
        3: "trois",
        4: "quatre",
        5: "cinq",
        6: "six",
        7: "sept",
        8: "huit",
        9: "neuf",
        10: "dix dizaine",
        11: "onze",
        12: "douze douzaine",
        15: "quinze quinzaine",
        18: "dix-huit",
        20: "vingt vingtaine",
        24: "vingt-quatre",
        30: "trente trentaine",
        48: "quarante-huit",
    }.items()
    for word in words.split()
}
_COUNT = (
    rf"(?P<count>\d{{1,3}}|une\s+(?:dizaine|quinzaine|vingtaine|trentaine)\s+de"
    rf"|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
)
_OVER = r"(?:(?:au\s+cours|lors)\s+des|(?:dans|pendant|durant|sur|depuis)\s+les|[clmsd]es)"
_OF_IT = r"(?!\s+(?:de|du|d[’']))"
# "cette année-là", "l'année passée en prison".
_NOT_THAT = r"(?!-?là\b|\s+\d)"
_PASSED = r"(?:derni(?:er|ère)|passée?)\b(?!\s+(?:à|en|dans|au|aux|chez|avec|de|du|des|d[’'])\b)"
_NEWS = (
    r"(?:articles(?!\s+\d)|actualités?|actus?|infos?|informations|nouvelles|(?-i:presse)|dépêches|billets|reportages)"
)
_OFFICES = (
    "président|présidente|premier\\s+ministre|ministre|maire|roi|reine|pape|chef|cheffe|patron|patronne|directeur"
    "|directrice|pdg|gouvernement|propriétaire|prix|état|situation|version|loi|règles|politique|position"
)

FRENCH = Lexicon(
    language="fr",
    dated=rf"(?:{_PART}(?:{_DAY_MONTH}\s+{YEAR}|(?:{_MONTH_ALONE}|{_ABBREVIATED})\s+(?:de\s+)?{YEAR}"
    rf"|{_SEASON})|{_PART_OF}(?:l[’']année\s+)?{YEAR}|{_QUARTER}|{_HALF}|{ISO}|{SLASHED})",
    yearless=rf"(?:(?:(?:au|le|du|ce)\s+mois\s+d[e’']\s*)?{_PART}(?:{_DAY_MONTH}|(?:{_MONTH_ALONE})\b)(?!\s+(?:de\s+)?\d))",
    year=rf"(?:l[’']an(?:née)?\s+)?{_PART}{YEAR}(?!\s+(?:{_COUNTED})\b)",
    weekday=rf"(?:{_WEEKDAY})\b",
    weekday_alone=rf"(?<!\ble\s)(?<!\bles\s)(?<!\bdu\s)(?<!\bchaque\s)(?<!\bun\s)(?-i:{_WEEKDAY})\b"
    r"(?!\s+(?:de|saint|noir|gras|prochain|en\s+huit|d[’'])\b)",
    spoken=(
        (r"avant-hier", "day", 2),
        (r"(?<!avant-)hier(?:\s+(?:matin|midi|soir|après-midi))?(?!\s+encore)", "day", 1),
        (rf"(?:ce\s+(?:matin|midi|soir)|cet(?:te)?\s+après-midi|cette\s+nuit){_NOT_THAT}", "day", 0),
        (rf"(?:en\s+(?:début|fin|milieu)\s+de\s+semaine|cette\s+semaine){_NOT_THAT}", "week", 0),
        (rf"(?:ce\s+mois(?:-ci)?)(?!\s+d[e’']){_NOT_THAT}", "month", 0),
        (r"le\s+début\s+de\s+la\s+semaine", "week", 0),
        (r"le\s+début\s+du\s+mois(?!\s+d[eu’'])", "month", 0),
        (r"le\s+début\s+de\s+l[’']année\b(?!\s+\d)", "year", 0),
        (rf"ce\s+trimestre{_NOT_THAT}", "quarter", 0),
        (rf"cette\s+année{_NOT_THAT}", "year", 0),
        (rf"la\s+semaine\s+{_PASSED}", "week", 1),
        (rf"le\s+mois\s+{_PASSED}", "month", 1),
        (rf"le\s+trimestre\s+{_PASSED}", "quarter", 1),
        (rf"l[’']an(?:née)?\s+{_PASSED}", "year", 1),
    ),
    last=(
        rf"(?:le\s+|en\s+)?(?P<named>{_MONTH}|{_WEEKDAY})\s+{_PASSED}",
        rf"(?:le\s+|l[’'])(?P<named>printemps|été|automne|hiver|week-?end)\s+{_PASSED}",
        rf"cet?\s+(?P<named>printemps|été|automne|hiver|week-?end)\b{_NOT_THAT}",
    ),
    current=(
        (r"jour", "day"),
        (r"la\s+semaine", "week"),
        (r"mois\b(?!\s+d[eu’'])", "month"),
        (r"l[’']année\b(?!\s+\d)", "year"),
    ),
    ago=rf"il\s+y\s+a\s+(?:environ\s+|à\s+peine\s+)?{_COUNT}\s+(?P<unit>{_UNIT})\b"
    r"(?!\s+(?:dans|entre|de|par|fériés?|chômés?|d[’'])\b)",
    rolling=(
        rf"{_OVER}\s+{_COUNT}\s+derni(?:ers|ères)\s+(?P<unit>{_UNIT})\b{_OF_IT}",
        rf"{_OVER}\s+derni(?:ers|ères)\s+{_COUNT}\s+(?P<unit>{_UNIT})\b{_OF_IT}",
        rf"depuis\s+(?:environ\s+)?{_COUNT}\s+(?P<unit>{_UNIT})\b",
    ),
    units={
        "heure": "hour",
        "jour": "day",
        "semaine": "week",
        "mois": "month",
        "trimestre": "quarter",
        "an": "year",
        "année": "year",
    },
    numbers=_NUMBERS,
    quarter=_QUARTER,
    half=_HALF,
    season=_SEASON,
    padding=r"\b(?:au|le|la|du|de|tout|début|fin|mi|milieu|courant|mois|année|an|ce)\b-?|\b[dl][’']",
    seasons={"printemps": 3, "été": 6, "automne": 9, "hiver": 12},
    ordinals={"premier": 1, "deuxième": 2, "second": 2, "troisième": 3, "quatrième": 4, "dernier": 4},
    within=r"(?:en|le|au(?:\s+cours\s+d[eu’'])?|à(?=\s+l)|pendant|durant|courant|datée?s?\s+d[eu’'])",
    within_year=r"(?:en|au\s+cours\s+de|pendant|durant|dans|courant|datée?s?\s+de)",
    of=r"(?:de|du|d[’']|pour|datant\s+d[eu’'])",
    since=r"(?:depuis|à\s+partir\s+d[eu’']|à\s+compter\s+d[eu’']|dès)",
    after=r"après",
    before=r"avant",
    until=r"jusqu[’'](?:en|au|à)",
    between=(
        (r"entre\s+(?:les?\s+)?", r"et(?:\s+le)?"),
        (r"(?:d[eu’']\s*|en\s+)", r"(?:à|au|jusqu[’'](?:en|au|à)|[-–—])"),
    ),
    onwards=r"de\s+{}\s+jusqu[’']à\s+(?:aujourd[’']hui|maintenant)\b",
    published=rf"\b{_NEWS}(?:\s+(?:sur|concernant|(?:à\s+propos|au\s+sujet)\s+d[eu’']|d[eu’'])\s*"
    r"(?:[\w’'.&-]+\s+){1,6}?)?"
    r"(?:\s*(?:qui\s+)?(?:ont\s+été\s+|a\s+été\s+|sont\s+|est\s+|étaient\s+)?"
    r"(?:publi|par|écri|dat|post|diffus|sorti|rédig)(?:ée?s?|us?|ues?|te?s?|es?)?)?\s*$"
    r"|\b(?:que\s+(?:disai|écrivai|rapportai)(?:t|ent)\b|qu[’']écrivait-on\b|qu[’'](?:a-t-on|est-ce\s+qu(?:[’']on\s+a|i\s+a\s+été))"
    r"\s+(?:dit|écrit|publié|rapporté|appris)\b).{0,80}$",
    published_then=r"(?!)",
    told=r"\b(?:publiée?s?|parue?s?|datée?s?|écrite?s?)\s*$",
    no_time_before=r"(?:\b(?:loi|décret|arrêté|ordonnance|directive|règlement|constitution|traité|accord|arrêt"
    r"|convention|résolution|charte|révolution)(?:\s+n[°o]\s*\S+)?\s+d[eu’']|\b(?:mission|rover|robot|sonde|programme"
    r"|planète|agenda|objectif|horizon|qu[’'](?:en)?))\s*$",
    no_time_after=r"\s*(?:(?:et|ou|&)\s+(?:en\s+)?(?:1[89]|20)\d\d\b|\s(?:le\s+film|le\s+roman|l[’']album)\b)",
    capitals=r"[A-Z]{2,}",
    today=r"aujourd[’']hui",
    news=rf"\b(?:{_NEWS}|pass[ée]e?|quoi\s+de\s+neuf|annoncée?s?|publiée?s?|se\s+passe)\b",
    vague=rf"(?:(?:(?:les|la|sa|ses|leurs?)\s+(?:toutes?\s+)?)?dernières?\s+(?:nouvelles?|actualités?|actus?|infos?"
    r"|informations?|annonces?|déclarations?|publications?|avancées?|évolutions?|mesures?|décisions?|études?|recherches?)"
    r"|le\s+(?:tout\s+)?dernier\s+(?:article|communiqué|billet|développement|rebondissement|événement)(?!\s+d[eu’'])"
    r"|les\s+(?:tout\s+)?derni(?:ers|ères)\s+(?:articles|développements|rebondissements|événements|chiffres|mois|jours"
    r"|temps|années|semaines)(?!\s+d[eu’'])"
    r"|ces\s+derni(?:ers|ères)\s+(?:temps|jours|mois|semaines|années)|les?\s+plus\s+récente?s?|la\s+plus\s+récente"
    rf"|récemment|(?:{_NEWS}|événements|annonces)\s+récente?s|actuellement|en\s+ce\s+moment|de\s+nos\s+jours"
    r"|à\s+l[’']heure\s+actuelle|à\s+ce\s+jour|dernièrement|ces\s+jours-ci|à\s+présent|quoi\s+de\s+neuf"
    rf"|l[’']actuel(?:le)?\s+(?:{_OFFICES})|(?:{_OFFICES})\s+actuel(?:le)?s?"
    r"|il\s+y\s+a\s+(?:quelques|plusieurs)\s+(?:jours|semaines|mois))\b",
)
