#!/bin/sh
# Build the image where there is no container engine, and try it as compose runs it: not root, on a read-only file system.
# As root on Debian: apt-get install buildah debootstrap; deploy/try_image.sh [FOLDER [MORE OPTIONS OF buildah build]]
# A Debian that debootstrap makes stands in for python:3.11-slim-bookworm; a pip.conf of this machine's is used in it.
set -eu
folder=${1:-/var/tmp/footnote-image}
[ $# -gt 0 ] && shift
here=$(cd "$(dirname "$0")/.." && pwd)
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
store="--root $folder/store --runroot $folder/run"
mkdir -p "$folder"

if [ ! -x "$folder/base/usr/bin/python" ]; then
  debootstrap --variant=minbase --include=python3,python3-venv,python-is-python3,ca-certificates bookworm "$folder/base"
  cp /etc/ssl/certs/ca-certificates.crt "$folder/base/etc/ssl/certs/"
  if [ -e /etc/pip.conf ]; then cp /etc/pip.conf "$folder/base/etc/"; fi
fi
if ! buildah $store inspect --type image docker.io/library/python:3.11-slim-bookworm >/dev/null 2>&1; then
  made=$(buildah $store from scratch)
  buildah $store add --quiet "$made" "$folder/base" / >/dev/null
  buildah $store commit --quiet "$made" docker.io/library/python:3.11-slim-bookworm >/dev/null
  buildah $store rm "$made" >/dev/null
fi
buildah $store build --format docker --pull-never -t footnote "$@" "$here"

made=$(buildah $store from --pull-never footnote)
root=$(buildah $store mount "$made")
mkdir -p "$folder/data" && cp -r "$here/articles" "$folder/data/" && chown -R 10001:10001 "$folder/data"
# What the image says it is started with.
settings=$(buildah $store inspect --type image --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' footnote)
export root settings data="$folder/data"
unshare --mount --pid --fork --kill-child sh -eu <<'INSIDE'
mount --bind "$root" "$root" && mount -o remount,bind,ro "$root"
mount --bind "$data" "$root/data" && mount -t tmpfs tmpfs "$root/tmp"
mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc"
inside() { env -i $settings FOOTNOTE_WEB_KEY=a-key-to-try-the-image chroot --userspec=10001:10001 "$root" "$@"; }
if inside touch /opt/venv/touched 2>/dev/null; then echo "The file system isn't read-only." >&2; exit 1; fi
inside python -c 'import os; assert os.getuid() == 10001'
inside footnote ingest /data/articles
inside footnote ask "Which agencies are excluded from Amazon's pause?"
inside footnote serve &
served=$!
trap 'kill $served' EXIT
healthy='import urllib.request as u; u.urlopen("http://127.0.0.1:8642/health", timeout=4)'
for _ in $(seq 60); do
  if inside python -c "$healthy" 2>/dev/null; then echo "The image answers."; exit 0; fi
  sleep 2
done
echo "The image doesn't answer." >&2
exit 1
INSIDE
buildah $store umount "$made" >/dev/null && buildah $store rm "$made" >/dev/null
