import { masterFlags } from '../daemons/master/flags.ts'
import { settingsOf } from '../daemons/master/settings.ts'
import type { Settings } from '../daemons/master/state.ts'
import type { AgentInfo } from '../mesos/messages/agent-info.ts'
import { parseFlags } from '../runtime/flags.ts'
import { type Chance, createChance } from './chance.ts'
import type { FaultKind } from './faults/kinds.ts'
import { type Fault, planFaults } from './faults/plan.ts'
import { drawProfile } from './framework/profile.ts'
import type { Profile } from './framework/state.ts'
import { drawKnobs, type Knobs } from './knobs.ts'
import { type Operation, planOperations } from './operator/plan.ts'

export interface RunOptions {
  readonly seed: number
  readonly leaders?: number
  readonly agents?: number
  readonly frameworks?: number
  /** ms of virtual time with faults, before everything is let settle. */
  readonly duration?: number
  /** Faults end after so many events instead, if that comes first. */
  readonly events?: number
  /** Which kinds of faults may happen; absent: all. */
  readonly faults?: readonly FaultKind[]
  /** Of the faults planned only those with these numbers: how a failing run is made smaller. */
  readonly only?: ReadonlySet<number>
}

/** Everything that a seed decides before the first event. */
export interface Plan {
  readonly seed: number
  readonly chance: Chance
  readonly leaders: number
  readonly agents: readonly Pick<AgentInfo, 'hostname' | 'resources'>[]
  readonly profiles: readonly Profile[]
  readonly settings: Settings
  readonly knobs: Knobs
  readonly sessionTimeout: number
  /** Part of container launches that fail. */
  readonly launchFailures: number
  readonly duration: number
  readonly events: number
  /** ms after the last fault within which all has to settle. */
  readonly settle: number
  readonly faults: readonly Fault[]
  /** Before `only` chose from them. */
  readonly faultsPlanned: number
  readonly operations: readonly Operation[]
}

/** What `small` runs are drawn from: both ends included. */
const LEADERS = [2, 3] as const
const AGENTS = [3, 6] as const
const FRAMEWORKS = [2, 3] as const
const SECONDS = [12, 50] as const

export const planRun = (options: RunOptions): Plan => {
  const chance = createChance(options.seed)
  const leaders = options.leaders ?? chance.between(...LEADERS)
  const count = options.agents ?? chance.between(...AGENTS)
  const frameworks = options.frameworks ?? chance.between(...FRAMEWORKS)
  const duration = options.duration ?? chance.between(...SECONDS) * 1_000
  const knobs = drawKnobs(options.seed)
  const settings = turned(drawSettings(chance.fork()), knobs)
  const agents = Array.from({ length: count }, (_, index) => drawAgent(chance, index))
  const profiles = Array.from({ length: frameworks }, (_, index) => drawProfile(chance, index, count / frameworks))
  const names = { leaders, agents: count, frameworks }
  const faults = planFaults(chance.fork(), names, duration, options.faults)
  const operations = planOperations(chance.fork(), names, profiles, duration)
  return {
    seed: options.seed,
    leaders,
    agents,
    profiles,
    settings,
    knobs,
    sessionTimeout: 10_000,
    launchFailures: chance.pick([0, 0, 0.05]),
    duration,
    events: options.events ?? Number.POSITIVE_INFINITY,
    settle: SETTLE,
    faults: options.only === undefined ? faults : faults.filter(({ number }) => options.only!.has(number)),
    faultsPlanned: faults.length,
    operations,
    chance,
  }
}

/** Registration backs off to a minute, updates and kills are repeated, agents are given up: all of it fits. */
const SETTLE = 8 * 60_000

const defaults = (): Settings => {
  const parsed = parseFlags(masterFlags, {
    argv: ['--registry=in_memory'],
    env: {},
    program: 'mantl simulate',
    readFile: String,
  })
  if (parsed.kind !== 'values') throw new Error(`the master's flags have no defaults: ${JSON.stringify(parsed)}`)
  return settingsOf(parsed.values)
}
const DEFAULTS = defaults()

/** Shorter than in life, so that minutes suffice; some of them drawn. */
const drawSettings = (chance: Chance): Settings => ({
  ...DEFAULTS,
  agentPingTimeout: chance.pick([4_000, 7_000, 12_000]),
  maxAgentPingTimeouts: chance.between(2, 3),
  agentReregisterTimeout: chance.pick([30_000, 60_000]),
  allocationInterval: chance.pick([1_000, 2_000, 5_000]),
  ...(chance.happens(0.4) && { offerTimeout: chance.pick([3_000, 20_000]) }),
  registryGcInterval: 60_000,
})

const turned = (settings: Settings, { agentSettings, agentReregisterTimeout }: Knobs): Settings => ({
  ...settings,
  authenticateAgents: agentSettings.authenticates,
  ...(agentReregisterTimeout !== undefined && { agentReregisterTimeout }),
})

const drawAgent = (chance: Chance, index: number): Pick<AgentInfo, 'hostname' | 'resources'> => ({
  hostname: `host-${index}`,
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: chance.between(1, 8) } },
    { name: 'mem', type: 'SCALAR', scalar: { value: chance.between(2, 16) * 512 } },
    { name: 'disk', type: 'SCALAR', scalar: { value: 10_000 } },
    { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31_000, end: 31_000 + chance.below(500) }] } },
  ],
})
