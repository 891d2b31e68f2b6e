"""A command is a file; what is typed finds it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kindline.faces.cli import ROOT, commands, dispatch, machine


@pytest.fixture
def greeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of commands with one in it, found instead of ours."""
    path = tmp_path / "say_hello.py"
    path.write_text(
        'HELP = "greets"\n\n\ndef arguments(parser):\n    parser.add_argument("--twice", action="store_true")\n\n\n'
        'def run(args):\n    print("hello " * (1 + args.twice), *args.rest)\n    return 3\n'
    )
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    monkeypatch.setattr(dispatch, "COMMANDS", tmp_path)
    yield path
    sys.modules.pop("kindline.faces.cli.commands.say_hello", None)


def test_a_new_command_costs_a_file(greeting: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch.main(["say-hello", "--twice"]) == 3
    assert capsys.readouterr().out == "hello hello \n"
    assert dispatch.main(["--help"]) == 0
    assert "say-hello  greets" in capsys.readouterr().out


def test_a_mistyped_option_stops_and_a_passing_command_gets_it(
    greeting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        dispatch.main(["say-hello", "--thrice"])
    sys.modules.pop("kindline.faces.cli.commands.say_hello")
    greeting.write_text("PASSES_ON = True\n" + greeting.read_text())
    assert dispatch.main(["say-hello", "-k", "x", "--thrice"]) == 3
    assert capsys.readouterr().out == "hello  -k x --thrice\n"


def test_an_unknown_command_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch.main(["destroy"]) == dispatch.MISTYPED
    assert "no command “destroy”" in capsys.readouterr().err


def test_every_command_says_what_it_does() -> None:
    silent = [name for name, path in dispatch.names().items() if not dispatch.help_line(path)]
    assert silent == []


def test_the_list_of_commands_starts_no_django() -> None:
    code = "import sys; from kindline.faces.cli.dispatch import main; main(['help']); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL).returncode == 0


def test_no_daemon_starts_while_packages_are_installed_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(machine, "NO_DAEMONS", policy)
    with machine.without_daemons():
        assert subprocess.run([policy]).returncode == 101
    assert not policy.exists()
