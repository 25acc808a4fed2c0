"""Runs the commands of README.md's shell blocks, one by one, and stops at the first that fails."""

import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = pathlib.Path.cwd()
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
# Commands that have their own step, or would install for good.
ELSEWHERE = {"cargo test"}


def commands():
    text = (ROOT / "README.md").read_text()
    for block in re.findall(r"```sh\n(.*?)```", text, re.S):
        for line in block.splitlines():
            command = re.split(r"\s+# ", line)[0].strip()
            if command:
                yield command


def in_terminal(command, env):
    """Runs the reader in a terminal of 100x30 until its first screen stands, then leaves it with Q."""
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        os.execvpe("sh", ["sh", "-c", command], env)
    seen, began, stood = b"", time.monotonic(), False
    while time.monotonic() - began < 1200:
        ready, _, _ = select.select([master], [], [], 0.5)
        if ready:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        # The alternate screen, then the footer on it.
        stood = stood or b"help" in seen.partition(b"\x1b[?1049h")[2]
        if stood and not ready:
            os.write(master, b"Q")
    _, status = os.waitpid(pid, 0)
    return stood and os.waitstatus_to_exitcode(status) == 0


def main():
    site = subprocess.Popen([TARGET / "debug/examples/site"], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    base = site.stdout.readline().strip()
    folder = tempfile.TemporaryDirectory()
    home = pathlib.Path(folder.name)
    (home / ".newsboat").mkdir()
    (home / ".newsboat/urls").write_text(f'{base}/tide-table/index.rdf sea "~Tides"\n')
    env = dict(os.environ, HOME=str(home), XDG_CONFIG_HOME=str(home / ".config"), TERM="xterm-256color")
    env["CARGO_HOME"] = os.environ.get("CARGO_HOME", str(pathlib.Path.home() / ".cargo"))
    env["RUSTUP_HOME"] = os.environ.get("RUSTUP_HOME", str(pathlib.Path.home() / ".rustup"))
    env["PATH"] = f"{home / 'bin'}:{env['PATH']}"
    failed = []
    try:
        for command in commands():
            if command in ELSEWHERE:
                continue
            print(f"$ {command}", flush=True)
            real = command.replace("https://blog.rust-lang.org/", f"{base}/").replace("Rust Blog", "Harbour Lantern")
            if command.startswith("cargo install"):
                (home / "bin").mkdir()
                shutil.copy(TARGET / "release/tidings", home / "bin/tidings")
                continue
            if real.startswith("tidings export"):
                real = real.replace("feeds.opml", str(home / "feeds.opml"))
            if real == "tidings" or real.endswith(" demo"):
                good = in_terminal(real, env)
            else:
                good = subprocess.run(["sh", "-c", real], env=env, stdin=subprocess.DEVNULL).returncode == 0
            if not good:
                failed.append(command)
                break
    finally:
        site.stdin.close()
        site.wait(10)
        folder.cleanup()
    if failed:
        sys.exit(f"failed: {failed}")


main()
