#!/usr/bin/env python3
"""Makes a tarball and a .deb of tidings, and SHA256SUMS: `dist.py [--target TARGET] [--binary FILE] [--output DIR]`.

Without --binary it builds the program first, for the given Rust target or for this machine. A program for a musl target
is static. Without --output the packages go to target/packages. Two runs with one program write the same bytes: times
are that of the last commit (or SOURCE_DATE_EPOCH), entries are sorted, and owners and modes are fixed.
"""

import argparse
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))
import changelog  # noqa: E402
import deb  # noqa: E402

MANIFEST = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
NAME, VERSION = MANIFEST["name"], MANIFEST["version"]
DOCUMENTS = ["guide.md", "keys.md", "queries.md", "newsboat.md", "glossary.md"]
COMPLETIONS = {
    "bash": "share/bash-completion/completions/tidings",
    "zsh": "share/zsh/site-functions/_tidings",
    "fish": "share/fish/vendor_completions.d/tidings.fish",
    "elvish": "share/elvish/lib/tidings.elv",
    "powershell": "share/tidings/tidings.ps1",
}
# Where Debian has other places than a tarball for a prefix such as ~/.local. None: Debian wants another file.
DEBIAN = {
    "share/zsh/site-functions/": "share/zsh/vendor-completions/",
    "share/systemd/": "lib/systemd/",
    "share/doc/tidings/CHANGELOG.md": None,
    "share/doc/tidings/LICENSE-MIT": None,
    "share/doc/tidings/LICENSE-APACHE": None,
}


def output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT, **options).stdout


def build(target):
    """Builds the program. The folders of this machine are not in it."""
    cargo_home = os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo")
    flags = [f"--remap-path-prefix={cargo_home}=/cargo", f"--remap-path-prefix={ROOT}=/{NAME}"]
    # Cargo's form of RUSTFLAGS for values with spaces.
    env = dict(os.environ, CARGO_ENCODED_RUSTFLAGS="\x1f".join(os.environ.get("RUSTFLAGS", "").split() + flags))
    command = ["cargo", "build", "--profile", "dist", "--locked", "--bin", NAME, "--target", target]
    subprocess.run(command, check=True, cwd=ROOT, env=env)
    return target_folder() / target / "dist" / (NAME + suffix(target))


def target_folder():
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def suffix(target):
    return ".exe" if "windows" in target else ""


def time_of_source():
    """Returns the time of the last commit, or of the release if there is no repository, in seconds since 1970."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(epoch)
    if (ROOT / ".git").exists():
        return int(output("git", "log", "-1", "--format=%ct"))
    return int(changelog.midnight(changelog.release(VERSION)[0]).timestamp())


def tree(binary, target):
    """Returns the installed files below a prefix: a dict from path to (mode, bytes)."""
    with tempfile.TemporaryDirectory() as home:
        env = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home)
        said = output(binary, "--version", env=env).decode().split()
        if said != [NAME, VERSION]:
            sys.exit(f"{binary} is {' '.join(said)}, but Cargo.toml says {VERSION}")
        files = {path: output(binary, "completions", shell, env=env) for shell, path in COMPLETIONS.items()}
        files["share/man/man1/tidings.1"] = output(binary, "man", env=env)
    files["share/applications/tidings.desktop"] = (HERE / "tidings.desktop").read_bytes()
    for unit in ["tidings-sync.service", "tidings-sync.timer"]:
        files[f"share/systemd/user/{unit}"] = (HERE / unit).read_bytes()
    documents = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", *(f"docs/{name}" for name in DOCUMENTS)]
    settings = [str(path.relative_to(ROOT)) for path in (ROOT / "config").rglob("*.toml")]
    for path in documents + settings:
        files[f"share/doc/tidings/{path}"] = (ROOT / path).read_bytes()
    files = {path: (0o644, data) for path, data in files.items()}
    files["bin/" + NAME + suffix(target)] = (0o755, binary.read_bytes())
    return files


def debian(files, maintainer):
    """Returns the same files at Debian's places, with what Debian wants in addition."""
    moved = {}
    for path, (mode, data) in files.items():
        place = next((place for place in DEBIAN if path.startswith(place)), "")
        to = DEBIAN.get(place, place)
        if to is None:
            continue
        path = "usr/" + to + path.removeprefix(place)
        moved[path + ".gz" if "/man/" in path else path] = (mode, deb.pack(data) if "/man/" in path else data)
    moved["usr/share/doc/tidings/copyright"] = (0o644, (HERE / "copyright").read_bytes())
    history = changelog.debian(NAME, maintainer).encode()
    moved["usr/share/doc/tidings/changelog.gz"] = (0o644, deb.pack(history))
    return moved


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", help="the Rust target, such as x86_64-unknown-linux-musl")
    parser.add_argument("--binary", type=pathlib.Path, help="a program that is built already")
    parser.add_argument("--output", type=pathlib.Path, default=target_folder() / "packages", help="folder for the packages")
    args = parser.parse_args()
    if args.binary and not args.binary.is_file():
        parser.error(f"there is no program {args.binary}")
    target = args.target or re.search(r"^host: (.+)$", output("rustc", "-vV").decode(), re.M)[1]
    changelog.release(VERSION)
    binary = (args.binary or build(target)).resolve()
    epoch, files, packages = time_of_source(), tree(binary, target), {}
    folder = f"{NAME}-{VERSION}-{target}"
    packages[f"{folder}.tar.gz"] = deb.pack(deb.tar(files, f"{folder}/", epoch))
    if "linux" in target:
        moved, maintainer = debian(files, MANIFEST["authors"][0]), MANIFEST["authors"][0]
        control = deb.control(NAME, VERSION, target, maintainer, deb.depends(binary), moved)
        packages[f"{NAME}_{VERSION}_{deb.architecture(target)}.deb"] = deb.package(moved, control, epoch)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(packages.items()))
    packages["SHA256SUMS"] = sums.encode()
    args.output.mkdir(parents=True, exist_ok=True)
    for name, data in packages.items():
        (args.output / name).write_bytes(data)
        print(args.output / name)


if __name__ == "__main__":
    main()
