/** PURE. Times of the state (ms since the epoch) as v0 endpoints and v1 messages write them. */
export const seconds = (ms: number): number => ms / 1000

export const timeInfo = (ms: number) => ({ nanoseconds: ms * 1e6 })
