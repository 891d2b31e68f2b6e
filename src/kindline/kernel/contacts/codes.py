"""What may lie in the clear about a contact: codes, and nothing that anybody wrote."""

CHANNELS = ("call", "chat", "mail", "form", "in_person", "paper")
# Whoever is on the other side; nobody has to say.
CALLERS = (
    "unknown", "child", "parent", "family", "friend", "teacher", "professional", "police", "public", "media",
)  # fmt: skip
COUNSELLING = "counselling"
# Calls that were none: ended with one click.
BRIEF = ("silent", "prank", "wrong_number", "test", "other")
KINDS = (COUNSELLING, *BRIEF)
OUTCOMES = ("answered", "advised", "referred", "file", "police", "calls_back", "broken_off")
# For whom a telephone alone is no way in.
ACCESS = ("", "text_relay", "sign_relay")
# Languages by their own names: those of the house, and those that interpreters are asked for most.
LANGUAGES = {
    "nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English",
    "ar": "العربية", "sq": "Shqip", "am": "አማርኛ", "bg": "Български", "zh": "中文", "fa": "فارسی", "ka": "ქართული",
    "el": "Ελληνικά", "it": "Italiano", "ku": "Kurdî", "pl": "Polski", "ps": "پښتو", "pt": "Português", "rom": "Romani",
    "ro": "Română", "ru": "Русский", "sr": "Srpski", "sk": "Slovenčina", "so": "Soomaali", "es": "Español",
    "ti": "ትግርኛ", "tr": "Türkçe", "uk": "Українська", "ur": "اردو",
}  # fmt: skip
HOUSE = ("nl", "fr", "de", "en")
