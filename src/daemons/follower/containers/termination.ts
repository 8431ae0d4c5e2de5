import type { EventOf, Limitation } from '../events.ts'
import { memoryOutcome } from '../executors/outcome.ts'
import type { ContainerTermination } from '../state.ts'

const SIGKILL = 9

/** What is told of a container's end. One that was killed before it ran, or whose end is lost, counts as killed. */
export const terminationOf = (
  { record, memory }: Omit<EventOf<'container-destroyed'>, 'kind' | 'containerId'>,
  limitation: Limitation | undefined,
): ContainerTermination => {
  const status = record?.status ?? SIGKILL
  if (limitation !== undefined) {
    const { reason, message, resources } = limitation
    return { status, state: 'TASK_FAILED', reason, message, limitation: { ...(resources ? { resources } : {}) } }
  }
  if (memory === undefined) return { status }
  const { state, reason, message, limitation: limited } = memoryOutcome(memory)
  return { status, state, ...(reason ? { reason } : {}), ...(message ? { message } : {}), limitation: { ...limited } }
}
