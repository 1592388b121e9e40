#!/usr/bin/env bash
# Builds the kube-apiserver of this module. About 4 minutes and 2 GB of memory the first time; nothing where it is there already.
# usage: build.sh      result: $KUBE_HOME/kube-apiserver (default ~/.cache/headroom-kube)
set -euo pipefail
cd "$(dirname "$0")"
home=${KUBE_HOME:-$HOME/.cache/headroom-kube}
version=$(sed -n 's#^\tk8s.io/kubernetes v##p' go.mod)
binary=$home/kube-apiserver
if [ "$(cat "$home/version" 2>/dev/null)" = "$version" ] && [ -x "$binary" ]; then
  echo "$binary $version is there"
  exit
fi
mkdir -p "$home"
IFS=. read -r major minor _ <<<"$version"
package=k8s.io/component-base/version
go build -trimpath -o "$binary" \
  -ldflags "-s -w -X $package.gitVersion=v$version -X $package.gitMajor=$major -X $package.gitMinor=$minor" .
echo "$version" >"$home/version"
echo "built $binary $version"
