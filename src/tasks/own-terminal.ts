import type { TTYInfo } from '../mesos/messages/container.ts'

/** This process' terminal, made to hand on every key as it is pressed. */
export interface OwnTerminal {
  readonly size: () => NonNullable<TTYInfo['window_size']>
  onResize(fn: () => void): void
  /** As it was before, on every way out. */
  restore(): void
}

/** `raw`: keys are not looked at here; Ctrl-C is one like any other. */
export const takeTerminal = (raw: boolean): OwnTerminal => {
  const { stdin, stdout } = process
  const listeners: (() => void)[] = []
  const restore = () => {
    if (raw && stdin.isTTY) stdin.setRawMode(false)
    for (const fn of listeners) stdout.off('resize', fn)
    process.off('exit', restore)
  }
  if (raw && stdin.isTTY) stdin.setRawMode(true)
  process.on('exit', restore)
  return {
    size: () => ({ rows: stdout.rows ?? 0, columns: stdout.columns ?? 0 }),
    onResize: fn => {
      listeners.push(fn)
      stdout.on('resize', fn)
    },
    restore,
  }
}
