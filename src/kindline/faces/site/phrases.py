"""Words for the codes of the address grammar, each saying what it means for the reader or how to mend it."""

from django.utils.translation import gettext_lazy as _

from kindline.provenance.address import NoteCode, RefusalCode

NOTES = {
    NoteCode.DEOBFUSCATED: _("We read the disguised parts (such as hxxp or [.]) as a normal address."),
    NoteCode.SCHEME_ASSUMED: _("We added https:// in front."),
    NoteCode.CREDENTIALS_REMOVED: _("A name or password in front of the @ can belong to you or to someone else."),
    NoteCode.FRAGMENT_DROPPED: _("The part after # is only used inside the browser. It stays in your report."),
    NoteCode.GATEWAY: _("This goes through a public gateway. We also note the hidden service behind it."),
    NoteCode.LEGACY_ONION: _("This is an old kind of onion address that no longer works. It can still help."),
    NoteCode.USER_NAME: _("This part looks like a user name. Check that it is not your own."),
    NoteCode.EMAIL: _("This part is an e-mail address. Check that it is not your own."),
    NoteCode.TOKEN: _("This part looks like a personal key. It can lead back to your account."),
    NoteCode.SESSION: _("This part looks like the number of your visit. It can lead back to you."),
    NoteCode.REFERRAL_CODE: _("This part looks like an invitation code. It can show who shared the address."),
    NoteCode.TRACKING: _("This part shows how the address was shared. It can lead back to an account."),
    NoteCode.DISPLAY_NAME: _("This part only shows a name and changes nothing in the address."),
}
# What can point to the reporter; the page says for these who will see it and offers to change the line.
TELLING = frozenset(
    {
        NoteCode.CREDENTIALS_REMOVED,
        NoteCode.USER_NAME,
        NoteCode.EMAIL,
        NoteCode.TOKEN,
        NoteCode.SESSION,
        NoteCode.REFERRAL_CODE,
        NoteCode.TRACKING,
    }
)

REFUSALS = {
    RefusalCode.EMPTY: _("this line is empty. Paste an address or remove the line."),
    RefusalCode.TOO_LONG: _("this is too long for one address. Paste each address on its own line."),
    RefusalCode.EMBEDDED_CONTENT: _(
        "this holds a picture or a file, not an address. We never take images. Remove it and paste only the address."
    ),
    RefusalCode.SCRIPT_SCHEME: _("this is a piece of program, not an address. Copy the address bar of the page."),
    RefusalCode.LOCAL_FILE: _("this is a file on a device. Give the address where it came from. Do not send the file."),
    RefusalCode.UNKNOWN_SCHEME: _("we do not know how this address begins. Most begin with https://."),
    RefusalCode.NO_HOST: _(
        "the name of the site is missing. Copy the whole address, such as https://example.org/page."
    ),
    RefusalCode.NOT_AN_ADDRESS: _(
        "we see no address in this. Paste the whole address here, and write words in the box on the next page."
    ),
    RefusalCode.BAD_HOST: _("the name of the site cannot be right. Look for a missing dot or a wrong letter."),
    RefusalCode.PRIVATE_ADDRESS: _(
        "this address works only inside one house or company. Give the address that others can use."
    ),
    RefusalCode.BAD_ONION_NAME: _("an onion name has 56 letters and digits. Copy it again, whole."),
    RefusalCode.BAD_ONION_CHECKSUM: _("one letter of this onion name is wrong. Copy it again instead of typing it."),
    RefusalCode.BAD_HASH: _("part of this link is missing or changed. Copy the whole link again."),
    RefusalCode.EMAIL_ONLY: _(
        "this is an e-mail address. If the images came by mail, write it in the box on the next page."
    ),
    RefusalCode.PLATFORM_NEEDED: _(
        "this is a user name. Write the name of the app in front, such as “telegram @name”."
    ),
}
# Never accepted, not even “as it is”: it would be content and not an address (P2).
NEVER = frozenset({RefusalCode.EMBEDDED_CONTENT})
