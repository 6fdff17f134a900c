"""Packs a folder so that the same files make the same bytes.

    pack.py FOLDER OUT     OUT/NAME.zip for windows, else OUT/NAME.tar.gz

Names are in order; owners, and times but SOURCE_DATE_EPOCH, are left out.
"""
import gzip
import os
import sys
import tarfile
import time
import zipfile

folder, out = sys.argv[1:]
name = os.path.basename(folder)
epoch = int(os.environ["SOURCE_DATE_EPOCH"])
files = sorted(os.path.relpath(os.path.join(top, file), folder) for top, _, found in os.walk(folder) for file in found)


def mode(file):
    return 0o755 if file in ("standfirst", "standfirst.exe") else 0o644


if "-windows-" in name:
    with zipfile.ZipFile(os.path.join(out, name + ".zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{name}/{file}", time.gmtime(epoch)[:6])
            entry.create_system, entry.external_attr, entry.compress_type = 3, mode(file) << 16, zipfile.ZIP_DEFLATED
            with open(os.path.join(folder, file), "rb") as content:
                archive.writestr(entry, content.read(), compresslevel=9)
else:
    with open(os.path.join(out, name + ".tar.gz"), "wb") as raw, \
            gzip.GzipFile("", "wb", 9, raw, mtime=epoch) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in files:
            entry = tarfile.TarInfo(f"{name}/{file}")
            entry.size, entry.mtime, entry.mode = os.path.getsize(os.path.join(folder, file)), epoch, mode(file)
            with open(os.path.join(folder, file), "rb") as content:
                archive.addfile(entry, content)
