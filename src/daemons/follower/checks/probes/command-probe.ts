import type { Effect, LaunchOrder } from '../../effects.ts'
import type { Event } from '../../events.ts'
import type { ProbeOrder, ProbeResult } from '../probe.ts'
import type { ProbeCommand } from './prober.ts'

/** What it takes to run something in a container. */
export interface DebugContainers {
  launch(order: LaunchOrder): Promise<void>
  destroy(effect: Extract<Effect, { kind: 'destroy' }>): Promise<void>
}

export interface CommandProbes {
  readonly probe: ProbeCommand
  /** Whether the event is of a container of ours: nobody else then hears of it. */
  takes(event: Event): boolean
}

/**
 * Each command runs in a debug container of its own: in the task's namespaces and cgroup, as its user, what it says in the sandbox's stderr. No state
 * knows of these containers; a follower that finds one of an earlier run removes it as an orphan.
 */
export const createCommandProbes = (containers: () => DebugContainers, uuid: () => string): CommandProbes => {
  const running = new Map<string, (result: ProbeResult) => void>()
  const destroy = (event: Omit<Extract<Effect, { kind: 'destroy' }>, 'kind' | 'directory'>) =>
    // Without a folder: whoever else works in the task's sandbox is not of this container.
    containers().destroy({ kind: 'destroy', directory: '', ...event })
  return {
    probe: (order, { command }, signal) =>
      new Promise(resolve => {
        const containerId = `${order.containerId}/check-${uuid()}`
        const giveUp = () => void destroy({ containerId })
        running.set(containerId, result => {
          running.delete(containerId)
          signal.removeEventListener('abort', giveUp)
          resolve(result)
        })
        signal.addEventListener('abort', giveUp, { once: true })
        void containers().launch(debugOrder(order, containerId, { ...command, uris: [] }))
      }),
    takes: event => {
      const done = 'containerId' in event ? running.get(event.containerId) : undefined
      if (done === undefined) return false
      // The container may just be going: that says nothing of the task.
      if (event.kind === 'launch-failed') done({ kind: 'undone', message: event.message })
      if (event.kind === 'container-ended') {
        const { containerId, record } = event
        void destroy({ containerId, ...(record ? { record } : {}) })
      }
      if (event.kind === 'container-destroyed') done(resultOf(event.record))
      return true
    },
  }
}

const debugOrder = (
  { directory, user, environment }: ProbeOrder,
  containerId: string,
  command: LaunchOrder['command'],
): LaunchOrder => ({
  containerId,
  kind: 'debug',
  command,
  directory,
  environment,
  ...(user === undefined ? {} : { user }),
  resources: { cpus: 0, mem: 0 },
  output: 'stderr',
})

const resultOf = (record: Extract<Event, { kind: 'container-destroyed' }>['record']): ProbeResult => {
  if (record === undefined) return { kind: 'undone', message: 'how the command ended is lost' }
  return { kind: 'command', exitCode: record.exitCode ?? 128 + (record.signal ?? 0) }
}
