"""Writes a Debian package without Debian's tools: an `ar` archive of two tar files, of which one has the control data."""

import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "i686": "i386", "armv7": "armhf", "riscv64gc": "riscv64"}
# The Debian packages of the libraries that the program may need, and the symbol versions that say how new a one.
LIBRARIES = {
    "libc.so.6": ("libc6", "GLIBC"), "libm.so.6": ("libc6", "GLIBC"), "libdl.so.2": ("libc6", "GLIBC"),
    "libpthread.so.0": ("libc6", "GLIBC"), "libgcc_s.so.1": ("libgcc-s1", "GCC"),
}
DESCRIPTION = """\
Description: terminal news reader with readable articles and comment trees
 tidings follows RSS, Atom and JSON feeds, sets each article as clean text, and
 shows the comments under it as a tree that is read, folded and cleared with
 the keyboard. What it has fetched is stored, so it works offline.
 .
 It also writes replies, reads articles aloud, plays podcasts, groups articles
 about one event, and checks claims against other outlets.
"""


def tar(files, prefix, epoch):
    """Returns a tar file of a dict from path to (mode, bytes), with its folders, sorted and owned by root."""
    folders = {folder for path in files for folder in parents(path)}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in sorted(folders | set(files)):
            entry = tarfile.TarInfo(prefix + path)
            entry.mtime, entry.uname, entry.gname = epoch, "root", "root"
            if path in folders:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(entry)
            else:
                entry.mode, data = files[path]
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def pack(data):
    """Compresses like `gzip -9n`: without a name and a time."""
    return gzip.compress(data, 9, mtime=0)


def parents(path):
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def architecture(target):
    """Returns Debian's name for the processor of a Rust target."""
    machine = target.split("-")[0]
    if machine not in ARCHITECTURES:
        sys.exit(f"packaging/deb.py knows no Debian name for the processor {machine}")
    return ARCHITECTURES[machine]


def depends(binary):
    """Returns the packages of the libraries that a program is linked with, as new as its symbols ask for."""
    if shutil.which("readelf") is None:
        sys.exit("a .deb needs `readelf`, of the package binutils, to find out which libraries the program needs")
    elf = subprocess.run(
        ["readelf", "--wide", "--dynamic", "--version-info", binary],
        check=True, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"),
    ).stdout
    newest = {}
    for library in re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", elf):
        if library.startswith("ld-linux"):
            continue
        if library not in LIBRARIES:
            sys.exit(f"{binary} needs {library}: name its Debian package in packaging/deb.py")
        package, symbols = LIBRARIES[library]
        versions = re.findall(rf"Name: {symbols}_(\d+(?:\.\d+)*)", elf)
        # Packed relocations have a name instead of a number, and came with 2.36.
        if f"Name: {symbols}_ABI_DT_RELR" in elf:
            versions.append("2.36")
        newest[package] = max(versions, key=lambda version: [int(part) for part in version.split(".")])
    # Debian writes no zero at the end: 4.2 for GCC_4.2.0.
    return ", ".join(f"{name} (>= {re.sub(r'(?:[.]0)+$', '', version)})" for name, version in sorted(newest.items()))


def control(name, version, target, maintainer, needs, files):
    folders = {folder for path in files for folder in parents(path)}
    # As dpkg-gencontrol counts: whole KiB a file, and one a folder.
    size = len(folders) + sum(-(-len(data) // 1024) for _, data in files.values())
    fields = [
        f"Package: {name}", f"Version: {version}", f"Architecture: {architecture(target)}", f"Maintainer: {maintainer}",
        f"Installed-Size: {size}", *([f"Depends: {needs}"] if needs else []), "Suggests: mpv, espeak-ng, xdg-utils",
        "Section: net", "Priority: optional",
    ]
    return ("\n".join(fields) + "\n" + DESCRIPTION).encode()


def package(files, control_file, epoch):
    """Returns the bytes of a package with the given files."""
    sums = "".join(f"{hashlib.md5(data).hexdigest()}  {path}\n" for path, (_, data) in sorted(files.items()))
    meta = {"control": (0o644, control_file), "md5sums": (0o644, sums.encode())}
    members = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", pack(tar(meta, "./", epoch))),
        ("data.tar.gz", pack(tar(files, "./", epoch))),
    ]
    out = b"!<arch>\n"
    for name, data in members:
        out += f"{name:<16}{epoch:<12}{0:<6}{0:<6}{0o100644:<8o}{len(data):<10}`\n".encode() + data
        out += b"\n" * (len(data) % 2)
    return out
