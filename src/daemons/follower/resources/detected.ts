import type { Resource } from '../../../mesos/messages/resource.ts'

/** What the machine has. Megabytes of 1024 × 1024 bytes. */
export interface Machine {
  readonly cpus: number
  readonly memory: number
  /** Of the filesystem that holds the work folder. */
  readonly disk: number
}

const memoryKept = 1024
const diskKept = 5 * 1024
const firstPort = 31_000
const lastPort = 32_000

/** What is offered: as given, and detected where nothing is given of cpus, mem, disk or ports (flags.md 4, `resources`). */
export const withDetected = (given: readonly Resource[], machine: Machine, role: string): readonly Resource[] => {
  const has = (name: string) => given.some(resource => resource.name === name)
  const detected: readonly (readonly [string, Resource])[] = [
    ['cpus', scalarOf('cpus', machine.cpus)],
    ['mem', scalarOf('mem', leftOver(machine.memory, memoryKept))],
    ['disk', scalarOf('disk', leftOver(machine.disk, diskKept))],
    ['ports', { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: firstPort, end: lastPort }] } }],
  ]
  const names = detected.map(([name]) => name)
  const reserved = role === '*' ? {} : { reservations: [{ type: 'STATIC', role } as const] }
  return [
    ...detected.flatMap(([name, resource]) =>
      has(name) ? given.filter(one => one.name === name) : [{ ...resource, ...reserved }],
    ),
    ...given.filter(({ name }) => !names.includes(name)),
  ]
}

const scalarOf = (name: string, value: number): Resource => ({ name, type: 'SCALAR', scalar: { value } })

/** Some is kept for the machine itself: a fixed amount, or half where that would be too much. */
const leftOver = (total: number, kept: number): number => Math.floor(total < 2 * kept ? total / 2 : total - kept)
