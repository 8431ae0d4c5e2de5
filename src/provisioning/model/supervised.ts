/**
 * sh functions of those who start, look at and stop what our supervisor runs. A folder holds NAME.pid and NAME.ticks, the time at
 * which that process started (field 22 of /proc/PID/stat): a number alone may belong to a stranger after a reboot or a kill -9.
 *
 * `ticks PID` says when it started; `ours FOLDER/NAME` is true while the very process of that record lives.
 */
export const processRecords = `ticks() { s=$(cat "/proc/$1/stat" 2>/dev/null) || return 1; set -- \${s##*) }; echo "\${20}"; }
ours() { [ -s "$1.pid" ] && [ -s "$1.ticks" ] && [ "$(ticks "$(cat "$1.pid")")" = "$(cat "$1.ticks")" ]; }`
