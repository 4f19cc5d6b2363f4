#!/usr/bin/env python3
"""Paints rectangles by the command, and has other people's decoders say what became of the picture.

  pixels.py made [FAMILY …] [--cases N] [--seed N] [--only N] [--darkroom PROGRAM] [--keep FOLDER]
  pixels.py real FOLDER [--darkroom PROGRAM]
"""
import argparse
import pathlib
import secrets
import sys
import warnings

from painted import made, real
from painted.families import FAMILIES


def main():
    warnings.simplefilter('ignore')
    arguments = parsed()
    if not pathlib.Path(arguments.darkroom).exists():
        sys.exit(f'{arguments.darkroom} is not there: build it first')
    sys.exit(arguments.run(arguments))


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = parser.add_subparsers(required=True)
    task = tasks.add_parser('made')
    task.add_argument('families', nargs='*', metavar='FAMILY', help=', '.join(FAMILIES))
    task.add_argument('--cases', type=int, default=25)
    task.add_argument('--seed', type=int, default=1, help='0: another one each time')
    task.add_argument('--only', type=int, help='the number of one case')
    task.add_argument('--keep', help='where the files of a family with wrong cases are left')
    task.set_defaults(run=run_made)
    task = tasks.add_parser('real')
    task.add_argument('folder')
    task.set_defaults(run=run_real)
    for task in tasks.choices.values():
        task.add_argument('--darkroom', default='target/debug/darkroom')
    return parser.parse_args()


def run_made(arguments):
    seed = arguments.seed or secrets.randbelow(1 << 32)
    wrong = 0
    for family in arguments.families or FAMILIES:
        tally = made.run(arguments.darkroom, family, arguments.cases, seed, arguments.only, arguments.keep)
        print(tally.line(family), flush=True)
        for why, count in sorted(tally.skipped.items()):
            print(f'    {count} not read by {why}')
        for line in tally.wrong:
            print(f'  {line}')
        wrong += len(tally.wrong)
    print(f'seed {seed}: {wrong} wrong')
    return 1 if wrong else 0


def run_real(arguments):
    seen = real.run(arguments.darkroom, arguments.folder)
    print(*real.lines(seen), sep='\n')
    return 1 if seen.wrong or seen.large else 0


if __name__ == '__main__':
    main()
