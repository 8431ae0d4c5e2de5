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
