"""What every command line has in common. tests/test_main.py goes through the commands themselves."""

import argparse

import pytest

from nbnn.cli.commands import LARGEST, LEAST, Parser, add_command, folder_name, whole_number


@pytest.fixture
def parser():
    top = Parser(prog="nbnn")
    command = add_command(top.add_subparsers(), "bake", print, "bake 3 --hot", "bake so many")
    command.add_argument("number", type=whole_number("seconds"))
    return top


def test_what_is_wrong_what_would_be_right_and_where_help_is(parser, capsys):
    with pytest.raises(SystemExit) as stop:
        parser.parse_args(["bake"])
    assert stop.value.code == 2
    assert capsys.readouterr().err == ("nbnn: the following arguments are required: number\nFor example: nbnn bake 3 --hot\n"
                                       "Help: nbnn bake --help\n")


def test_a_command_has_its_words_and_its_example(parser, capsys):
    with pytest.raises(SystemExit):
        parser.parse_args(["bake", "--help"])
    out = capsys.readouterr().out
    assert "Bake so many." in out and out.endswith("for example: nbnn bake 3 --hot\n")


@pytest.mark.parametrize("what", LARGEST)
def test_whole_numbers(what):
    least = LEAST.get(what, 1)
    assert whole_number(what)(str(least)) == least and whole_number(what)(str(LARGEST[what])) == LARGEST[what]
    with pytest.raises(argparse.ArgumentTypeError, match=f"is not a whole number from {least} to"):
        whole_number(what)(str(LARGEST[what] + 1))


@pytest.mark.parametrize("text", ["", " ", "a\0b"])
def test_no_folder(text):
    with pytest.raises(argparse.ArgumentTypeError, match="is not the name of a folder"):
        folder_name(text)
