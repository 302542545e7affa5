"""The words for time in English."""

from __future__ import annotations

from bot.answering.question.time_lexicon import ISO, SLASHED, YEAR, Lexicon

# What is counted: "in 2000 people" names no year.
_COUNTED = (
    "people|persons|men|women|words|met(?:er|re)s|kilomet(?:er|re)s|km|miles|feet|cases|copies|euros|dollars|pounds"
    "|years|days|hours|minutes|pages|tons|tonnes|kg|mg|votes|seats|places|cities|countries|species|degrees|million"
    "|billion|calories|steps|volts|watts|hertz|bc"
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_ABBREVIATED = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_ANY_MONTH = rf"(?:(?:{_MONTH})\b|{_ABBREVIATED})"
_DAY = r"(?:the\s+)?(?<!\d)(?:0?[1-9]|[12]\d|3\d)(?:st|nd|rd|th)?"
_DAY_MONTH = rf"(?:{_DAY}\s+(?:of\s+)?{_ANY_MONTH}|{_ANY_MONTH}\s+{_DAY}\b(?![.,:]\d))"
_WEEKDAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_PART_OF = r"(?:(?:early|mid|late|the\s+(?:beginning|start|middle|end)\s+of)[\s-]+)"
_PART = rf"{_PART_OF}?"
_QUARTER = (
    r"(?:the\s+)?(?:(?:first|second|third|fourth|last|1st|2nd|3rd|4th)\s+quarter(?:\s+of|,)?|Q[1-4](?:\s+of)?)"
    rf"\s+{YEAR}"
)
_HALF = rf"(?:the\s+)?(?:(?:first|second|1st|2nd)\s+half\s+of|H[12](?:\s+of)?)\s+{YEAR}"
_SEASON = rf"(?:the\s+)?(?:spring|summer|autumn|fall|winter)(?:\s+of)?\s+{YEAR}"
_UNIT = "hours?|days?|weeks?|months?|quarters?|years?"
_NUMBERS = {
    word: number
    for number, words in {
        1: "a an one",
        2: "two couple",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        15: "fifteen",
        18: "eighteen",
        20: "twenty",
        24: "twenty-four",
        30: "thirty",
        48: "forty-eight",
    }.items()
    for word in words.split()
}
_COUNT = rf"(?P<count>\d{{1,3}}|a\s+couple\s+of|{'|'.join(_NUMBERS)})"
# "in his last year", "the last week of the war" aren't told from today.
_LAST = r"(?<!\bthe\s)(?<!\bhis\s)(?<!\bher\s)(?<!\bits\s)(?<!\btheir\s)(?<!\bmy\s)(?<!\bour\s)(?<!\byour\s)(?<!\ba\s)"
_OF_IT = r"(?!\s+(?:of|in\s+(?:the\s+)?(?:office|school|power|college))\b)"
_NEWS = r"(?:news|articles|headlines|coverage|(?-i:press)|stories|reports|(?:blog\s+)?posts|dispatches)"

ENGLISH = Lexicon(
    language="en",
    dated=rf"(?:{_PART}(?:{_DAY_MONTH},?\s+{YEAR}|{_ANY_MONTH}(?:\s+of|,)?\s+{YEAR}"
    rf"|{_SEASON})|{_PART_OF}{YEAR}|{_QUARTER}|{_HALF}|{ISO}|{SLASHED})",
    yearless=rf"(?:(?:the\s+month\s+of\s+)?{_PART}(?:{_DAY_MONTH}|(?:{_MONTH})\b"
    r"(?!\s+(?:\w+ed|became|took|was|is|left|won|lost|had|has|came|went|on\s+Washington|Madness)\b))(?!,?\s+(?:of\s+)?\d))",
    year=rf"(?:the\s+year\s+)?{_PART}{YEAR}(?!\s+(?:{_COUNTED})\b)",
    weekday=rf"(?:{_WEEKDAY})\b",
    weekday_alone=rf"(?<=\bon\s)(?:{_WEEKDAY})\b",
    spoken=(
        (r"(?:the\s+day\s+before\s+yesterday)", "day", 2),
        (r"(?:yesterday(?:\s+(?:morning|afternoon|evening|night))?|last\s+night)", "day", 1),
        (r"(?:this\s+(?:very\s+)?(?:morning|afternoon|evening)|tonight)", "day", 0),
        (r"(?:(?:earlier|later)\s+)?this\s+week(?!-?end)", "week", 0),
        (r"(?:(?:earlier|later)\s+)?this\s+month", "month", 0),
        (r"the\s+(?:beginning|start)\s+of\s+the\s+week", "week", 0),
        (r"the\s+(?:beginning|start)\s+of\s+the\s+month", "month", 0),
        (r"the\s+(?:beginning|start)\s+of\s+the\s+year\b(?!\s+\d)", "year", 0),
        (r"this\s+quarter", "quarter", 0),
        (r"(?:(?:earlier|later|so\s+far)\s+)?this\s+year", "year", 0),
        (rf"{_LAST}(?:last|this\s+past)\s+week(?!-?end){_OF_IT}", "week", 1),
        (rf"{_LAST}(?:last|this\s+past)\s+month{_OF_IT}", "month", 1),
        (rf"{_LAST}last\s+quarter{_OF_IT}", "quarter", 1),
        (rf"{_LAST}last\s+year{_OF_IT}", "year", 1),
    ),
    last=(
        (
            rf"(?:{_LAST}last|this\s+past|this)\s+(?P<named>{_MONTH}|{_WEEKDAY}|spring|summer|autumn|fall|winter"
            rf"|week-?end)\b{_OF_IT}"
        ),
    ),
    current=(
        (r"the\s+day", "day"),
        (r"the\s+week", "week"),
        (r"the\s+month", "month"),
        (r"the\s+year\b(?!\s+\d)", "year"),
    ),
    ago=rf"{_COUNT}\s+(?P<unit>{_UNIT})\s+ago\b",
    rolling=(
        (
            rf"(?:in|over|during|within|for|from|throughout)\s+the\s+(?:last|past)\s+(?:{_COUNT}\s+)?"
            rf"(?P<unit>{_UNIT})\b{_OF_IT}"
        ),
        rf"(?:the\s+)?(?:last|past)\s+{_COUNT}\s+(?P<unit>{_UNIT})\b{_OF_IT}",
    ),
    units={"hour": "hour", "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"},
    numbers=_NUMBERS,
    quarter=_QUARTER,
    half=_HALF,
    season=_SEASON,
    padding=r"\b(?:the|early|mid|late|beginning|start|middle|end|of|month|year)\b|(?<=mid)-",
    seasons={"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12},
    ordinals={"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4},
    within=r"(?:in|on|during|throughout|as\s+of|dated)",
    within_year=r"(?:in|during|throughout|as\s+of|dated)",
    of=r"(?:of|from|for)",
    since=r"(?:since|starting(?:\s+(?:in|from|on))?|as\s+from)",
    after=r"after",
    before=r"(?:(?<!\bday\s)before|prior\s+to)",
    until=r"(?:up\s+)?(?:until|till|to)",
    between=((r"between\s+", r"(?:and|to)"), (r"(?:(?:from|in|of)\s+)?", r"(?:to|until|till|through|[-–—])")),
    onwards=r"from\s+{}\s+(?:on|onwards?|forwards?)\b",
    published=rf"\b{_NEWS}(?:\s+(?:about|on|regarding|concerning|by|in|from)\s+(?:[\w’'.&-]+\s+){{1,6}}?)?"
    r"(?:\s*(?:that\s+|which\s+)?(?:(?:was|were|have\s+been|has\s+been)\s+)?"
    r"(?:published|posted|written|dated|released|printed|appeared|appearing))?\s*$"
    r"|\bwhat\s+(?:was|were|has|have|had)\s+(?:been\s+)?(?:published|posted|written|reported|said|known)\b.{0,80}$",
    published_then=rf"(?:['’]s?)?\s+(?:latest\s+|top\s+|main\s+)?{_NEWS}\b",
    told=r"\b(?:published|posted|written|dated|printed)\s*$",
    no_time_before=r"(?:\b(?:act|law|bill|treaty|directive|regulation|constitution|decree|agreement|resolution|protocol"
    r"|class|revolution)\s+(?:of|from)|\b(?:than|mission|rover|agenda|windows|vision|women['’]s|['’]s)"
    r")\s*$",
    no_time_after=r"\s*(?:(?:and|or|&)\s+(?:in\s+)?(?:1[89]|20)\d\d\b|['’]s\s+(?:magazine|issue|edition|episode|show)"
    r"|\s(?:the\s+)?(?:musical|film|movie|novel|album)\b)",
    capitals=rf"{_MONTH}|{_WEEKDAY}|[A-Z]{{2,}}",
    today=r"(?:today|this\s+day)",
    news=rf"\b(?:{_NEWS}|happen(?:s|ed|ing)?|announced?|published|what['’]s\s+new)\b",
    vague=r"(?:(?<!\bat\s)the\s+(?:very\s+)?latest(?!\s+(?:possible|date|time|by|in\s+the\s+day)\b)"
    rf"|(?<!\bthe\s)(?<!\bat\sthe\s)\blatest\s+(?:on|about|from|developments?|announcements?|updates?|{_NEWS})\b"
    rf"|most\s+recent(?:ly)?|(?<!\bmore\s)recently|recent\s+(?:developments?|announcements?|events?|updates?|{_NEWS})|newest|lately|currently|nowadays|right\s+now"
    r"|at\s+(?:the\s+moment|present)|these\s+days|as\s+of\s+(?:now|today)|up\s+to\s+date"
    r"|(?:a\s+few|several)\s+(?:days|weeks|months)\s+ago"
    r"|(?:the|its|their|his|her)\s+current\s+(?:president|prime|chief|ceo|head|leader|chair\w*|director|minister|owner"
    r"|king|queen|mayor|governor|state|status|situation|version|price|law|rules?|policy|government|position|plans?"
    r"|champions?|holder)"
    r"|what['’]s\s+new|breaking\s+news)\b",
)
