import type { AgentInfo } from '../../src/mesos/messages/agent-info.ts'
import { type AgentSettings, type AgentState, newAgent } from './agent.ts'
import { normal } from './chance.ts'
import { type FrameworkState, newFramework } from './framework.ts'

/** PURE. The cluster of the NSDI'11 experiment: each agent has room for two tasks, which take 30 ± 10 s. */
export const NEED = { cpus: 1, mem: 1024 } as const
export const SLOTS = 2

export const agentInfo = (number: number): AgentInfo => ({
  hostname: `agent-${number}.example`,
  port: 5051,
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: SLOTS * NEED.cpus } },
    { name: 'mem', type: 'SCALAR', scalar: { value: SLOTS * NEED.mem } },
    { name: 'disk', type: 'SCALAR', scalar: { value: 100_000 } },
    { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31_000, end: 32_000 }] } },
  ],
  attributes: [{ name: 'rack', type: 'TEXT', text: { value: `r${number % 40}` } }],
})

/** The `number`th agent on an address of its own in 127/8, or on one that it shares with those next to it. */
export const agentAt = (number: number, port: number, sharing: number, settings: AgentSettings): AgentState => {
  const place = Math.floor(number / sharing)
  const address = `127.${1 + Math.floor(place / 50_000)}.${Math.floor(place / 200) % 250}.${1 + (place % 200)}`
  return newAgent(`slave(${1 + (number % sharing)})@${address}:${port}`, agentInfo(number), settings)
}

/** One that always has more to do. */
export const busyFramework = (number: number, seconds: number, random: () => number): FrameworkState =>
  newFramework(`busy-${number}`, Number.POSITIVE_INFINITY, NEED, normal(seconds, seconds / 3, random))

/** One with a single task. */
export const jobFramework = (number: number, seconds: number): FrameworkState =>
  newFramework(`job-${number}`, 1, NEED, () => seconds)
