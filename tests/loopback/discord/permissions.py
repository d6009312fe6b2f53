"""Who may do what where: roles, then the channel's overwrites, then the rules of threads.

The order of computing is that of Discord's "Permissions" page (2026), "Permission Overwrites" and "Permissions for Threads".
"""

from enum import IntFlag

from tests.loopback.discord.world import Channel, Guild, User


class May(IntFlag):
    """Permission bits, by the names Discord's API gives them."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    CREATE_EVENTS = 1 << 44
    SEND_POLLS = 1 << 49
    PIN_MESSAGES = 1 << 51


ALL = (1 << 53) - 1

EVERYONE = (
    May.ADD_REACTIONS | May.VIEW_CHANNEL | May.SEND_MESSAGES | May.EMBED_LINKS | May.ATTACH_FILES
    | May.READ_MESSAGE_HISTORY | May.USE_EXTERNAL_EMOJIS | May.USE_APPLICATION_COMMANDS | May.CREATE_PUBLIC_THREADS
    | May.SEND_MESSAGES_IN_THREADS
)  # fmt: skip
"""What @everyone may in a server of ours. Private threads are left out, so that who needs them has to ask."""

BOT = (
    May.VIEW_CHANNEL | May.SEND_MESSAGES | May.SEND_MESSAGES_IN_THREADS | May.CREATE_PUBLIC_THREADS
    | May.CREATE_PRIVATE_THREADS | May.MANAGE_THREADS | May.EMBED_LINKS | May.ATTACH_FILES | May.READ_MESSAGE_HISTORY
)  # fmt: skip
"""What the bot's own role may when a test says nothing: the least a companion with threads asks for."""


def named(*names: str) -> int:
    """Return the bits of names such as ``MANAGE_THREADS`` or, as the settings page says, ``Manage Threads``."""
    bits = 0
    for name in names:
        bits |= May[name.upper().replace(" ", "_")]
    return bits


def in_guild(guild: Guild, user: User) -> int:
    """Return what somebody may in a server, wherever no channel says otherwise."""
    member = guild.members.get(user.id)
    if member is None:
        return 0
    if guild.owner_id == user.id:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role in member.roles:
        bits |= guild.roles[role].permissions
    return ALL if bits & May.ADMINISTRATOR else bits


def in_channel(channel: Channel, user: User) -> int:
    """Return what somebody may in a channel, or in a thread as its parent has it; in a DM everything for its two people."""
    if channel.guild is None:
        return ALL if user in channel.recipients else 0
    guild = channel.guild
    bits = in_guild(guild, user)
    if bits == ALL or not bits:
        return bits
    overwrites = (channel.parent or channel).overwrites
    bits = _over(bits, [overwrites.get(guild.id)])
    bits = _over(bits, [overwrites.get(role) for role in guild.members[user.id].roles])
    return _over(bits, [overwrites.get(user.id)])


def _over(bits: int, overwrites: list[tuple[int, int] | None]) -> int:
    denied = allowed = 0
    for overwrite in filter(None, overwrites):
        allowed |= overwrite[0]
        denied |= overwrite[1]
    return (bits & ~denied) | allowed


def sees(channel: Channel, user: User) -> bool:
    """Whether somebody sees a channel or thread: a private thread only those in it, and who manages threads."""
    bits = in_channel(channel, user)
    if not bits & May.VIEW_CHANNEL:
        return False
    return not channel.private or user.id in channel.thread_members or bool(bits & May.MANAGE_THREADS)


def writes(channel: Channel) -> int:
    """Return the permission that writing needs there."""
    return May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES
