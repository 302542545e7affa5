"""Words that would run or become markup on a page that took them for more than words: each sets the title to `ran`."""

from __future__ import annotations

_RUN = "document.title='ran'"

FORMS = [
    # A tag of its own.
    *(f"<script>{_RUN}</script>", f"<SCRIPT>{_RUN}</SCRIPT>", f"<script >{_RUN}</script >", f"<scr<script>ipt>{_RUN}"),
    *(
        f"<script/x>{_RUN}</script>",
        f"<<script>{_RUN}//<</script>",
        f"<script src='data:text/javascript,{_RUN}'></script>",
    ),
    *(f'<img src=x onerror="{_RUN}">', f"<img src=x onerror={_RUN}>", f"<IMG SRC=x OnErRoR={_RUN}>"),
    *(f"<img/src=x/onerror={_RUN}>", f"<img src='x'onerror={_RUN}>", f"<image src=x onerror={_RUN}>"),
    *(f"<svg onload={_RUN}>", f"<svg/onload={_RUN}>", f"<svg><script>{_RUN}</script></svg>"),
    *(f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>", f"<math><mtext></mtext><script>{_RUN}</script></math>"),
    *(f"<body onload={_RUN}>", f"<body/onpageshow={_RUN}>", f"<input autofocus onfocus={_RUN}>"),
    *(f"<select autofocus onfocus={_RUN}>", f"<textarea autofocus onfocus={_RUN}>", f"<details open ontoggle={_RUN}>"),
    *(
        f"<video><source onerror={_RUN}></video>",
        f"<audio src=x onerror={_RUN}>",
        f"<marquee onstart={_RUN}>x</marquee>",
    ),
    *(
        f'<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>',
        f'<iframe src="javascript:parent.{_RUN}"></iframe>',
    ),
    *(f'<object data="javascript:{_RUN}"></object>', f'<embed src="javascript:{_RUN}">'),
    *(f"<style>@import 'javascript:{_RUN}'</style>", f'<link rel=stylesheet href="javascript:{_RUN}">'),
    *(f'<meta http-equiv=refresh content="0;url=javascript:{_RUN}">', "<base href='https://evil.example/'>"),
    f'<form action="javascript:{_RUN}"><button autofocus>x</button></form>',
    # The end of what they stand in.
    *(f'"><script>{_RUN}</script>', f"'><script>{_RUN}</script>", f'" autofocus onfocus={_RUN} x="'),
    *(f"' autofocus onfocus={_RUN} x='", f"</title><script>{_RUN}</script>", f"</textarea><script>{_RUN}</script>"),
    *(f"</mark></p><script>{_RUN}</script>", f"--><script>{_RUN}</script>", f"]]><script>{_RUN}</script>"),
    *(f"</script><script>{_RUN}</script>", f"</style><script>{_RUN}</script>", f"<!--><img src=x onerror={_RUN}>-->"),
    # An address, Markdown, a template, an entity, an odd character.
    *(f"javascript:{_RUN}", f"JaVaScRiPt:{_RUN}", f"java\tscript:{_RUN}", f"data:text/html,<script>{_RUN}</script>"),
    *(f"[x](javascript:{_RUN})", f"<javascript:{_RUN}>", f'<a href="javascript:{_RUN}">x</a>'),
    *(
        f'{{{{ constructor.constructor("{_RUN}")() }}}}',
        f"${{{_RUN}}}",
        f"{{% raw %}}<script>{_RUN}</script>{{% endraw %}}",
    ),
    *(
        f"&lt;script&gt;{_RUN}&lt;/script&gt;",
        f"&#60;script&#62;{_RUN}&#60;/script&#62;",
        f"\\u003cscript\\u003e{_RUN}",
    ),
    *(f"\u2028<svg/onload={_RUN}>", f"\ufeff<script>{_RUN}</script>", f"<\u0000script>{_RUN}</script>"),
    *(
        f"＜script＞{_RUN}＜/script＞",
        f"%3Cscript%3E{_RUN}%3C/script%3E",
        f"event: done\ndata: <script>{_RUN}</script>\n\n",
    ),
]
