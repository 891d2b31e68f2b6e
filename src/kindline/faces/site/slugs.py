"""The address of every page in every language. No address says what was answered."""

from kindline.faces.ui.language import KNOWN

# page: nl, fr, de, en
PAGES = {
    "home": ("", "", "", ""),
    "danger": ("melden", "signaler", "melden", "report"),
    "help": ("melden/nu", "signaler/maintenant", "melden/jetzt", "report/now"),
    "doors": ("melden/waarover", "signaler/sujet", "melden/worum", "report/about"),
    "door": ("melden/elders", "signaler/ailleurs", "melden/anderswo", "report/elsewhere"),
    "seen": ("melden/wat", "signaler/quoi", "melden/was", "report/what"),
    "where": ("melden/waar", "signaler/ou", "melden/wo", "report/where"),
    "readback": ("melden/nalezen", "signaler/relire", "melden/nachlesen", "report/read-back"),
    "more": ("melden/meer", "signaler/details", "melden/mehr", "report/more"),
    "contact": ("melden/contact", "signaler/contact", "melden/kontakt", "report/contact"),
    "check": ("melden/controle", "signaler/verifier", "melden/pruefen", "report/check"),
    "sent": ("melden/verzonden", "signaler/envoye", "melden/gesendet", "report/sent"),
    "code": ("code", "code", "code", "code"),
    "mailbox": ("code/antwoord", "code/reponse", "code/antwort", "code/answer"),
    "missing": ("vermist", "disparus", "vermisst", "missing"),
    "witness": ("vermist/gezien", "disparus/temoin", "vermisst/gesehen", "missing/seen"),
    "family": ("vermist/gezin", "disparus/famille", "vermisst/familie", "missing/family"),
    "leave": ("weg", "quitter", "weg", "leave"),
    "after": ("info/na-je-melding", "info/apres-le-signalement", "info/nach-der-meldung", "info/after-your-report"),
    "you": ("info/wat-kunt-u-doen", "info/que-faire", "info/was-sie-tun-koennen", "info/what-you-can-do"),
    "punishable": ("info/strafbaar", "info/punissable", "info/strafbar", "info/punishable"),
    "abroad": ("info/buitenland", "info/etranger", "info/ausland", "info/abroad"),
    "privacy": ("info/wie-ziet-wat", "info/qui-voit-quoi", "info/wer-sieht-was", "info/who-sees-what"),
    "picture": ("info/jij-op-beeld", "info/toi-sur-image", "info/du-auf-dem-bild", "info/you-in-the-picture"),
    "worried": ("info/zorgen", "info/inquietude", "info/sorgen", "info/worried"),
}
ADVICE = ("after", "you", "punishable", "abroad", "privacy", "picture", "worried")
LANGUAGES = ("nl", "fr", "de", "en")


def link(page: str, language: str) -> str:
    """The path of a page; a language that brought no words of its own uses the English ones."""
    at = LANGUAGES.index(language if language in LANGUAGES else "en")
    return f"/{language}/{PAGES[page][at]}"


LINKS = {language: {page: link(page, language) for page in PAGES} for language in KNOWN}
