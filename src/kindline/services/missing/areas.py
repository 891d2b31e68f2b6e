"""The provinces of Belgium, where an alert can be shown (ISO 3166-2:BE), with their names."""

PROVINCES: dict[str, dict[str, str]] = {
    code: dict(zip(("nl", "fr", "de", "en"), names, strict=True))
    for code, names in {
        "BE-BRU": ("Brussel", "Bruxelles", "Brüssel", "Brussels"),
        "BE-VAN": ("Antwerpen", "Anvers", "Antwerpen", "Antwerp"),
        "BE-VBR": ("Vlaams-Brabant", "Brabant flamand", "Flämisch-Brabant", "Flemish Brabant"),
        "BE-VLI": ("Limburg", "Limbourg", "Limburg", "Limburg"),
        "BE-VOV": ("Oost-Vlaanderen", "Flandre orientale", "Ostflandern", "East Flanders"),
        "BE-VWV": ("West-Vlaanderen", "Flandre occidentale", "Westflandern", "West Flanders"),
        "BE-WBR": ("Waals-Brabant", "Brabant wallon", "Wallonisch-Brabant", "Walloon Brabant"),
        "BE-WHT": ("Henegouwen", "Hainaut", "Hennegau", "Hainaut"),
        "BE-WLG": ("Luik", "Liège", "Lüttich", "Liège"),
        "BE-WLX": ("Luxemburg", "Luxembourg", "Luxemburg", "Luxembourg"),
        "BE-WNA": ("Namen", "Namur", "Namur", "Namur"),
    }.items()
}
