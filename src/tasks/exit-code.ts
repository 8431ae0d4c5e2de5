import type { TaskStatus } from '../mesos/messages/task.ts'

/** The command's own exit code; 128 + n for signal n, as shells say it; 1 for an end that was not its own. PURE. */
export const exitCodeOf = ({ state, message = '' }: TaskStatus): number => {
  if (state === 'TASK_FINISHED') return 0
  const exited = /exited with status (\d+)/.exec(message)
  if (exited) return Number(exited[1])
  const signalled = /terminated with signal (.+?)(?: \(core dumped\))?$/i.exec(message)
  if (signalled) return 128 + signalNumber(signalled[1]!)
  return state === 'TASK_KILLED' ? 143 : 1
}

/** Followers say strsignal(3)'s words, SIGKILL's number where these are unknown. */
const signalNumber = (words: string): number => signals.indexOf(words) + 1 || 9

/** Linux's signals by number, from 1 on, in glibc's words. */
const signals = [
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
