"""Run `python -m bot.cli` as `footnote`."""

from bot.cli.program import main

main()
