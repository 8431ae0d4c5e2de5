import type { RunTask } from '../../tasks/run-session.ts'
import type { RunListener } from '../../tasks/run-tasks.ts'
import type { Palette } from './palette.ts'

export interface RunViewOptions {
  readonly palette: Palette
  readonly progress: (line: string) => void
  /** More than one task: each line of output says whose it is. */
  readonly several: boolean
  /** Nothing but the result is wanted. */
  readonly quiet: boolean
}

/** States on stderr, the tasks' own output where it belongs. */
export const createRunView = ({ palette, progress, several, quiet }: RunViewOptions): RunListener => {
  let waited = ''
  return {
    state: (task, { state, message }) => {
      const about = message === undefined || message === '' ? '' : palette.dim(`  ${message}`)
      progress(`${palette.cyan(task.id)}  ${paintState(state, palette)}${about}`)
    },
    waiting: why => {
      if (why !== waited) progress(palette.dim(`waiting: ${why}`))
      waited = why
    },
    output: (task, stream, text) => {
      if (!quiet) process[stream].write(several ? prefixed(task, text, palette) : text)
    },
  }
}

const prefixed = (task: RunTask, text: string, { dim }: Palette) => text.replace(/^(?=.)/gm, dim(`${task.id} | `))

const paintState = (state: string, { green, red, yellow }: Palette): string => {
  if (state === 'TASK_FINISHED' || state === 'TASK_RUNNING') return green(state)
  return state === 'TASK_STARTING' || state === 'TASK_STAGING' || state === 'TASK_KILLING' ? yellow(state) : red(state)
}
