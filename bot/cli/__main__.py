"""Run `python -m bot.cli` as `footnote`."""

from bot.cli import main

main()
