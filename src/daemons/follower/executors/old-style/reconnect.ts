import type { Effect } from '../../effects.ts'
import type { Executor, FollowerState } from '../../state.ts'

/** Asks an executor that speaks libprocess to come back to us after our restart, and again until it does, where that is configured. */
export const askBack = (state: FollowerState, { pid, containerId }: Executor): Effect[] => {
  if (pid === undefined) return []
  const body = { agent_id: { value: state.info.id?.value ?? '' } }
  const after = state.settings.executorReregistrationRetryInterval
  return [
    { kind: 'send', to: pid, name: 'ReconnectExecutorMessage', body },
    ...(after === undefined
      ? []
      : [
          {
            kind: 'timer',
            id: reconnectTimer(containerId),
            after,
            then: { kind: 'reconnect-due', containerId },
          } as const,
        ]),
  ]
}

export const reconnectTimer = (containerId: string): string => `reconnect ${containerId}`
