/**
 * sh functions of those who start, look at and stop what our supervisor runs. A folder holds NAME.pid and NAME.ticks, the time at
 * which that process started (field 22 of /proc/PID/stat): a number alone may belong to a stranger after a reboot or a kill -9.
 *
 * `ticks PID` says when it started; `ours FOLDER/NAME` is true while the very process of that record lives. They start no process.
 */
export const processRecords = `since() { read -r mantl_s 2>/dev/null <"/proc/$1/stat" || return 1; set -- \${mantl_s##*) }; mantl_s=\${20}; }
ticks() { since "$1" && echo "$mantl_s"; }
kept() { mantl_k=; read -r mantl_k 2>/dev/null <"$1"; [ -n "$mantl_k" ]; }
ours() { kept "$1.pid" && since "$mantl_k" && kept "$1.ticks" && [ "$mantl_s" = "$mantl_k" ]; }`
