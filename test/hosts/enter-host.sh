#!/bin/sh
# Runs a command inside a host, in its groups: INIT is its process 1, CGROUPS its groups' folders. Arguments: the command.
set -eu
for folder in $CGROUPS; do
  echo $$ > "$folder/cgroup.procs"
done
exec nsenter --target "$INIT" --mount --uts --ipc --net --pid --cgroup --root --wd \
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 container=test-host "$@"
