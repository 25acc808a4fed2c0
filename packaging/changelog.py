#!/usr/bin/env python3
"""Reads CHANGELOG.md: prints the release notes of a version, `changelog.py VERSION`, and writes Debian's changelog."""

import datetime
import email.utils
import pathlib
import re
import sys
import textwrap

FILE = pathlib.Path(__file__).resolve().parent.parent / "CHANGELOG.md"
HEADING = re.compile(r"^## \[(?P<version>[^]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?[ \t]*$", re.M)


def releases():
    """Returns the version, the date and the notes of every section with a date, newest first."""
    text = FILE.read_text(encoding="utf-8")
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return [
        (heading["version"], datetime.date.fromisoformat(heading["date"]), text[heading.end() : end].strip())
        for heading, end in zip(headings, ends)
        if heading["date"]
    ]


def release(version):
    """Returns the date and the notes of a version. Exits with a message if there are none."""
    for name, date, notes in releases():
        if name == version:
            return date, notes
    sys.exit(f"CHANGELOG.md has no section `## [{version}] - DATE`")


def midnight(date):
    return datetime.datetime.combine(date, datetime.time(), datetime.timezone.utc)


def debian(package, maintainer):
    """Returns the releases in Debian's format. Its lines have at most 79 columns."""
    entries = []
    for version, date, notes in releases():
        entries.append(f"{package} ({version}) unstable; urgency=medium\n")
        for paragraph in re.split(r"\n{2,}|\n(?=- |#)", notes):
            text = " ".join(paragraph.split()).replace("**", "")
            mark, first, rest = ("* ", "  * ", "    ") if text.startswith("- ") else ("", "  ", "  ")
            lines = textwrap.wrap(
                text.removeprefix("- ").lstrip("# "), 79, initial_indent=first, subsequent_indent=rest,
                break_long_words=False, break_on_hyphens=False,
            )
            entries.append(("" if mark else "\n") + "\n".join(lines) + "\n" + ("" if mark else "\n"))
        entries.append(f"\n -- {maintainer}  {email.utils.format_datetime(midnight(date))}\n\n")
    return re.sub(r"\n{3,}", "\n\n", "".join(entries))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(release(sys.argv[1])[1])
