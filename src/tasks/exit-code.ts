import type { TaskStatus } from '../mesos/messages/task.ts'
import { signalNumber } from '../mesos/signal-words.ts'

/** What a signal that has no words here is taken for. */
const SIGKILL = 9

/** The command's own exit code; 128 + n for signal n, as shells say it; 1 for an end that was not its own. PURE. */
export const exitCodeOf = ({ state, message = '' }: TaskStatus): number => {
  if (state === 'TASK_FINISHED') return 0
  const exited = /exited with status (\d+)/.exec(message)
  if (exited) return Number(exited[1])
  const signalled = /terminated with signal (.+?)(?: \(core dumped\))?$/i.exec(message)
  if (signalled) return 128 + (signalNumber(signalled[1]!) ?? SIGKILL)
  return state === 'TASK_KILLED' ? 143 : 1
}
