import type { Check, Examined } from '../doctor/check.ts'
import { changesOf } from '../model/plan.ts'
import { compareClocks } from '../phases/compare-clocks.ts'
import { gather } from '../phases/gather.ts'
import { distinct } from '../planner/facts-needed.ts'
import type { ObservedHost } from './observe.ts'
import type { Prepared } from './prepare.ts'
import type { PlannedRun } from './provision.ts'

/** The planned run, with what the doctor says of hosts that it would change. Where it changes nothing, nobody is asked: else one round trip a host. */
export const preflighted = async (planned: PlannedRun, { cluster }: Prepared): Promise<PlannedRun> => {
  const { plan, observed } = planned
  const changing = new Set(changesOf(plan).map(({ host }) => host))
  if (changing.size === 0) return planned
  // loaded where something is changed: a run without changes starts as fast as before
  const { checksBefore, concernsBefore } = await import('../doctor/before-change.ts')
  const answers = await Promise.all(
    observed.hosts.map(host => lookAt(host, cluster, changing.has(host.host.name) ? checksBefore : [])),
  )
  const looked = answers.filter(host => host !== undefined)
  // a host whose answer was slow must not make the others' clocks look wrong
  const give = Math.max(0, ...looked.map(({ clock }) => clock.give))
  const { warnings, errors } = concernsBefore(
    looked.map(host => ({ ...host, clock: { ...host.clock, give } })),
    changing,
  )
  return {
    ...planned,
    plan: { ...plan, warnings: [...plan.warnings, ...warnings], errors: [...plan.errors, ...errors] },
  }
}

/** Undefined where a host does not answer now: that its changes tell. */
const lookAt = async (
  { host, connection, surroundings, layout }: ObservedHost,
  cluster: Prepared['cluster'],
  checks: readonly Check[],
): Promise<Examined | undefined> => {
  const examinee = { host, cluster, surroundings, layout }
  const requests = distinct(checks.flatMap(check => check.needs?.(examinee) ?? []))
  try {
    const [clock, facts] = await Promise.all([compareClocks(connection), gather(connection, requests)])
    return { ...examinee, clock, facts, probe: () => 'open' }
  } catch {
    return undefined
  }
}
