"""The front door from Python: a recommender you talk to."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args, overload

from tastemaker.agent.creating import GUEST, What, checked, created
from tastemaker.agent.events import Happening
from tastemaker.agent.opening import (
    engine_through,
    erase_person,
    open_catalog,
    open_recommender,
    shipped_adapter,
    through,
)
from tastemaker.agent.picture import kept, opened, received
from tastemaker.agent.proofreading import Proof
from tastemaker.agent.recalled import Recalled
from tastemaker.agent.said import as_message, readable
from tastemaker.agent.studio import LazyEasel, studio_of
from tastemaker.agent.threads import Stores, open_threads, thread_id
from tastemaker.agent.turn import Turn
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Card, Event, Media, Recommender, Reply
from tastemaker.errors import BadEvent
from tastemaker.tools.alike import alike
from tastemaker.tools.clean import clean
from tastemaker.tools.making.safety import Safety
from tastemaker.tools.recommend import recommended
from tastemaker.tools.registry import specs
from tastemaker.tools.session import Progress, Session
from tastemaker.tools.taste import Taste, taste_of
from tastemaker.tools.view import View

if TYPE_CHECKING:
    from tastemaker.contracts import Engine, Picture

__all__ = ["Agent", "Signal", "What"]

Signal: TypeAlias = Literal["like", "dislike", "more", "view", "clear"]
THREAD: Final = "main"
DONE: Final = object()


class Agent:
    """Talks about one catalog, with any number of people, each in their own threads.

    >>> with Agent.open("demo") as agent:  # doctest: +SKIP
    ...     agent.chat("a red summer dress under 60", user="ana").text
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        engine: Engine,
        memory: Memory,
        recommender: Recommender,
        adapter: Path | None = None,
        threads: Stores | None = None,
        easel: LazyEasel | None = None,
    ) -> None:
        from tastemaker.agent.loop import build, offered

        self.catalog, self.engine = catalog, engine
        self.memory, self.recommender = memory, recommender
        self.adapter = adapter
        self._easel = easel or LazyEasel("mini")
        self.studio = studio_of(catalog, memory, easel=self._easel)
        self._proof, self._safety = Proof(catalog), Safety.of(catalog.folder)
        self._threads = threads or open_threads(catalog.folder)
        self._graph = build(
            catalog, engine, specs=offered(engine, specs(catalog.fields)), saver=self._threads.saver
        )

    @classmethod
    def open(
        cls,
        domain: str | Path = "demo",
        *,
        model: str = "mini",
        engine: Engine | None = None,
        adapter: str | Path | None = None,
        image_model: str | LazyEasel = "mini",
    ) -> Agent:
        """The agent of a domain folder; `demo` is made and indexed on first use. Raises CatalogMissing.

        Without an `adapter`, mini on the demo takes the one that ships. An `engine` that takes adapters
        answers through this one: agents of many domains share it. The `image_model` is a preset, a folder, a
        hub id or a URL, opened when something is first painted.
        """
        catalog = open_catalog(domain)
        memory = Memory.of(catalog.folder)
        folder = Path(adapter) if adapter else None
        if folder is None and engine is None:
            folder = shipped_adapter(catalog, model=model)
        given = engine_through(folder, model=model, engine=engine)
        recommender = open_recommender(catalog, memory, engine=given, adapter=folder)
        return cls(
            catalog,
            engine=given,
            memory=memory,
            recommender=recommender,
            adapter=folder,
            easel=LazyEasel(image_model) if isinstance(image_model, str) else image_model,
        )

    def over(self, catalog: Catalog) -> Agent:
        """The same agent over a newer state of its catalog: model, memory and threads are shared."""
        return self._again(catalog, self.engine, self.adapter)

    def adapted(self, adapter: Path | None) -> Agent:
        """The same agent through another adapter, or none; this one goes on as it is. Raises BadAdapter."""
        return self._again(self.catalog, through(self.engine, adapter), adapter)

    def _again(self, catalog: Catalog, engine: Engine, adapter: Path | None) -> Agent:
        recommender = open_recommender(catalog, self.memory, engine=engine, adapter=adapter)
        return Agent(
            catalog,
            engine=engine,
            memory=self.memory,
            recommender=recommender,
            adapter=adapter,
            threads=self._threads,
            easel=self._easel,
        )

    def chat(
        self,
        message: str,
        *,
        user: str = "guest",
        thread: str | None = None,
        image: Path | str | Picture | None = None,
    ) -> Reply:
        """Answer a message. Without a `thread`, the person's one main thread goes on."""
        *_, reply = self.stream(message, user=user, thread=thread, image=image)
        assert isinstance(reply, Reply)
        return reply

    def stream(
        self,
        message: str,
        *,
        user: str = "guest",
        thread: str | None = None,
        image: Path | str | Picture | None = None,
        recalled: Recalled | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Happening]:
        """Answer a message bit by bit: steps, cards and checked sentences as they come, the Reply last.

        With `recalled` the conversation is the one that the caller has kept, and not a thread. Closing the
        iterator, or setting `stop` from another thread, ends the generation: the latter raises Stopped. A
        turn that does not come to its end leaves the thread as it was.
        """
        said = readable(message, image)
        picture = received(image) if image is not None else None
        stop = stop or threading.Event()
        if recalled is not None:
            return self._recalled(said, picture, recalled, user=user, stop=stop)
        return self._threaded(said, picture, thread_id(user, thread or THREAD), user=user, stop=stop)

    def _threaded(
        self, said: str, picture: Picture | None, key: str, *, user: str, stop: threading.Event
    ) -> Iterator[Happening]:
        config: Any = {"configurable": {"thread_id": key}}
        with self._threads.lock(key, unwanted=stop.is_set):
            before = self._graph.get_state(config).config["configurable"].get("checkpoint_id")
            try:
                reply = yield from self._answer(said, picture, user=user, key=key, stop=stop)
            except BaseException:  # also when the caller closes the iterator
                self._threads.undo(key, before)
                raise
            self._threads.trim(key)
        yield reply

    def _recalled(
        self, said: str, picture: Picture | None, recalled: Recalled, *, user: str, stop: threading.Event
    ) -> Iterator[Happening]:
        key = recalled.turn()
        try:
            if recalled.said:
                self._recall(recalled, key)
            reply = yield from self._answer(said, picture, user=user, key=key, stop=stop)
        except BaseException:
            self._threads.undo(key, None)
            raise
        self._threads.trim(key)
        self._threads.rename(key, recalled.then(reply.text).key)
        self._threads.keep_newest(recalled.prefix, most=recalled.most)
        yield reply

    def _recall(self, recalled: Recalled, key: str) -> None:
        """Begin a turn's thread where the conversation stands; where we do not know it, with its words."""
        from tastemaker.agent.loop import LAST

        known = self._graph.get_state({"configurable": {"thread_id": recalled.key}}).values
        values = known or {"messages": recalled.messages()}
        self._graph.update_state({"configurable": {"thread_id": key}}, values, as_node=LAST)

    def _answer(
        self, said: str, picture: Picture | None, *, user: str, key: str, stop: threading.Event
    ) -> Generator[Happening, None, Reply]:
        config: Any = {"configurable": {"thread_id": key}, "recursion_limit": 50}
        turn = self._turn(picture, user=user, config=config)
        turn.stop, turn.session.progress = stop, turn.progressed
        given: dict[str, Any] = {"messages": [as_message(said, pictured=picture is not None)]}
        if picture is not None:
            given["picture"] = kept(picture)
        happened: Any = self._graph.stream(
            given, config, context=turn, stream_mode="custom", durability="exit"
        )
        try:
            for one in happened:  # noqa: UP028  # `yield from` would close it first, and wait
                yield one
        except BaseException:
            stop.set()  # before closing: that waits until the model has stopped
            happened.close()
            raise
        said = "".join(turn.spoken).strip()
        return Reply(said, tuple(turn.cards), tuple(turn.media), tuple(turn.steps))

    def _turn(self, picture: Picture | None, *, user: str, config: Any) -> Turn:
        """A turn that starts where the thread stands."""
        before = self._graph.get_state(config).values
        view = View.from_json(before.get("view", "")).still_in(self.catalog)
        seen = picture if picture is not None else opened(before.get("picture", ""))
        return Turn(self.session(user, view=view, picture=seen, pictured=picture is not None))

    def session(
        self, user: str, *, view: View | None = None, picture: Picture | None = None, pictured: bool = False
    ) -> Session:
        """What tools work with in a person's name."""
        return Session(
            self.catalog,
            self.memory,
            self.recommender,
            self.engine,
            user,
            view or View(),
            picture,
            pictured,
            proofreader=self._proof,
            safety=self._safety,
            studio=self.studio,
        )

    def recommend(self, user: str = "guest", *, k: int = 10, where: str = "") -> list[Card]:
        """The best items for a person, with reasons; popular ones when nothing is known of them."""
        session = self.session(user, view=View(where=where))
        return [card for _, card in recommended(session, k=k).cards]

    def search(
        self, words: str = "", *, image: Path | str | Picture | None = None, where: str = "", k: int = 10
    ) -> list[Card]:
        """The items nearest to words and picture that pass the filter."""
        picture = received(image) if image is not None else None
        found = self.catalog.search(words, image=picture, where=where, k=k)
        return [self.catalog.card(one.id, score=one.score) for one in found]

    @overload
    def create(
        self,
        what: What,
        *,
        item: str,
        user: str = ...,
        count: int,
        progress: Progress | None = ...,
        **wishes: Any,
    ) -> tuple[Media, ...]: ...

    @overload
    def create(
        self,
        what: What,
        *,
        item: str,
        user: str = ...,
        count: None = ...,
        progress: Progress | None = ...,
        **wishes: Any,
    ) -> Media: ...

    def create(
        self,
        what: What,
        *,
        item: str,
        user: str = GUEST,
        count: int | None = None,
        progress: Progress | None = None,
        **wishes: Any,
    ) -> Media | tuple[Media, ...]:
        """Make something about an item, by id or title, for a person.

        Wishes are `kind` and `style` of texts and images, `size` and `seed` of images, `style`, `seconds` and
        `seed` of storyboards; with `count`, so many different texts come. Files lie where `path` says, beside
        all that they were made from: `inputs.json`, `reference.png`, `taste.npy`. Raises UnknownItem,
        UnknownPerson for somebody of whom nothing is known, BadCall, Refused, ModelNotFound, and NothingMade
        when nothing true came of it.

        >>> agent.create("text", item="film-087", user="ana", kind="headline").text  # doctest: +SKIP
        >>> agent.create("image", item="film-087", user="ana", style="at dusk").path  # doctest: +SKIP
        """
        wish = checked(self, what, item=item, user=user, wishes={**wishes, "count": count})
        made = created(self, wish, progress=progress)
        return made if count is not None else made[0]

    def remake(self, folder: Path | str, to: Path | str, *, progress: Progress | None = None) -> Media:
        """Make a picture or a storyboard again, in another folder, of what lies beside it in its own.

        With the same painter, seed and versions it is the same to the byte. Raises BadCall, Refused,
        UnknownItem and ModelNotFound.

        >>> agent.remake(Path(image.path).parent, "again")  # doctest: +SKIP
        """
        from tastemaker.tools.remake import remade

        session = self.session(GUEST)
        session.progress = progress or session.progress
        return remade(session, Path(folder), Path(to))

    def caption(self, item: str) -> str:
        """What an item's picture or clip shows, in the model's words. Raises BadCall and BadMedia."""
        from tastemaker.tools.caption import of_item

        return of_item(self.session(GUEST), item)

    def feedback(self, user: str, item: str, signal: Signal) -> None:
        """Note that a person likes, dislikes, has looked at, or wants more like an item.

        `clear` takes their likes and dislikes of it back.
        """
        if signal not in get_args(Signal):
            raise BadEvent(f"no signal {signal!r}: give one of {', '.join(get_args(Signal))}")
        known = self.catalog.item(item)
        if signal == "clear":
            self.memory.take_back(user, known.id, "like", "dislike")
            return
        self.memory.add_event(Event(user, known.id, time.time(), event=signal))

    def more_like(self, item: str, *, user: str = "guest", thread: str | None = None) -> list[Card]:
        """The items nearest to one, but for those shown or disliked before; they become the thread's view."""
        from tastemaker.agent.loop import LAST, clicked

        key = thread_id(user, thread or THREAD)
        config: Any = {"configurable": {"thread_id": key}}
        with self._threads.lock(key):
            session = self._turn(None, user=user, config=config).session
            shown = alike(session, item)
            if shown.cards:
                asked = f"More like {clean(self.catalog.item(item).title)}"
                self._graph.update_state(config, clicked(session, asked, shown), as_node=LAST)
                self._threads.trim(key)
        return [card for _, card in shown.cards]

    def taste(self, user: str = "guest") -> Taste:
        """What is known of a person: what they said, and the items of their history."""
        return taste_of(self.catalog, self.memory, user)

    def forget(self, user: str) -> None:
        """Erase what the agent has kept of a person: statements, events, threads and what was made."""
        erase_person(self.catalog, user, memory=self.memory, threads=self._threads)

    async def achat(self, message: str, **given: Any) -> Reply:
        """`chat` without blocking the event loop."""
        return await asyncio.to_thread(self.chat, message, **given)

    async def astream(self, message: str, **given: Any) -> AsyncIterator[Happening]:
        """`stream` without blocking the event loop."""
        happenings = await asyncio.to_thread(self.stream, message, **given)
        while (happening := await asyncio.to_thread(next, happenings, DONE)) is not DONE:
            yield happening  # type: ignore[misc]  # the sentinel is compared away, which mypy cannot see

    def expect(self, turns: int) -> None:
        """Have room for so many turns at once."""
        self._threads.expect(turns)

    def close(self) -> None:
        """Close the files of threads and memory."""
        self._threads.close()
        self.memory.close()

    def __enter__(self) -> Agent:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
