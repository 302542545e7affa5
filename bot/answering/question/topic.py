"""Tell a question for whatever the articles say about something from one for a fact."""

from __future__ import annotations

import re
from functools import lru_cache

_ENGLISH = r"""
    what\ (?:do|does|did|can|have)\ (?:they|you|we|people|it|one
        |(?:the|these|those|your|our)\ (?:\w+\ )?(?:articles?|texts?|papers?|press|news|sources?|documents?|corpus))
        \ (?:say|said|write|written|know|report|reported|tell(?:\ us|\ me)?|have|got)\ (?:about|on|of)
  | what(?:\ is|['’]s|\ was|\ has\ been)\ (?:said|written|known|reported|told|new)\ (?:about|on|of)
  | (?:(?:can|could)\ you\ |please\ )*tell\ (?:me|us)\ (?:more\ |something\ |everything\ |all\ )?about
  | (?:is\ there\ |do\ (?:you|they|we)\ have\ )?(?:anything|something)(?:\ new)?\ (?:about|on)
  | what\ about
"""
_FRENCH = r"""
  (?:
    que\ (?:disent|racontent|écrivent|savent|rapportent)(?:-ils|-elles)?
        (?:\ (?:les|ces|vos|nos)\ (?:articles|textes|journaux|sources|documents|médias))?
  | que\ (?:dit|sait|raconte|écrit)(?:-(?:t-)?on|\ la\ presse|\ le\ corpus)
  | qu['’]est[-\ ]ce\ (?:qu['’](?:on|ils|elles)|que\ l['’]on|que\ les\ (?:articles|textes|journaux|sources))
        \ (?:dit|disent|sait|savent|racontent?|écrit|écrivent)
  | (?:peux-tu\ |pouvez-vous\ )?(?:me\ |nous\ )?parlez?r?(?:[-\ ](?:moi|nous))?
  | (?:y\ a[-\ ]t[-\ ]il\ |il\ y\ a\ |avez-vous\ )?(?:quelque\ chose|du\ nouveau|des\ articles|des\ nouvelles)
  )
  \ (?:(?:à\ propos|au\ sujet)\ )?(?:sur|concernant|de|du|des|d['’])
"""
_ASKED = re.compile(rf"^\W*(?:{_ENGLISH}|{_FRENCH})(?:(?<=['’])|\s+)(?P<topic>[^?]*\w)\W*$", re.IGNORECASE | re.VERBOSE)


@lru_cache(maxsize=256)
def topic_of(question: str) -> str | None:
    """Return what a question wants to be told about in general, None where it asks for something certain."""
    found = _ASKED.match(question)
    return found["topic"].strip() if found else None
