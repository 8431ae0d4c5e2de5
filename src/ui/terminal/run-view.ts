import { once } from 'node:events'
import type { RunTask } from '../../tasks/run-session.ts'
import type { OutputStream, RunListener } from '../../tasks/run-tasks.ts'
import type { Palette } from './palette.ts'
import { createPrefixer, type Prefixer } from './prefixed-lines.ts'

export interface RunViewOptions {
  readonly palette: Palette
  readonly progress: (line: string) => void
  /** More than one task: each line of output says whose it is. */
  readonly several: boolean
  /** Nothing but the result is wanted. */
  readonly quiet: boolean
}

/** States on stderr, the tasks' own output where it belongs: of one task byte by byte, of several line by line. */
export const createRunView = ({ palette, progress, several, quiet }: RunViewOptions): RunListener => {
  const prefixers = new Map<string, Prefixer>()
  let waited = ''
  return {
    state: (task, { state, message, healthy }) => {
      const word = message === undefined || message === '' ? (healthy === true ? 'healthy' : '') : message
      const about = word === '' ? '' : palette.dim(`  ${word}`)
      progress(`${palette.cyan(task.id)}  ${paintState(state, palette)}${about}`)
    },
    waiting: why => {
      if (why !== waited) progress(palette.dim(`waiting: ${why}`))
      waited = why
    },
    output: async (task, stream, chunk) => {
      if (quiet) return
      await writeAll(stream, several ? prefixerOf(prefixers, task, stream, palette).push(chunk) : chunk)
    },
    outputEnded: (task, stream, error) => {
      const rest = prefixers.get(`${task.id} ${stream}`)?.end() ?? ''
      if (rest !== '') process[stream].write(rest)
      if (error !== undefined && (error as { code?: unknown }).code !== 'EPIPE')
        progress(palette.dim(`${task.id}: its ${stream} cannot be read: ${(error as Error).message}`))
    },
  }
}

const prefixerOf = (prefixers: Map<string, Prefixer>, task: RunTask, stream: OutputStream, { dim }: Palette) => {
  const key = `${task.id} ${stream}`
  const known = prefixers.get(key) ?? createPrefixer(dim(`${task.id} | `))
  prefixers.set(key, known)
  return known
}

/** A slow reader slows us down instead of filling our memory. */
export const writeAll = async (stream: OutputStream, data: string | Uint8Array): Promise<void> => {
  if (!process[stream].writable) return
  if (!process[stream].write(data)) await once(process[stream], 'drain')
}

const paintState = (state: string, { green, red, yellow }: Palette): string => {
  if (state === 'TASK_FINISHED' || state === 'TASK_RUNNING') return green(state)
  return state === 'TASK_STARTING' || state === 'TASK_STAGING' || state === 'TASK_KILLING' ? yellow(state) : red(state)
}
