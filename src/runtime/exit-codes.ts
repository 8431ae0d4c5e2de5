/** What a daemon exits with. */
export const daemonExit = {
  stopped: 0,
  failed: 1,
  /** Bad flags. */
  usage: 64,
  /** A transition threw: the state in memory can't be trusted, a restart recovers it from disk and peers. */
  bug: 70,
  /** Killed by a second signal while closing took too long. */
  impatient: 130,
} as const
