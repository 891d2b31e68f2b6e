"""People Finder Interchange Format 1.4 (29 May 2012): what trusted peers know of a missing person, until it expires."""
