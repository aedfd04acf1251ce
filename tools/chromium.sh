#!/usr/bin/env bash
# The browser tests drive Debian's Chromium: playwright's own browser would be a download from outside the package registries.
set -euo pipefail
if command -v chromium >/dev/null; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The browser tests need Chromium at /usr/bin/chromium. On Debian or Ubuntu: sudo apt-get install chromium" >&2
  exit 1
fi
echo "Installing Chromium for the browser tests …"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -qq -y --no-install-recommends chromium
