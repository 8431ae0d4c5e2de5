import { MantlError } from '../../errors.ts'
import { type BatchResult, batchScript, readBatch } from './batch-script.ts'
import type { ApplyContext } from './context.ts'
import type { ShellWork } from './shell-change.ts'

const quickMs = 120_000

export type WorkOutcome = BatchResult & { readonly exitCode: number; readonly timedOut: boolean }

/** Runs works in one message to the host. How far they got is the result; throws what the connection throws. */
export const runWorks = async (works: readonly ShellWork[], context: ApplyContext): Promise<WorkOutcome> => {
  const { exitCode, stdout, stderr, timedOut } = await context.connection.run({
    script: batchScript(works),
    env: { MANTL_STATE: context.layout.state },
    timeoutMs: works[0]?.timeoutMs ?? quickMs,
    sensitive: true,
  })
  return { ...readBatch(stdout, stderr), exitCode, timedOut: timedOut ?? false }
}

/** One work. Throws `apply.failed` with its last words. */
export const runWork = async (work: ShellWork, context: ApplyContext): Promise<void> => {
  const outcome = await runWorks([work], context)
  if (outcome.exitCode !== 0) throw workFailed(outcome)
}

export const workFailed = ({ exitCode, timedOut, said }: WorkOutcome): MantlError => {
  const lastLines = said.split('\n').slice(-5).join('\n')
  const why = lastLines === '' ? `a command ended with ${exitCode}` : lastLines
  return new MantlError('apply.failed', timedOut ? `it took too long${said === '' ? '' : `: ${lastLines}`}` : why)
}
