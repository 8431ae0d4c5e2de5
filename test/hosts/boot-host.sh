#!/bin/sh
# Supervises one test host: puts itself into the host's cgroups, then boots the host again each time that it reboots.
# Ends with the host's other ends (power off, crash). Arguments: the network namespace's name, then NAME=VALUE for init-host.sh.
# CGROUPS: the host's cgroup folders, separated by spaces.
set -eu
netns=$1
init=$(dirname "$0")/init-host.sh

for folder in $CGROUPS; do
  echo $$ > "$folder/cgroup.procs"
done

while :; do
  status=0
  nsenter --net="/run/netns/$netns" \
    unshare --mount --uts --ipc --pid --cgroup --fork --kill-child=SIGKILL sh "$init" || status=$?
  # The kernel kills a PID namespace's init with SIGHUP for "restart" (reboot(2)); 129 is the shell's word for that.
  [ "$status" = 129 ] || exit "$status"
  for folder in $CGROUPS; do
    find "$folder" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null || :
  done
done
