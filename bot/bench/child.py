"""The main module of child processes; see ``children.py``. Reports one line of JSON, except who is there to be killed."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from bot.bench.answering import take_answers
from bot.bench.asleep import oversee, watch
from bot.bench.delivering import deliver
from bot.bench.dozing import doze
from bot.bench.weighing import weigh
from bot.logs import set_up

TASKS: dict[str, Callable[..., Coroutine[Any, Any, dict[str, Any] | None]]] = {
    "take-answers": take_answers,
    "oversee": oversee,
    "watch": watch,
    "weigh": weigh,
    "doze": doze,
    "deliver": deliver,
}


def main() -> None:
    """Do what the command line names."""
    name, arguments = sys.argv[1:]
    set_up("console", "warning")
    report = asyncio.run(TASKS[name](**json.loads(arguments)))
    if report is not None:
        print(json.dumps(report))


if __name__ == "__main__":
    main()
