#!/usr/bin/env bash
# Makes the containers beside this file from one small folder, by the programs that people use: 7-Zip 25, Info-ZIP 3.0,
# GNU tar 1.35, genisoimage 1.1.11, gzip, bzip2, xz. The password of the locked ones is "fixture".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/in/ST01" "$work/in/a b"
seq 1 700 >"$work/in/ST01/IM0001"
seq 700 -1 1 >"$work/in/ST01/IM0002"
printf 'a note, ' >"$work/in/a b/note of 2.txt"
: >"$work/in/empty"
rm -f "$here"/*.{zip,7z,tar,tgz,gz,bz2,xz,iso,rar,z01,001,002,vhd}
cd "$work/in"
pack() { 7z a -bd -bso0 -mtm- "$@"; }
pack -tzip -mm=Copy "$here/stored.zip" .
pack -tzip -mm=Deflate "$here/deflate.zip" .
pack -tzip -mm=Deflate64 "$here/deflate64.zip" .
pack -tzip -mm=BZip2 "$here/bzip2.zip" .
pack -tzip -mm=LZMA "$here/lzma.zip" .
pack -tzip -mm=XZ "$here/xz.zip" .
pack -tzip -mm=PPMd "$here/ppmd.zip" .
pack -tzip -mem=ZipCrypto -pfixture "$here/zipcrypto.zip" .
pack -tzip -mem=AES128 -pfixture "$here/aes128.zip" .
pack -tzip -mem=AES192 -pfixture "$here/aes192.zip" .
pack -tzip -mem=AES256 -mm=Deflate64 -pfixture "$here/aes256-deflate64.zip" .
pack -tzip -mem=AES256 -mm=Copy -pfixture "$here/aes256-stored.zip" .
zip -qr "$here/infozip.zip" .
zip -qr -P fixture "$here/infozip-locked.zip" .
zip -qr - . | cat >"$here/infozip-streamed.zip"
pack -t7z "$here/lzma2.7z" .
pack -t7z -m0=LZMA "$here/lzma.7z" .
pack -t7z -m0=Copy -ms=off "$here/copy.7z" .
pack -t7z -m0=BZip2 -ms=off "$here/bzip2.7z" .
pack -t7z -m0=PPMd "$here/ppmd.7z" .
pack -t7z -pfixture "$here/locked.7z" .
pack -t7z -m0=PPMd -pfixture "$here/ppmd-locked.7z" .
pack -t7z -pfixture -mhe=on "$here/locked-list.7z" .
pack -t7z -v300b -m0=Copy "$work/parts.7z" . && cp "$work/parts.7z.001" "$work/parts.7z.002" "$here"
tar --sort=name --mtime=@0 --owner=0 --group=0 -cf "$work/gnu.tar" . && gzip -9n <"$work/gnu.tar" >"$here/gnu.tgz"
tar --format=posix --sort=name --mtime=@0 --owner=0 --group=0 -cf - . | xz -9 >"$here/posix.tar.xz"
tar --format=v7 --sort=name --mtime=@0 --owner=0 --group=0 -cf - . | bzip2 -9 >"$here/v7.tar.bz2"
gzip -9nc ST01/IM0001 >"$here/single.gz"
genisoimage -quiet -iso-level 2 -o "$work/plain.iso" . 2>/dev/null && gzip -9n <"$work/plain.iso" >"$here/plain.iso.gz"
genisoimage -quiet -J -o "$work/joliet.iso" . 2>/dev/null && gzip -9n <"$work/joliet.iso" >"$here/joliet.iso.gz"
genisoimage -quiet -R -J -o "$work/rock.iso" . 2>/dev/null && gzip -9n <"$work/rock.iso" >"$here/rock-ridge.iso.gz"
genisoimage -quiet -udf -J -o "$work/udf.iso" . 2>/dev/null && gzip -9n <"$work/udf.iso" >"$here/udf.iso.gz"
(cd "$work" && mkdir n && cd n && cp "$here/deflate.zip" inner.zip && cp "$here/lzma2.7z" inner.7z && zip -q "$here/nested.zip" inner.zip inner.7z)
