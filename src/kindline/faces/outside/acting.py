"""How an actor hears its cues: one JSON line in, one JSON line out, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from kindline.faces.outside.stage import Stage

Cue = Callable[..., Any]


def act(cues: Mapping[str, Cue]) -> None:
    """Answer cues until the stage falls silent. A cue that fails says so and the play stops."""
    say({"ready": True})
    for line in sys.stdin:
        cue = json.loads(line)
        try:
            say({"result": cues[cue.pop("do")](**cue)})
        except Exception as error:
            say({"failed": f"{type(error).__name__}: {error}"})
            raise


def say(word: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


def progress(done: int) -> None:
    """Tell the stage how far a long cue has come."""
    say({"progress": done})


class Failed(Exception):
    """An actor could not do what its cue asked."""


class Actor:
    """An actor as the stage sees it."""

    def __init__(self, stage: Stage, module: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        self.name = " ".join((module, *arguments))
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"kindline.faces.outside.{module}", str(stage.data), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=_log(stage, self.name),
            text=True,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
        self._ready = False

    def begin(self, cue: str, **facts: Any) -> None:
        """Give a cue and go on: others may act meanwhile."""
        assert self.process.stdin
        while not self._ready:
            self._ready = "ready" in self._hear()
        self.process.stdin.write(json.dumps({"do": cue, **facts}) + "\n")
        self.process.stdin.flush()

    def end(self, told: Callable[[int], None] | None = None) -> Any:
        """Wait for what the cue brought."""
        while True:
            word = self._hear()
            if "result" in word:
                return word["result"]
            if "failed" in word:
                raise Failed(f"{self.name}: {word['failed']}")
            if told and "progress" in word:
                told(word["progress"])

    def do(self, cue: str, *, told: Callable[[int], None] | None = None, **facts: Any) -> Any:
        self.begin(cue, **facts)
        return self.end(told)

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            # In the middle of a long cue: nobody waits for its end any more.
            self.process.kill()
            self.process.wait()

    def _hear(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"{self.name} left the stage; its last words are in outside/logs")
        return dict(json.loads(line))


def _log(stage: Stage, name: str) -> int:
    folder = stage.outside / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(folder / f"{name.replace(' ', '-')}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
