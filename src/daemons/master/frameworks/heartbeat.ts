import type { Effect } from '../effects.ts'

export const HEARTBEAT_SECONDS = 15

/** Says that the stream lives, now and again later. */
export const heartbeat = (frameworkId: string, streamId: string): Effect[] => [
  { kind: 'stream', streamId, event: { type: 'HEARTBEAT' } },
  {
    kind: 'timer',
    id: `heartbeat ${frameworkId}`,
    after: HEARTBEAT_SECONDS * 1000,
    next: { kind: 'heartbeat-due', frameworkId, streamId },
  },
]
