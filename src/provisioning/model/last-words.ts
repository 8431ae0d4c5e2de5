/** sh text: what the unit of systemd named $1 said last, without what systemd says of each task that outlives a follower. */
export const lastWords = (scope: string, lines: number): string =>
  `journalctl ${scope} -u "$1" -n 300 --no-pager -o cat | grep -Ev '${ofTasks}' | tail -n ${lines}`

const ofTasks = 'remains running after unit stopped|Found left-over process|usually indicates unclean termination'
