import type { SpecProcess } from '../launch-spec.ts'
import type { TerminalSize } from '../streams/container-io.ts'

/** 0: nobody has said. */
export const sizeOf = (size: SpecProcess['consoleSize']): TerminalSize => ({
  rows: size?.height ?? 0,
  columns: size?.width ?? 0,
})
