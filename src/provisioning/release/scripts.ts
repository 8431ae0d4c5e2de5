import { processRecords } from '../model/supervised.ts'

/** The small sh programs of a release, by their path in it. */
export const releaseScripts = (): ReadonlyMap<string, string> =>
  new Map([
    ['bin/mesos-master', starter('mesos-master')],
    ['bin/mesos-agent', starter('mesos-agent')],
    ['bin/mesos-slave', starter('mesos-agent')],
    ['libexec/mantl-supervise', supervisor],
  ])

/**
 * Small hosts lack a library that Node needs: it lies beside it. Where the release brings no compiled code, Node keeps its own between
 * starts, or does without where the daemon's user may not write. The daemons take the variables out of their environment again.
 */
const starter = (bundle: string) => `#!/bin/sh
d=$(readlink -f "$0"); d=\${d%/*/*}; b=$d/lib/${bundle}
export LD_LIBRARY_PATH="$d/lib"
if [ -r "$b.cache" ]; then s=$d/lib/start.cjs; else s=; export NODE_COMPILE_CACHE="$d/lib/compiled"; fi
exec "$d/lib/node" --disable-warning=ExperimentalWarning \${s:+"$s"} "$b.cjs" "$@"
`

/** Restarts what dies: at once the first time, then with pauses up to 5 s; a daemon that lived for 10 s starts at the beginning again. */
const supervisor = `#!/bin/sh
# usage: mantl-supervise RUN-SCRIPT FOLDER LOG
run=$1 folder=$2 log=$3 stop='' child='' pause=0
mkdir -p "$folder" "\${log%/*}"
trap 'stop=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM INT
trap '' HUP
${processRecords}
keep() { ticks "$2" > "$1.ticks"; echo "$2" > "$1.pid.new" && mv "$1.pid.new" "$1.pid"; }
keep "$folder/supervisor" $$
while [ -z "$stop" ]; do
  born=$(date +%s)
  "$run" >>"$log" 2>&1 </dev/null &
  child=$!
  keep "$folder/daemon" "$child"
  while kill -0 "$child" 2>/dev/null; do wait "$child"; done
  rm -f "$folder/daemon.pid" "$folder/daemon.ticks"
  [ -z "$stop" ] || break
  if [ $(($(date +%s) - born)) -ge 10 ]; then pause=0; fi
  [ "$pause" = 0 ] || sleep "$pause"
  pause=$((pause + 1)); [ "$pause" -le 5 ] || pause=5
done
rm -f "$folder/supervisor.pid" "$folder/supervisor.ticks"
`
