#!/usr/bin/env bash
# A control plane on loopback for tests: etcd and the kube-apiserver that build.sh made, RBAC on.
# Tokens: `admin` may do everything, `planner` and `limited` only what a test grants them. DIR/planner.crt and .key are `planner`, too;
# DIR/certs/apiserver.crt is the authority to trust.
#
# usage: cluster.sh up DIR API_PORT ETCD_PORT PEER_PORT   starts both, waits until they are ready
#        cluster.sh stop-api DIR                          the API server dies; etcd keeps what it stored
#        cluster.sh start-api DIR                         and returns on the same port
#        cluster.sh down DIR                              ends exactly what was started
set -euo pipefail
action=${1:?up, stop-api, start-api or down}
dir=${2:?a folder for state, logs and process ids}
home=${KUBE_HOME:-$HOME/.cache/headroom-kube}

wait_for() { # seconds, then a command that succeeds when it is there
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || { echo "not ready: $*; see the logs in $dir" >&2; exit 4; }
    sleep 0.1
  done
}
etcd_ready() { curl -sf "http://127.0.0.1:$etcd_port/health" | grep -q true; }
api_ready() { curl -sk -H 'Authorization: Bearer admin' "https://127.0.0.1:$api_port/readyz" | grep -qx ok; }

start_api() {
  read -r api_port etcd_port <"$dir/ports"
  setsid "$home/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd_port" \
    --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port="$api_port" --cert-dir="$dir/certs" \
    --service-account-key-file="$dir/sa.key" --service-account-signing-key-file="$dir/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc --token-auth-file="$dir/tokens.csv" \
    --client-ca-file="$dir/ca.crt" --authorization-mode=RBAC --service-cluster-ip-range=10.0.0.0/24 \
    --endpoint-reconciler-type=none --disable-admission-plugins=ServiceAccount >>"$dir/apiserver.log" 2>&1 </dev/null &
  echo $! >"$dir/api.pid"
  wait_for 60 api_ready
}

make_keys() { # of service accounts; of the user `planner` and the authority that signs it
  cd "$dir"
  openssl genrsa -out sa.key 2048
  openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=test-authority
  openssl req -newkey rsa:2048 -nodes -keyout planner.key -out planner.csr -subj /CN=planner
  openssl x509 -req -in planner.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out planner.crt
}

stop() { # name of the pid file, name of the program
  local pid
  pid=$(cat "$dir/$1" 2>/dev/null) || return 0
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q "$2"; then
    kill -9 "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
  fi
  rm -f "$dir/$1"
}

case $action in
  up)
    [ -x "$home/kube-apiserver" ] || { echo "run build.sh first" >&2; exit 2; }
    command -v etcd >/dev/null || { echo "etcd is not installed (Debian: etcd-server)" >&2; exit 2; }
    api_port=${3:?} etcd_port=${4:?} peer=http://127.0.0.1:${5:?}
    mkdir -p "$dir"
    echo "$api_port $etcd_port" >"$dir/ports"
    (make_keys) 2>/dev/null
    printf '%s\n' 'admin,admin,1,"system:masters"' 'planner,planner,2' 'limited,limited,3' >"$dir/tokens.csv"
    setsid etcd --data-dir "$dir/etcd" --listen-client-urls "http://127.0.0.1:$etcd_port" \
      --advertise-client-urls "http://127.0.0.1:$etcd_port" --listen-peer-urls "$peer" \
      --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer" >"$dir/etcd.log" 2>&1 </dev/null &
    echo $! >"$dir/etcd.pid"
    wait_for 30 etcd_ready
    start_api
    echo "https://127.0.0.1:$api_port, token admin"
    ;;
  stop-api) stop api.pid kube-apiserver ;;
  start-api) start_api ;;
  down)
    stop api.pid kube-apiserver
    stop etcd.pid etcd
    ;;
  *) echo "unknown: $action" >&2; exit 2 ;;
esac
