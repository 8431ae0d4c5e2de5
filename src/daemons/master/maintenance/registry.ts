import { encode } from '../../../mesos/messages/codec/index.ts'
import type { Effect, RegistryChange, RegistryRecord } from '../effects.ts'
import type { EventOf } from '../events.ts'
import { MaintenancePart } from '../registrar/messages.ts'
import type { MaintenancePlan, MasterState } from '../state.ts'
import { machineKey } from './machine-key.ts'
import { downMachines, planOf } from './plan.ts'

/** One entry of the registry holds at most 512 KB; of this, some 10,000 machines. */
const MOST_BYTES = 450 * 1024

const parts = (plan: MaintenancePlan) => ({
  schedule: { schedule: plan.schedule },
  down: { down: downMachines(plan) },
})

/** Why the registry can't hold the plan; undefined: it can. */
export const tooLarge = (plan: MaintenancePlan): string | undefined => {
  const largest = Math.max(...Object.values(parts(plan)).map(part => encode(MaintenancePart, part).length))
  return largest > MOST_BYTES ? `the schedule takes ${largest} bytes; at most ${MOST_BYTES} are kept` : undefined
}

/** The plan is what counts for calls that follow; it is in force when it is durable. */
export const storePlan = (
  state: MasterState,
  plan: MaintenancePlan,
  answer: Pick<EventOf<'maintenance-stored'>, 'request' | 'down'>,
): Effect => {
  state.maintenance.written = plan
  const { schedule, down } = parts(plan)
  const changes: RegistryChange[] = [
    { kind: 'put', record: { area: 'maintenance', key: 'schedule', value: schedule } },
    { kind: 'put', record: { area: 'maintenance', key: 'down', value: down } },
  ]
  return { kind: 'store', changes, next: { kind: 'maintenance-stored', plan, ...answer } }
}

/** A new leader's plan, out of the registry's two entries. */
export const recoverPlan = (state: MasterState, records: readonly RegistryRecord[]): void => {
  const values = records.flatMap(({ area, value }) => (area === 'maintenance' ? [value] : []))
  const down = new Set(values.flatMap(part => part.down ?? []).map(machineKey))
  const plan = planOf(values.find(({ schedule }) => schedule)?.schedule ?? {}, key => down.has(key))
  state.maintenance.written = plan
  state.maintenance.inForce = plan
}
