import { exitCode } from '../../errors.ts'

export interface Interrupt extends Disposable {
  readonly signal: AbortSignal
}

/** Ctrl-C and SIGTERM end a run in order: what is under way is finished. A second one ends the process at once. */
export const onInterrupt = (say: () => void): Interrupt => {
  const controller = new AbortController()
  const hear = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted)
    controller.abort()
    say()
  }
  process.on('SIGINT', hear).on('SIGTERM', hear)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off('SIGINT', hear).off('SIGTERM', hear),
  }
}
