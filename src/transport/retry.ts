const firstDelayMs = 500
const longestDelayMs = 5_000

/** PURE. How long to wait before the next attempt, in ms; undefined: give up. `attempt` counts from 1. */
export const retryDelay = (retryable: boolean, attempt: number, attempts: number): number | undefined =>
  retryable && attempt < attempts ? Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs) : undefined
