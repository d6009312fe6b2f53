"""A live quiz: the host plays a deck with simulated learners; we look over the shoulders of the host and of one of them."""

from collections.abc import Awaitable, Callable

from adapters.terminal.acts.show import HOST, SEED, Show
from adapters.terminal.overheard import Overheard
from adapters.terminal.stage import PLACE
from adapters.terminal.text import clean
from bot.decks.model import Deck
from bot.kernel.clock import HOUR
from bot.kernel.markup import plain
from bot.kernel.people import Actor
from bot.learners import Classroom
from bot.learners.people import learner
from bot.quiz.phases import Asking, Lobby
from bot.quiz.session import Quiz

LONGEST = 24 * HOUR
MOST_NAMES = 8
"""Learners named at the beginning."""


class QuizAct:
    """A quiz of `deck` with so many simulated learners."""

    def __init__(self, show: Show, deck: Deck, learners: int) -> None:
        self.show = show
        self._deck = deck
        self._learners = learners
        self._until = show.stage.now() + LONGEST

    async def play(self, moves: Callable[["QuizAct"], Awaitable[None]]) -> None:
        """Play the whole of it; `moves` are the host's while it runs."""
        names = await self._seat()
        self._announce(names)
        await self.show.host(f"/quiz start {self._deck.name}")
        await self._pass_time(lambda quiz: not isinstance(quiz.phase, Lobby) or len(quiz.roster) == self._learners)
        await self.show.stage.wait(1)
        await self.show.host("presses Begin")
        await moves(self)
        await self._pass_time(lambda quiz: quiz.over)
        await self._look_at_result(names[0])

    async def asked(self, position: int) -> None:
        """Let time pass until the question at `position` is asked."""
        await self._pass_time(lambda quiz: isinstance(quiz.phase, Asking) and quiz.phase.position == position)

    async def _pass_time(self, enough: Callable[[Quiz], bool]) -> None:
        """Let time pass until the quiz stands as wanted, or has ended."""
        stage = self.show.stage
        while (quiz := await stage.quiz()) is not None and not quiz.over and not enough(quiz):
            if not await stage.step(self._until):
                return

    async def _seat(self) -> list[str]:
        """Let the learners sit down; the first of them is the one whose private messages are shown."""
        app, show = self.show.stage.app, self.show
        door = Overheard(app.door, show.stage.terminal.screen, show.watched, show.scroll.deed)
        app.classroom = Classroom(app.desk, door, app.clock, seed=SEED)
        app.desk.listen(app.classroom.note)
        names = await app.classroom.add(self._learners, None, PLACE)
        show.watched.add(learner(0, SEED, None).member)
        return names

    def _announce(self, names: list[str]) -> None:
        more = len(names) - MOST_NAMES
        some = ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        number, say = len(self._deck.questions), self.show.scroll.plain
        many = f"{number} {'question' if number == 1 else 'questions'}"
        say(f"Studybell demo: “{clean(plain(self._deck.title))}”, {many}, in the channel #{PLACE.channel}.")
        say(f"{HOST.name} hosts; simulated learners answer: {some}.")
        say(
            f"You see what everybody sees, and what {HOST.name} and {names[0]} see alone. Nobody waits: time is put forward."
        )

    async def _look_at_result(self, name: str) -> None:
        """Let the learner whose eyes we look through ask for the own result."""
        quiz = await self.show.stage.quiz()
        players = quiz.players if quiz else {}
        member = next((member for member, player in players.items() if player.name == name), None)
        if member is not None:
            await self.show.act(Actor(member, name), "presses My result")


async def tour(act: QuizAct) -> None:
    """Show each of the host's controls once."""
    show = act.show
    await act.asked(1)
    await show.stage.wait(4)
    await show.host("presses Pause")
    await show.stage.wait(20)
    await show.host("presses Resume")
    await act.asked(2)
    await show.stage.wait(1)
    await show.host("presses Skip")
    await act.asked(3)
    await show.stage.wait(3)
    await show.host("presses +10 s")


async def untouched(act: QuizAct) -> None:
    """Let the quiz run by itself: none of somebody's own questions is left out."""
    del act
