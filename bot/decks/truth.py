"""How "true" and "false" are written, so that two choices can be known for what they are."""

from bot.decks.model import Choice

_WORDS: dict[str, tuple[str, str]] = {
    "en": ("true", "false"),
    "ar": ("صحيح صح", "خطأ خاطئ"),
    "bg": ("вярно", "невярно грешно"),
    "ca": ("cert vertader veritat", "fals"),
    "cs": ("pravda", "nepravda"),
    "da": ("sandt sand", "falsk"),
    "de": ("wahr richtig", "falsch unwahr"),
    "el": ("σωστό αληθές", "λάθος ψευδές"),
    "es": ("verdadero cierto", "falso"),
    "et": ("õige tõene", "vale väär"),
    "fi": ("tosi totta oikein", "epätosi väärin"),
    "fr": ("vrai", "faux"),
    "he": ("נכון", "שגוי"),
    "hi": ("सही सत्य", "गलत असत्य"),
    "hr": ("točno istina", "netočno neistina"),
    "hu": ("igaz", "hamis"),
    "id": ("benar", "salah"),
    "it": ("vero", "falso"),
    "ja": ("正しい 真 ○", "誤り 偽 ×"),
    "ko": ("참", "거짓"),
    "lt": ("tiesa teisinga", "netiesa klaidinga"),
    "nb": ("sant riktig", "usant galt"),
    "nl": ("waar juist", "onwaar onjuist"),
    "nn": ("sant rett", "usant feil"),
    "no": ("sant riktig", "usant galt"),
    "pl": ("prawda", "fałsz"),
    "pt": ("verdadeiro certo", "falso errado"),
    "ro": ("adevărat", "fals"),
    "ru": ("верно правда истина", "неверно неправда ложь"),
    "sk": ("pravda", "nepravda"),
    "sl": ("res drži", "ni neres"),
    "sr": ("тачно", "нетачно"),
    "sv": ("sant rätt", "falskt fel"),
    "tr": ("doğru", "yanlış"),
    "uk": ("правда вірно", "неправда невірно"),
    "vi": ("đúng", "sai"),
    "zh": ("对 正确 真", "错 错误 假"),
}


def true_or_false(choices: tuple[Choice, ...], language: str) -> bool:
    """Tell whether `choices` are just True and False, in either order, in English or in the deck's language."""
    texts = [choice.text.strip(" .!").casefold() for choice in choices]
    return truth(texts, language) is not None


def truth(texts: list[str], language: str) -> bool | None:
    """Return whether the first of two texts is the one that says "true"; None when they are anything else."""
    if len(texts) != 2:  # noqa: PLR2004 - a pair
        return None
    words = [text.strip(" .!").casefold() for text in texts]
    for code in ("en", language.partition("-")[0].lower()):
        true, false = (names.split() for names in _WORDS.get(code, ("", "")))
        if words[0] in true and words[1] in false:
            return True
        if words[0] in false and words[1] in true:
            return False
    return None
