"""Lines of a web page that are not the article: found by whole-line patterns, each with its reason.

Conservative on purpose: a line that is missed is greyed by nobody, a line that is wrongly marked hides an event.
A pattern must match the whole line, so "The operations, however, are still underway." is never one.
"""

from __future__ import annotations

import re
from functools import cache

LONGEST = 240  # characters; a longer line is never taken for boilerplate

_ANY = r"[^.!?]{0,80}"
_PHOTO = r"(main |cover |featured |file )?(photo(graph)?s?|images?|pictures?|pics?|graphics?)"
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATE = (
    r"((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
    rf"(\d{{1,4}}[./:-]\d|\d{{1,2}}(st|nd|rd|th)?,? {_MONTH}|{_MONTH}\.? \d{{1,2}}|\d+ (minutes?|hours?|days?) ago)"
)
_PATTERNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "navigation",
        (
            r"(skip|jump) to (the )?((main|primary) )?(content|navigation|search|footer|menu)",
            r"(back|return|go) to (the )?top( of (the )?page)?",
            r"(back to|return to) (home ?page|home|news|results|index)",
            r"(main |toggle |open |close )?(menu|navigation)",
            r"(previous|next) (article|story|post|page)",
            r"home( [>»›|/] [^.!?>»›|/]{1,60}){1,6}",
            r"(ir|saltar|pasar) al contenido( principal)?|volver arriba|ir arriba",
            r"aller au contenu( principal)?|(retour en haut|haut de page)( de (la )?page)?",
            r"(direkt )?zum (haupt)?inhalt( springen)?|(zurück )?nach oben",
            r"(ir|pular|saltar) para o conteúdo( principal)?|voltar ao topo",
            r"vai al contenuto( principale)?|torna su",
            r"перейти к (основному )?содержанию|наверх",
            r"(تخطي|انتقل|تجاوز) إلى المحتوى( الرئيسي)?|(العودة )?إلى الأعلى",
            r"跳(到|至)(主要)?内容|返回(顶部|首页)",
        ),
    ),
    (
        "image credit",
        (
            rf"{_PHOTO}( (courtesy|credits?|source|by))* ?: ?[^!?]{{1,80}}",
            rf"{_PHOTO} (credits?|courtesy( of)?|by|source)( [–/-])? ([^.!?:]|\b\w\.){{1,60}}",
            r"(file )?(photo|image|picture)( credits?)?|credits? ?: ?(\S+ ?){1,4}",
            r"(fotos?|imagen|imágenes|créditos? de (la )?(foto|imagen)|crédito da (foto|imagem)) ?: ?[^.!?]{1,60}",
            r"(crédits? photos?|photo|bildquelle|bildnachweis|foto) ?: ?[^.!?]{1,80}",
            r"фото ?: ?[^.!?]{1,80}",
            r"(مصدر الصورة|الصورة) ?: ?[^.!?]{1,80}",
            r"(图片来源|图源|图) ?[:：] ?[^。！？]{1,60}",
        ),
    ),
    (
        "sharing",
        (
            r"(please )?share( (this|the))?( (article|story|post|page|news|video))?( (on|via)( [a-z+]+){1,3})?:?"
            r"|share this( with [^.!?]{1,30})?|share[ds]? \d+|\d+ shares?",
            r"(tweet|retweet|pin it|email this|like this:?|e-?mail this( article| story)?|print( this)?"
            r"( article| story| page)?|send to a friend|copy link|save( this)?( article| story))",
            r"((facebook|twitter|x|linkedin|linked ?in|whats ?app|telegram|pinterest|reddit|instagram|youtube"
            r"|e-?mail|mail|print|tumblr|messenger|google\+?|copy link|share|tweet|more)[\s|,·•/]*){2,}",
            r"(facebook|twitter|linkedin|whatsapp|telegram|pinterest|reddit|instagram|tumblr)",
            r"(follow|like|join|find|watch) us( (on|at|via) [^.!?]{1,60})?[:!]?",
            r"(compartir|comparte)( est[ea] \w+)?( (en|por) \w+)?|síguenos( en [^.!?]{1,40})?",
            r"(partager|partagez)( cet(te)? \w+)?( (sur|par) \w+)?|suivez-nous( sur [^.!?]{1,40})?",
            r"(artikel )?teilen( auf \w+)?|folgen sie uns( auf [^.!?]{1,40})?",
            r"(compartilhar|compartilhe)( est[ea] \w+)?( (no|por) \w+)?|siga-nos( [^.!?]{1,40})?",
            r"поделиться( в \w+)?|подпис(аться|ывайтесь)( на [^.!?]{1,40})?",
            r"(شارك|مشاركة)( (المقال|الخبر|هذا المقال|هذا الخبر))?( (على|عبر) \w+)?|تابعونا( على [^.!?؟]{1,40})?",
            r"分享(到[:：]?[^。！？]{0,20})?",
        ),
    ),
    (
        "subscription",
        (
            r"(subscribe|sign up|register|log ?in|sign in)( (now|here|today|free))?"
            rf"( (to|for|with|and) {_ANY}\b(newsletters?|alerts?|updates?|e-?mails?|account|channel|podcast|digest"
            r"|briefing|notifications?|reading|comment|access|subscription|facebook|google|twitter|free))?[.!:]?",
            r"((get|receive) )?(our |the )?(daily |weekly |free |breaking news )*(newsletters?|e-?mail alerts?)"
            r"( sign-?up| subscription)?[.!:]?",
            r"enter your e-?mail( address)?( [^.!?]{1,60})?[.:]?",
            r"(already a (subscriber|member)|not a (subscriber|member) yet)\?( [^.!?]{1,40})?[.!]?",
            r"(suscríbete|suscribirse|suscríbase|iniciar sesión|regístrate)( (a|al|en|para) [^.!?]{1,40})?[.!]?",
            r"(abonnez-vous|s'abonner|se connecter|s'inscrire)( (à|au|pour) [^.!?]{1,40})?[.!]?",
            r"(jetzt )?(abonnieren|anmelden|registrieren)[.!]?|newsletter abonnieren",
            r"(inscreva-se|assine|cadastre-se|faça login)( (a|n[ao]|em|para) [^.!?]{1,40})?[.!]?",
            r"(اشترك|سجل) (الآن|معنا)|اشترك في (النشرة|القناة)[^.!?؟]{0,40}|تسجيل الدخول",
        ),
    ),
    (
        "read more",
        (
            r"(read|see|view|show|load|learn|find out) (more|all|full story|the full story|next)"
            rf"( (news|stories|articles|posts|here|about {_ANY}|on {_ANY}))?( ?[:»›>…]| ?\.{{2,}})*",
            rf"(continue|keep) reading( {_ANY})?( ?[:»›>…]| ?\.{{2,}})*",
            r"(also |must )read ?: [^!?]{1,160}|(read|see|watch|read also|see also|more) ?: [^!?]{1,160}",
            r"click here( (to|for) [^.!?]{1,80})?[.!]?|tap here( (to|for) [^.!?]{1,80})?[.!]?",
            r"((leer|ver) más|seguir leyendo|(leer|lee|lea) también)( ?[:»›>…] ?[^!?]{0,160}| ?\.{2,})?",
            r"(lire (la suite|aussi|plus)|en savoir plus|à lire aussi)( ?[:»›>…] ?[^!?]{0,160})?",
            r"(weiterlesen|mehr (lesen|dazu|zum thema)|lesen sie auch)( ?[:»›>…] ?[^!?]{0,160})?",
            r"(leia (mais|também)|saiba mais|continue lendo)( ?[:»›>…] ?[^!?]{0,160})?",
            r"(читать далее|читайте также|подробнее)( ?[:»›>…] ?[^!?]{0,160})?",
            r"([اإ]قرأ (أيضا|أيضاً|المزيد)|المزيد)( ?[:»›>…] ?[^!?؟]{0,160})?",
            r"(阅读更多|查看更多|更多|延伸阅读)[:：]?",
        ),
    ),
    (
        "related links",
        (
            r"(related|recommended|suggested|similar|popular|trending|latest|top|most read|most popular|more|other"
            r"|recent) (articles?|stor(y|ies)|news|posts?|topics?|links?|content|coverage|headlines|videos?"
            r"|reading|tags?)( (from|on|in|for) [^.!?]{1,60})?:?",
            r"(you (may|might) also (like|be interested in)|recommended for you|more from [^.!?]{1,60}|most read"
            r"|trending now|in this (article|story)|what to read next|don'?t miss|editor'?s picks?|around the web"
            r"|up next):?",
            r"(tags?|topics?|categor(y|ies)|filed under|posted in|keywords|labels) ?: ?[^.!?]{0,160}",
            r"(noticias|artículos|notas|temas) relacionad[ao]s:?|etiquetas ?: ?[^.!?]{0,160}",
            r"(te puede|también te puede) interesar:?",
            r"(articles|sujets) (liés|similaires|connexes):?|sur le même (sujet|thème):?|mots-clés ?: ?[^.!?]{0,160}",
            r"(ähnliche|verwandte|weitere) (artikel|themen|beiträge|meldungen):?|schlagwörter ?: ?[^.!?]{0,160}",
            r"(notícias|matérias|artigos) relacionad[ao]s:?|veja também( ?: ?[^!?]{0,160})?",
            r"(по теме|похожие (статьи|новости)|теги)( ?: ?[^.!?]{0,160})?",
            r"(مواضيع|أخبار|مقالات) (ذات صلة|مشابهة|متعلقة):?|(كلمات مفتاحية|الوسوم) ?: ?[^.!?؟]{0,160}",
            r"(相关(新闻|阅读|文章)|热门(新闻|文章))[:：]?",
        ),
    ),
    (
        "copyright",
        (
            r"(©|\(c\) ?(\d{4}|copyright)|copyright ?(©|\(c\)|:|\d{4}|by|notice))[^!?]{0,200}|copyright",
            r"[^!?]{0,120}\ball rights reserved\b[^!?]{0,120}",
            r"(todos los derechos reservados|tous droits réservés|alle rechte vorbehalten|todos os direitos reservados"
            r"|tutti i diritti riservati|все права защищены|جميع الحقوق محفوظة|版权所有)[^!?]{0,100}",
            r"(terms (of (use|service)|and conditions|& conditions)|privacy (policy|notice)|legal notice|disclaimer)"
            r"( ?[|,·•/&] ?[^.!?]{1,80})?",
            r"(aviso legal|política de privacid?ade?|mentions légales|impressum|datenschutz(erklärung)?)",
        ),
    ),
    (
        "cookies",
        (
            r"(we|this (web)?site|our (web)?site) uses? cookies\b.{0,200}",
            r"(accept|reject|allow|decline|manage)( all)? cookies|cookie (policy|settings|preferences|notice)",
            r"(aceptar|rechazar)( todas las)? cookies|(este sitio|esta web) (utiliza|usa) cookies\b.{0,160}",
            r"(accepter|refuser)( les)? cookies|ce site utilise des cookies\b.{0,160}|(alle )?cookies akzeptieren",
        ),
    ),
    (
        "comments",
        (
            r"(leave|post|add|write) (a|your) (comment|reply)( [^.!?]{1,60})?|((\d+|no) )?comments?( \(\d+\))?:?",
            r"(view|show|load|hide|read|see)( all)?( \d+)? comments?|join the (conversation|discussion)[.!]?"
            r"|comments (are )?(closed|off|disabled)[^.!?]{0,60}\.?",
            r"(deja|dejar|escribe|añade) (un|tu) comentario|comentarios( \(\d+\))?",
            r"(laisser|ajouter|écrire) un commentaire|commentaires?( \(\d+\))?|kommentare?( \(\d+\))?"
            r"|(deixe|escreva) (um|seu) comentário|комментарии( \(\d+\))?|(أضف|اترك) (تعليقا|تعليقاً|تعليق)|发表评论",
        ),
    ),
    (
        "advertisement",
        (
            r"(advertisements?|sponsored( (content|by [^.!?]{1,60}|links?))?|promoted( content)?|paid post|\[ad\])"
            r"( continue (below|reading( below| the main story)?))?",
            r"(story|article) continues (below|after)( (this )?(advertisement|ad))?",
            r"scroll (down )?to continue[^.!?]{0,60}",
            r"publicidad|publicité|anzeige|werbung|publicidade|pubblicità|реклама|إعلان|广告",
        ),
    ),
    (
        "page stamp",
        (
            r"this (story|article) is from [a-z]+ \d{1,2}, \d{4}",
            r"((first )?(published|posted|updated|modified)|last (updated|modified)|date published|date posted)"
            rf"( on| at)?( ?:)? ?{_DATE}[^!?]{{0,50}}",
            r"\d+ min(ute)?s?( of)? read( time)?|reading time ?:? ?\d+ min(ute)?s?|\d+ views?",
            r"this (story|article) has not been edited by[^!?]{0,160}|\(with inputs from [^!?]{1,80}\)",
        ),
    ),
)


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Made when a first line is read: the server's start should not wait for it."""
    return tuple(
        (why, re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)) for why, patterns in _PATTERNS
    )


_TRIM = " \t\u00a0\u200b\ufeff\u200e\u200f*•·–—-|»›>«‹<#=_[]↑▲→←"


def boilerplate_reason(line: str) -> str | None:
    """Why this line (without line end) is page boilerplate; None when it is not."""
    core = line.strip(_TRIM)
    if not core or len(core) > LONGEST:
        return None
    core = " ".join(core.replace("’", "'").split())
    return next((why for why, pattern in _compiled() if pattern.fullmatch(core)), None)
