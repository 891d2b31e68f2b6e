"""Known platforms: the words people use for them, their web names, and where a handle stands in a path.

A handle alone is an address of kind `app`; a web address on a platform stays `web` with the platform noted.
"""

import re
from dataclasses import dataclass

_FIRST_SEGMENT = r"/@?(?P<handle>[\w.\-]{2,64})/?"


@dataclass(frozen=True, slots=True)
class Platform:
    name: str
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    path: str = _FIRST_SEGMENT
    schemes: tuple[str, ...] = ()


PLATFORMS: tuple[Platform, ...] = (
    Platform(
        "telegram",
        ("t.me", "telegram.me", "telegram.dog"),
        ("tg",),
        r"/(?:s/)?@?(?P<handle>\w{2,64})(?:/\d+)?/?",
        ("tg",),
    ),
    Platform("snapchat", ("snapchat.com",), ("snap", "sc"), r"/(?:add|t)/(?P<handle>[\w.\-]{2,64})/?", ("snapchat",)),
    Platform("instagram", ("instagram.com", "instagr.am"), ("insta", "ig"), schemes=("instagram",)),
    Platform("tiktok", ("tiktok.com",), ("tik tok", "tt"), r"/@(?P<handle>[\w.\-]{2,64})(?:/.*)?", ("snssdk1233",)),
    Platform("x", ("x.com", "twitter.com"), ("twitter",), r"/@?(?P<handle>\w{2,64})(?:/status/\d+)?/?", ("twitter",)),
    Platform("facebook", ("facebook.com", "fb.com", "fb.me"), ("fb",), schemes=("fb",)),
    Platform("messenger", ("m.me",), ("facebook messenger",), schemes=("fb-messenger",)),
    Platform("whatsapp", ("wa.me", "whatsapp.com"), ("whats app", "wa"), r"/(?P<handle>\d{6,15})/?", ("whatsapp",)),
    Platform(
        "discord",
        ("discord.com", "discord.gg", "discordapp.com"),
        (),
        r"/(?:users|channels)/(?P<handle>\d+)(?:/.*)?",
        ("discord",),
    ),
    Platform("kik", ("kik.me", "kik.com"), (), schemes=("kik",)),
    Platform("signal", ("signal.me", "signal.group"), (), r"/#?p/(?P<handle>\+\d+)/?", ("sgnl",)),
    Platform("skype", ("join.skype.com",), (), schemes=("skype",)),
    Platform("viber", ("viber.com",), (), schemes=("viber",)),
    Platform("threema", ("threema.id",), (), schemes=("threema",)),
    Platform("wickr", (), (), schemes=("wickr",)),
    Platform("session", (), ("session app",)),
    Platform("wire", (), ()),
    Platform("line", ("line.me",), (), r"/ti/p/(?P<handle>[~\w.\-]+)/?", ("line",)),
    Platform("wechat", ("weixin.qq.com",), ("weixin",), schemes=("weixin",)),
    Platform("matrix", ("matrix.to",), ("element",), r"/(?P<handle>@[\w.\-=]+:[\w.\-]+)/?", ("matrix",)),
    Platform("xmpp", (), ("jabber",), schemes=("xmpp",)),
    Platform("tox", (), (), schemes=("tox",)),
    Platform("zangi", (), ()),
    Platform("teleguard", (), ()),
    Platform("youtube", ("youtube.com", "youtu.be"), ("yt",), r"/@(?P<handle>[\w.\-]{2,64})(?:/.*)?"),
    Platform("twitch", ("twitch.tv",)),
    Platform("reddit", ("reddit.com",), (), r"/u(?:ser)?/(?P<handle>[\w\-]{2,64})(?:/.*)?"),
    Platform("roblox", ("roblox.com",), (), r"/users/(?P<handle>\d+)(?:/.*)?"),
    Platform("steam", ("steamcommunity.com",), (), r"/(?:id|profiles)/(?P<handle>[\w\-]+)(?:/.*)?", ("steam",)),
    Platform("vk", ("vk.com",), ("vkontakte",)),
    Platform("ok", ("ok.ru",), ("odnoklassniki",), r"/profile/(?P<handle>\d+)(?:/.*)?"),
    Platform("threads", ("threads.net", "threads.com")),
    Platform("bluesky", ("bsky.app",), ("bsky",), r"/profile/(?P<handle>[\w.\-]+)(?:/.*)?"),
    Platform("mastodon", (), ("fediverse",)),
    Platform("onlyfans", ("onlyfans.com",)),
    Platform("tumblr", ("tumblr.com",)),
    Platform("pinterest", ("pinterest.com",)),
    Platform("bereal", ("bere.al",)),
    Platform("yubo", ("yubo.live",)),
)
NAMES = {word: platform for platform in PLATFORMS for word in (platform.name, *platform.aliases)}
SCHEMES = {scheme: platform for platform in PLATFORMS for scheme in platform.schemes}
_DOMAINS = {domain: platform for platform in PLATFORMS for domain in platform.domains}
_NOT_HANDLES = frozenset(
    "about add channel explore groups hashtag help home i invite joinchat login p pages photo post privacy profile.php "
    "reel reels s search settings share signup stories story terms video videos watch".split()
)


def platform_of(host: str) -> Platform | None:
    """The platform whose web name this is, its own subdomains included."""
    labels = host.removesuffix(".").lower().split(".")
    return next((_DOMAINS[name] for at in range(len(labels)) if (name := ".".join(labels[at:])) in _DOMAINS), None)


def handle_in(platform: Platform, path: str) -> str | None:
    """The handle a platform's path names, in lower case; None when the path names something else."""
    found = re.fullmatch(platform.path, path)
    if not found or found["handle"].lower() in _NOT_HANDLES:
        return None
    return found["handle"].lower()
