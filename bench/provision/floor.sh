#!/bin/sh
# One ssh a host, all at once: what the work costs without any tool. Arguments: SSH-CONFIG SCRIPT INPUT, then NAME=IP=MODE for
# each host, the first of which leads. Fails when one of them does. UNPACK: tar's options for the input.
set -u
config=$1 script=$(cat "$2") input=$3
shift 3
leader=${1#*=} leader=${leader%%=*}
pids=
for host; do
  name=${host%%=*} rest=${host#*=}
  ssh -F "$config" -o BatchMode=yes -o KexAlgorithms=curve25519-sha256 -o Ciphers=aes128-gcm@openssh.com "$name" \
    "name=$name ip=${rest%%=*} mode=${rest#*=} leader=$leader unpack=${UNPACK:-}
$script" < "$input" &
  pids="$pids $!"
done
status=0
for pid in $pids; do wait "$pid" || status=1; done
exit "$status"
