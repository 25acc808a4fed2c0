"""Prepares each of the real servers: folders, configuration, a port and a command line.

packages.py downloads the servers, and `servers` runs them.
"""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request

# Most characters of a Unix socket's path, with a margin below the kernel's limit of 108 bytes.
SOCKET_PATH = 100


def answers(probe):
    """Whether a server listens at the path of a Unix socket, or answers an HTTP address with any status below 500."""
    if probe.startswith("/"):
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(probe) == 0
    try:
        with urllib.request.urlopen(probe, timeout=10):
            return True
    except urllib.error.HTTPError as answer:
        # Isso answers 404 for a thread without comments.
        return answer.code < 500
    except OSError:
        return False


def ports(count):
    """Finds free ports. Holds all of them before it releases one, so that they differ."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    numbers = [listener.getsockname()[1] for listener in held]
    for listener in held:
        listener.close()
    return numbers


def one(folder, pattern):
    found = sorted(folder.glob(pattern))
    if not found:
        raise RuntimeError(f"the packages hold no {pattern}")
    return found[-1]


def libraries(root):
    """Returns the environment that adds the unpacked libraries to the search path."""
    return {"LD_LIBRARY_PATH": ":".join(str(found) for found in root.glob("usr/lib/*-linux-*"))}


def database(folder, root):
    """Prepares MariaDB without a network port, with its data and its socket in the folder."""
    listen = folder / "db.sock"
    if len(str(listen)) > SOCKET_PATH:
        raise RuntimeError(f"{folder} is too long a path for a socket in it")
    user = ["--user=root"] if os.geteuid() == 0 else []
    with open(folder / "log" / "install-db", "wb") as log:
        subprocess.run(
            ["sh", root / "usr/bin/mariadb-install-db", "--no-defaults", f"--basedir={root}/usr",
             f"--datadir={folder}/db", "--auth-root-authentication-method=normal", "--skip-test-db",
             "--innodb-log-file-size=8M", *user],
            env=os.environ | libraries(root), stdout=log, stderr=log, check=True,
        )
    argv = [str(root / "usr/sbin/mariadbd"), "--no-defaults", f"--basedir={root}/usr", f"--datadir={folder}/db",
            f"--socket={listen}", f"--pid-file={folder}/db.pid", "--skip-networking", "--skip-log-bin",
            "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=2", *user]
    return {"argv": argv, "env": libraries(root), "probe": str(listen)}


def php(root):
    """Returns PHP's command line with the modules that WordPress needs, without the machine's settings."""
    modules = one(root, "usr/lib/php/*/mysqli.so").parent
    argv = [str(one(root, "usr/bin/php[0-9]*")), "-n", "-d", f"extension_dir={modules}"]
    for name in ["mysqlnd", "mysqli", "ctype", "tokenizer", "iconv", "fileinfo", "exif", "posix"]:
        # A module without a file is built into PHP.
        if (modules / f"{name}.so").exists():
            argv += ["-d", f"extension={name}"]
    if (modules / "opcache.so").exists():
        argv += ["-d", f"zend_extension={modules}/opcache.so", "-d", "opcache.enable_cli=1"]
    return [*argv, "-d", "date.timezone=UTC", "-d", "error_log=/dev/stderr", "-d", "log_errors=1", "-d", "display_errors=0", "-d", "sendmail_path=/bin/true"]


def wordpress(folder, root, here, port, sock):
    site = root / "usr/share/wordpress"
    (site / "wp-content/mu-plugins").mkdir(parents=True, exist_ok=True)
    for name, to in [("wp-config.php", site), ("live.php", site / "wp-content/mu-plugins")]:
        shutil.copy(here / "wordpress" / name, to / name)
    env = {
        "TIDINGS_LIVE_WORDPRESS": f"http://127.0.0.1:{port}",
        "TIDINGS_LIVE_DATABASE": sock,
        "TIDINGS_LIVE_WAITING": str(folder / "waiting"),
        "PHP_CLI_SERVER_WORKERS": "4",
    } | libraries(root)
    argv = [*php(root), "-S", f"127.0.0.1:{port}", "-t", str(site), str(here / "wordpress/router.php")]
    return {"argv": argv, "env": env, "probe": f"http://127.0.0.1:{port}/open/"}


def wordpress_contents(folder, here, server):
    """Installs the site into the running database, and returns the shell lines that setup.php prints."""
    root = folder / "root"
    with open(folder / "log" / "setup", "wb") as log:
        done = subprocess.run(
            [*php(root), here / "wordpress/setup.php", root / "usr/share/wordpress"],
            env=os.environ | server["env"], stdout=subprocess.PIPE, stderr=log, text=True, check=True,
        )
    return done.stdout


def isso(folder, name, port, page_port, settings):
    conf = folder / f"{name}.cfg"
    conf.write_text(
        f"[general]\ndbpath = {folder}/{name}.db\nhost = http://127.0.0.1:{page_port}/\n"
        f"[server]\nlisten = http://127.0.0.1:{port}\n[markup]\nrenderer = mistune\n{settings}"
    )
    # Not started by its script: the interpreter's path may be too long for the script's first line.
    argv = [str(folder / "venv/bin/python"), "-c", "import isso; isso.main()", "-c", str(conf), "run"]
    return {"argv": argv, "env": {"PYTHONUNBUFFERED": "1"}, "probe": f"http://127.0.0.1:{port}/?uri=%2F"}


def pages(folder, port, threads):
    """Prepares a small site: a feed, and a page for each Isso with the script tag by which readers find comments."""
    site = folder / "pages"
    site.mkdir()
    base = f"http://127.0.0.1:{port}"
    link = '<link rel="alternate" type="application/rss+xml" title="The Harbour Post" href="/feed.xml">'
    items = ""
    for name, title, api in threads:
        page = f"{base}/{name}.html"
        items += f"<item><title>{title}</title><link>{page}</link><guid>{page}</guid></item>"
        paragraphs = f"<p>{title}. The council met until late and decided what it had decided before.</p>" * 6
        (site / f"{name}.html").write_text(
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{link}</head>\n'
            f"<body><article><h1>{title}</h1>\n{paragraphs}</article>\n"
            f'<script data-isso="{api}/" src="{api}/js/embed.min.js"></script>\n'
            f'<section id="isso-thread"></section></body></html>\n'
        )
    (site / "feed.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>The Harbour Post</title>'
        f"<link>{base}/</link><description>Two pages with comments</description>{items}</channel></rss>\n"
    )
    (site / "index.html").write_text(f"<!doctype html>\n<title>The Harbour Post</title>{link}\n<p>See the feed.</p>\n")
    argv = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(site), str(port)]
    return {"argv": argv, "env": {}, "probe": f"{base}/feed.xml"}


def everything(folder, here):
    """Returns the servers by name, and the shell lines with their addresses."""
    root = folder / "root"
    wp_port, isso_port, strict_port, page_port = ports(4)
    base, strict = f"http://127.0.0.1:{isso_port}", f"http://127.0.0.1:{strict_port}"
    page = f"http://127.0.0.1:{page_port}"
    db = database(folder, root)
    servers = {
        "database": db,
        "wordpress": wordpress(folder, root, here, wp_port, db["probe"]),
        # Started before Isso, which fetches a page when its first comment arrives.
        "pages": pages(folder, page_port, [("story", "A story", base), ("strict", "A strict story", strict)]),
        "isso": isso(folder, "isso", isso_port, page_port, "[guard]\nenabled = false\n"),
        "strict-isso": isso(
            folder, "strict-isso", strict_port, page_port,
            "[moderation]\nenabled = true\n[guard]\nenabled = true\nratelimit = 2\nrequire-author = true\n"
            "require-email = true\n",
        ),
    }
    env = {
        "DIR": folder,
        "WORDPRESS": f"http://127.0.0.1:{wp_port}",
        "CONTROL": f"http://127.0.0.1:{wp_port}/live-control.php",
        "DATABASE": db["probe"],
        "WAITING": folder / "waiting",
        "WORDPRESS_PID": folder / "pid/wordpress",
        "ISSO": base,
        "ISSO_PID": folder / "pid/isso",
        "ISSO_STRICT": strict,
        "PAGES": page,
        "ISSO_PAGE": f"{page}/story.html",
        "ISSO_URI": "/story.html",
        "ISSO_STRICT_PAGE": f"{page}/strict.html",
        "ISSO_STRICT_URI": "/strict.html",
    }
    return servers, "".join(f"export TIDINGS_LIVE_{name}='{value}'\n" for name, value in env.items())
