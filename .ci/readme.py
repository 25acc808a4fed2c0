"""Runs the commands in the shell blocks of README.md and docs/guide.md, one by one. Stops at the first that fails."""

import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = pathlib.Path.cwd()
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
# Each document starts with an empty home folder.
DOCUMENTS = ["README.md", "docs/guide.md"]
# CI runs these in a step of their own.
SKIPPED = {"cargo test"}
# Seconds for one command in a terminal. The first one builds the release.
LIMIT = 1200


def commands(document):
    text = (ROOT / document).read_text()
    for block in re.findall(r"```sh\n(.*?)```", text, re.S):
        for line in block.splitlines():
            command = re.split(r"\s+# ", line)[0].strip()
            if command and command not in SKIPPED:
                yield command


def environment(home, base):
    """A home folder with files of newsboat that name the sample site. Cargo keeps its own folders."""
    (home / ".newsboat").mkdir()
    (home / ".newsboat/urls").write_text(f'{base}/tide-table/index.rdf sea "~Tides"\n')
    (home / ".newsboat/config").write_text("reload-time 60\nbind-key J next-unread\nmax-items 100\n")
    shutil.copy(ROOT / "tests/fixtures/newsboat/cache.db", home / ".newsboat/cache.db")
    cache = sqlite3.connect(home / ".newsboat/cache.db")
    cache.execute("DELETE FROM rss_feed WHERE rowid > 1")
    cache.execute("UPDATE rss_feed SET rssurl = ?", [f"{base}/tide-table/index.rdf"])
    cache.execute("UPDATE rss_item SET feedurl = ?", [f"{base}/tide-table/index.rdf"])
    cache.commit()
    cache.close()
    env = dict(os.environ, HOME=str(home), XDG_CONFIG_HOME=str(home / ".config"), TERM="xterm-256color")
    env["CARGO_HOME"] = os.environ.get("CARGO_HOME", str(pathlib.Path.home() / ".cargo"))
    env["RUSTUP_HOME"] = os.environ.get("RUSTUP_HOME", str(pathlib.Path.home() / ".rustup"))
    env["PATH"] = f"{home / 'bin'}:{env['PATH']}"
    return env


def run_in_terminal(command, env):
    """Runs the reader in a terminal of 100x30 until it has drawn its footer, then presses Q."""
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        os.execvpe("sh", ["sh", "-c", command], env)
    seen, began, is_drawn = b"", time.monotonic(), False
    while time.monotonic() - began < LIMIT:
        ready, _, _ = select.select([master], [], [], 0.5)
        if ready:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        # The footer counts only after the switch to the alternate screen.
        is_drawn = is_drawn or b"help" in seen.partition(b"\x1b[?1049h")[2]
        if is_drawn and not ready:
            os.write(master, b"Q")
    _, status = os.waitpid(pid, 0)
    return is_drawn and os.waitstatus_to_exitcode(status) == 0


def run(command, home, base, env):
    """Runs one command, with the addresses of the outside world replaced by those of the sample site."""
    if command.startswith("cargo install"):
        (home / "bin").mkdir()
        shutil.copy(TARGET / "release/tidings", home / "bin/tidings")
        return True
    command = command.replace("https://blog.rust-lang.org/", f"{base}/").replace("Rust Blog", "Harbour Lantern")
    if command == "tidings" or command.endswith(" demo"):
        return run_in_terminal(command, env)
    # `cargo` needs the project's folder; what the other commands write belongs into the home folder.
    folder = ROOT if command.startswith("cargo") else home
    return subprocess.run(["sh", "-c", command], cwd=folder, env=env, stdin=subprocess.DEVNULL).returncode == 0


def check(document, base):
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        env = environment(home, base)
        for command in commands(document):
            print(f"$ {command}", flush=True)
            if not run(command, home, base, env):
                sys.exit(f"{document}: failed: {command}")


def main():
    site = subprocess.Popen([TARGET / "debug/examples/site"], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    try:
        base = site.stdout.readline().strip()
        for document in DOCUMENTS:
            check(document, base)
    finally:
        site.stdin.close()
        site.wait(10)


main()
