import type { ContainerInfo } from '../../../../mesos/messages/container.ts'

/** How a container's standard streams are connected. Absent: nothing comes in, and what goes out is in the sandbox's stdout and stderr. */
export interface ContainerIo {
  /** A terminal of this many characters is all three of them; 0: nobody has said how large it is. */
  readonly terminal?: TerminalSize
  /**
   * Whoever launched it holds the other ends: it ends with him, and nothing of it is in files. Otherwise it has a terminal, whose output is
   * in the sandbox's stdout, and which outlives us.
   */
  readonly session: boolean
}

export interface TerminalSize {
  readonly rows: number
  readonly columns: number
}

/** Of what a framework launches: a terminal where it asks for one, which outlives us. */
export const terminalIo = (container: ContainerInfo | undefined): { readonly io?: ContainerIo } =>
  container?.tty_info === undefined
    ? {}
    : { io: { session: false, terminal: container.tty_info.window_size ?? { rows: 0, columns: 0 } } }
