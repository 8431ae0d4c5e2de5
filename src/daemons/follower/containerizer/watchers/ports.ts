import { setImmediate } from 'node:timers/promises'
import type { Ranges } from '../../../../mesos/resources/ranges.ts'
import type { Clock } from '../../../../runtime/clock.ts'
import type { Logger } from '../../../../runtime/logger.ts'
import type { Event } from '../../events.ts'
import { listeningPorts, ownNetwork, socketsOf } from '../../linux/listening-ports.ts'
import { portsLimitation, shown, strangePorts } from './port-ownership.ts'
import { rounds } from './rounds.ts'
import type { Watched } from './watched.ts'
import type { Watcher } from './watcher.ts'

export interface PortsWatch {
  readonly running: () => readonly Watched[]
  /** All processes of a container and of those in it. */
  readonly members: (containerId: string) => readonly number[]
  /** Ports that count; absent: all do. */
  readonly looked: () => Ranges | undefined
  /** --container_ports_watch_interval, milliseconds. */
  readonly interval: number
  /** --enforce_container_ports; else it is only said. */
  readonly enforce: boolean
  readonly clock: Clock
  readonly log: Logger
  readonly post: (event: Event) => void
}

/** The isolator network/ports: who of those on the host's network listens on ports that it was not given. */
export const watchPorts = (options: PortsWatch): Watcher => {
  const told = new Map<string, string>()
  const look = async () => {
    const ports = await listeningPorts()
    const network = await ownNetwork()
    const running = options.running()
    const looked = options.looked()
    for (const { containerId, resources } of running) {
      const listening: number[] = []
      for (const pid of options.members(containerId)) {
        for (const inode of await socketsOf(pid, network))
          listening.push(...(ports.has(inode) ? [ports.get(inode)!] : []))
      }
      tell(containerId, strangePorts(listening, resources, looked))
      await setImmediate()
    }
    const ids = new Set(running.map(({ containerId }) => containerId))
    for (const containerId of told.keys()) if (!ids.has(containerId)) told.delete(containerId)
  }
  const tell = (containerId: string, strange: Ranges) => {
    if (strange.length === 0) return void told.delete(containerId)
    const limitation = portsLimitation(containerId, strange)
    // Once, as long as nothing changes.
    if (told.get(containerId) === shown(strange)) return
    told.set(containerId, shown(strange))
    options.log.info(limitation.message)
    if (options.enforce) options.post({ kind: 'limit-reached', containerId, limitation })
  }
  const close = rounds(options.clock, options.log, options.interval, look)
  return { usage: () => ({}), close }
}
