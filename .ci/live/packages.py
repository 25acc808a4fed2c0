"""Unpacks WordPress, PHP and MariaDB from Debian and Isso from PyPI into a folder, without installing anything.

.ci/listen unpacks a speech engine and a player in the same way. Keeps downloads for a week in ${XDG_CACHE_HOME:-~/.cache}/tidings-live. Keeps apt's lists there too, so that it needs
neither root nor the machine's own lists. prepare.py configures the servers.
"""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import time

# The script that creates a database needs a file of the client package.
WANTED = ["php-cli", "php-mysql", "mariadb-server-core", "mariadb-client-core"]
# WordPress shows nothing without a theme, which is a separate package. Debian's release decides which of these exist:
# the first has the classic comment form, the second is made of blocks.
THEMES = ["wordpress-theme-twentytwentyone", "wordpress-theme-twentytwentythree"]
# Downloaded without dependencies, because `wordpress` depends on Apache. Its ID3 files are links into php-getid3.
BARE = ["wordpress", "php-getid3", "libjs-underscore"]
# Isso also requires misaka, which it loads only if configured to. Without misaka, no compiler and Python headers are
# needed.
ISSO = "isso==0.14.0"
ISSO_NEEDS = ["itsdangerous", "Jinja2", "mistune>=3.1,<4", "html5lib", "werkzeug", "bleach"]
# Seconds for which downloads are kept. Mirrors remove old versions, and security fixes should arrive.
FRESH = 7 * 24 * 3600


class Unavailable(Exception):
    """The packages cannot be downloaded on this machine."""


def run(argv, cwd=None):
    done = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise RuntimeError(f"{pathlib.Path(argv[0]).name} … {argv[-1]}: {''.join(last)}")
    return done.stdout


def cache():
    base = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    system = f"{release.get('ID', 'unknown')}-{release.get('VERSION_ID', '')}-{platform.machine()}"
    return base / "tidings-live" / f"{system}-python{sys.version_info.major}.{sys.version_info.minor}"


def names(apt, status, wanted):
    """Names the packages that apt would install on a machine with the packages in `status`."""
    plan = run([*apt, *status, "-s", "install", "--no-install-recommends", *wanted])
    return re.findall(r"^Inst (\S+)", plan, re.M)


def servers(apt):
    """Names the packages of the servers, and of the libraries that this machine lacks."""
    # Always downloads PHP and MariaDB, even if the machine has them, because their versions must match.
    all_of_it = names(apt, ["-o", "Dir::State::status=/dev/null"], WANTED)
    ours = {name for name in all_of_it if re.match(r"php|mariadb", name)}
    known = run(["apt-cache", *apt[2:], "pkgnames", "wordpress-theme-"]).split()
    theme = next((name for name in THEMES if name in known), None)
    if theme is None:
        raise RuntimeError("no theme of WordPress is packaged")
    return sorted(ours | set(names(apt, [], WANTED)) | {theme, *BARE})


def download(store, choose):
    """Downloads to `store` the .deb files that `choose` names for apt's command line."""
    for name in ["lists/partial", "apt/archives/partial", "debs"]:
        (store / name).mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-qq", "-o", f"Dir::State::Lists={store}/lists", "-o", f"Dir::Cache={store}/apt"]
    apt += ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=20", "-o", "Debug::NoLocking=1"]
    run([*apt, "-o", "APT::Update::Error-Mode=any", "update"])
    run([*apt, "download", *choose(apt)], cwd=store / "debs")


def debian(folder, store, choose):
    """Unpacks the packages that `choose` names into folder/root; `store` keeps their files."""
    done = store / "debs.done"
    if not done.exists() or time.time() - done.stat().st_mtime > FRESH:
        shutil.rmtree(store / "debs", ignore_errors=True)
        done.unlink(missing_ok=True)
        try:
            download(store, choose)
        except (OSError, RuntimeError) as why:
            raise Unavailable(f"Debian's packages: {why}") from why
        done.touch()
    for deb in sorted((store / "debs").glob("*.deb")):
        run(["dpkg-deb", "-x", deb, folder / "root"])


def isso(folder):
    wheels = cache() / "wheels"
    done = wheels / "done"
    pip = [folder / "venv/bin/python", "-m", "pip", "-q", "--disable-pip-version-check"]
    try:
        run([sys.executable, "-m", "venv", folder / "venv"])
        if not done.exists():
            get = [*pip, "wheel", "--wheel-dir", wheels]
            run([*get, "--only-binary", ":all:", *ISSO_NEEDS])
            run([*get, "--no-deps", ISSO])
            done.touch()
        run([*pip, "install", "--no-index", "--no-deps", *wheels.glob("*.whl")])
    except (OSError, RuntimeError) as why:
        raise Unavailable(f"Isso from PyPI: {why}") from why


def unpack(folder):
    debian(folder, cache(), servers)
    isso(folder)
