/** What strsignal(3) calls signals, as Mesos does in its messages. */
const names: readonly (string | undefined)[] = [
  undefined,
  'Hangup',
  'Interrupt',
  'Quit',
  'Illegal instruction',
  'Trace/breakpoint trap',
  'Aborted',
  'Bus error',
  'Floating point exception',
  'Killed',
  'User defined signal 1',
  'Segmentation fault',
  'User defined signal 2',
  'Broken pipe',
  'Alarm clock',
  'Terminated',
  'Stack fault',
  'Child exited',
  'Continued',
  'Stopped (signal)',
  'Stopped',
  'Stopped (tty input)',
  'Stopped (tty output)',
  'Urgent I/O condition',
  'CPU time limit exceeded',
  'File size limit exceeded',
  'Virtual timer expired',
  'Profiling timer expired',
  'Window changed',
  'I/O possible',
  'Power failure',
  'Bad system call',
]

export const describeSignal = (signal: number): string => names[signal] ?? `Unknown signal ${signal}`

/** The number behind such words, as they stand in an agent's messages; undefined for others. */
export const signalNumber = (words: string): number | undefined => {
  const number = names.indexOf(words)
  return number < 0 ? undefined : number
}
