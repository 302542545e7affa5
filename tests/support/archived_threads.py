"""Threads and posts in a Discord on loopback, archived as Discord does it after a while without a word."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from simcord.backend.models.channel import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import ChannelType, MessageType, OverwriteType

from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import Env, GuildHandle, MemberActor

    from corpus.article import Article


class Archivist:
    """Makes threads in one server, and archives, deletes and hides them."""

    def __init__(self, env: Env, guild: GuildHandle) -> None:
        self._env = env
        self._guild = guild

    def thread(  # noqa: PLR0913 -- one parameter a thing that a thread may be
        self,
        parent: ChannelHandle,
        title: str,
        *said: tuple[MemberActor | int, str],
        archived: bool = True,
        private: bool = False,
        owner: int | None = None,
        about: int | None = None,
    ) -> ChannelHandle:
        """Have people talk in a thread, under the message `about` where there is one."""
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        made = self._backend.create_thread(parent.id, title, owner or _id(said[0][0]), type=kind, message_id=about)
        if about:  # as Discord begins such a thread
            self._backend.create_system_message(
                made.id,
                MessageType.THREAD_STARTER_MESSAGE,
                made.owner_id,
                referenced_channel_id=parent.id,
                referenced_message_id=about,
            )
        thread = ChannelHandle(self._env, self._guild, made)
        for who, words in said:
            self.write(thread, who, words)
        if archived:
            self.archive(thread)
        return thread

    def write(self, channel: ChannelHandle, who: MemberActor | int, words: str) -> int:
        """Have someone write a message; return its id."""
        return self._backend.create_message(channel.id, _id(who), words).id

    def archive(self, thread: ChannelHandle, *, archived: bool = True) -> None:
        self._backend.edit_channel(thread.id, {}, thread_metadata={"archived": archived})

    def hide(self, channel: ChannelHandle) -> None:
        """Have only those see a channel who have a role for it."""
        denied = Overwrite(target_id=self._guild.id, type=OverwriteType.ROLE, allow=0, deny=1 << 10)
        self._backend.set_overwrite(channel.id, denied)

    def delete(self, channel: ChannelHandle) -> None:
        self._backend.delete_channel(channel.id)

    @property
    def _backend(self) -> Any:
        return self._env.backend


def _id(who: MemberActor | int) -> int:
    return who if isinstance(who, int) else who.id


def articles_in(folder: Path) -> dict[str, Article]:
    """Return the articles of a corpus that a bot fills, by their titles."""
    with closing(Corpus(folder, WordEmbedder())) as corpus:
        return {article.title: article for article in corpus.catalogue.articles()}
