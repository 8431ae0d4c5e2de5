import { type AgentMutant, createAgent } from './agent/agent.ts'
import type { Surroundings } from './cluster.ts'
import { createEnsemble } from './ensemble/ensemble.ts'
import { applyFault } from './faults/apply.ts'
import { createFramework } from './framework/framework.ts'
import type { Invariant, InvariantKind, Truth } from './invariants/invariant.ts'
import { unsettled } from './invariants/settled.ts'
import { invariants as allInvariants } from './invariants/table.ts'
import { createLeader, type Step } from './leader/leader.ts'
import { createHosts } from './network/hosts.ts'
import { createNetwork } from './network/network.ts'
import { operate } from './operator/operate.ts'
import { createOperator } from './operator/operator.ts'
import { planRun, type RunOptions } from './plan.ts'
import { createTimeline } from './timeline.ts'
import { createTrace, type TraceLine } from './trace.ts'
import { collectViolations, type Violation } from './violation.ts'
import type { Watch } from './watch.ts'

export interface RunExtras extends AgentMutant {
  /** Hears each line of the trace. */
  readonly hear?: (line: TraceLine) => void
  /** In place of the real transitions, to see that the checks find what is wrong with them. */
  readonly step?: Step
  readonly invariants?: readonly InvariantKind[]
}

export interface RunResult {
  readonly seed: number
  readonly events: number
  /** Virtual ms. */
  readonly time: number
  /** Of the whole trace: the same for the same seed, always. */
  readonly hash: string
  /** That happened. */
  readonly faults: number
  /** That the seed planned, happened or not, left out or not. */
  readonly faultsPlanned: number
  readonly tasks: number
  readonly violation?: Violation
}

/** Years after the epoch, as in life, so that numbers are as large. */
const START = 1_700_000_000_000
const SWEEP_EVERY = 400
const LOOK_EVERY = 2_000

/** One whole cluster, from its seed to its end or to the first thing that is wrong. */
export const run = (options: RunOptions, extras: RunExtras = {}): RunResult => {
  const plan = planRun(options)
  const { chance } = plan
  const timeline = createTimeline(START)
  const trace = createTrace(() => timeline.now - START, extras.hear)
  const hosts = createHosts()
  const network = createNetwork(timeline, chance.fork(), hosts, plan.knobs.delay)
  const ensemble = createEnsemble({ timeline, chance: chance.fork(), hosts, sessionTimeout: plan.sessionTimeout })

  const checks: Invariant[] = []
  const violations = collectViolations(trace, () => timeline.now - START)
  const watch = watchOf(checks, violations.threw)
  ensemble.registry.onApplied(watch.applied)
  const all: Surroundings = { plan, timeline, chance, network, ensemble, trace, watch }
  const leaders = Array.from({ length: plan.leaders }, (_, index) =>
    createLeader(all, index, plan.settings, extras.step),
  )
  const agents = plan.agents.map((info, index) => createAgent(all, index, info, extras))
  const frameworks = plan.profiles.map((profile, index) => createFramework(all, index, profile))
  const truth: Truth = { plan, ensemble, leaders, agents, frameworks }
  for (const { name, create } of extras.invariants ?? allInvariants)
    checks.push(create(truth, violations.reporter(name)))

  const nodes = [...leaders, ...agents, ...frameworks]
  for (const node of nodes) timeline.after(chance.below(3_000), node.start)
  const operating = operate(createOperator(all), plan.operations, truth, timeline)

  let sweep = SWEEP_EVERY
  const advance = (end: number, most: number) => {
    while (violations.first === undefined && timeline.count < most && timeline.step(end)) {
      if (--sweep > 0) continue
      sweep = SWEEP_EVERY
      for (const check of checks) check.sweep?.()
    }
  }

  const ends: (() => void)[] = []
  for (const fault of plan.faults) {
    timeline.after(fault.at, () => {
      if (settling) return
      trace.add('!', `${fault.kind} #${fault.number}`, () => fault.targets)
      ends.push(applyFault({ timeline, network, leaders, agents, frameworks }, fault))
    })
  }
  let settling = false
  advance(START + plan.duration, plan.events)
  settling = true
  for (const end of ends) end()
  trace.add('!', 'faults end')
  for (const framework of frameworks) framework.settle()
  operating.windUp()
  const limit = timeline.now + plan.settle
  while (violations.first === undefined && timeline.now < limit) {
    advance(Math.min(timeline.now + LOOK_EVERY, limit), Number.POSITIVE_INFINITY)
    if (unsettled(truth).length === 0) break
  }
  if (violations.first === undefined) for (const check of checks) check.sweep?.()
  if (violations.first === undefined) for (const check of checks) check.end?.()
  return {
    seed: options.seed,
    events: trace.count,
    time: timeline.now - START,
    hash: trace.hash(),
    faults: ends.length,
    faultsPlanned: plan.faultsPlanned,
    tasks: frameworks.reduce((sum, { state }) => sum + state.launched, 0),
    ...(violations.first && { violation: violations.first }),
  }
}

const watchOf = (checks: readonly Invariant[], threw: Watch['threw']): Watch => ({
  leaderStepped: (...given) => {
    for (const check of checks) check.leaderStepped?.(...given)
  },
  agentStepped: (...given) => {
    for (const check of checks) check.agentStepped?.(...given)
  },
  frameworkStepped: (...given) => {
    for (const check of checks) check.frameworkStepped?.(...given)
  },
  applied: batch => {
    for (const check of checks) check.applied?.(batch)
  },
  containerEnded: (...given) => {
    for (const check of checks) check.containerEnded?.(...given)
  },
  taskEnded: (...given) => {
    for (const check of checks) check.taskEnded?.(...given)
  },
  rebooted: node => {
    for (const check of checks) check.rebooted?.(node)
  },
  threw,
})
