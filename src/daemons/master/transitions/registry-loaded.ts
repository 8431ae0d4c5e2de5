import { quotasChanged, weightsChanged } from '../allocation.ts'
import { pauseForRecovery } from '../allocation-pause.ts'
import { deactivationOf, recoverDeactivations } from '../draining/deactivations.ts'
import type { Effect, RegistryRecord } from '../effects.ts'
import { info } from '../log.ts'
import { recoverPlan } from '../maintenance/registry.ts'
import type { UnreachableAgentEntry } from '../registrar/messages.ts'
import type { MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** The registry is read: from now on we serve. Its agents have a time to come back. */
export const registryLoaded: Transition<'registry-loaded'> = (state, { records }, now) => {
  if (state.phase !== 'recovering') return []
  for (const record of records) take(state, record)
  const orphans = recoverDeactivations(state)
  recoverPlan(state, records)
  if (state.weights.size === 0) for (const [role, weight] of state.settings.weights) state.weights.set(role, weight)
  state.phase = 'leading'
  state.electedAt = now
  const agents = state.agents.recovered.size
  return [
    info('leading', { agents, unreachable: state.agents.unreachable.size }),
    ...weightsChanged(state),
    ...quotasChanged(state),
    ...pauseForRecovery(state),
    ...orphans,
    ...(agents > 0 ? [awaitAgents(state)] : []),
    { kind: 'timer', id: 'registry gc', after: state.settings.registryGcInterval, next: { kind: 'registry-gc-due' } },
  ]
}

const awaitAgents = ({ agents, settings }: MasterState): Effect => ({
  kind: 'timer',
  id: 'recovered agents',
  after: settings.agentReregisterTimeout,
  next: { kind: 'recovered-agents-timeout', of: agents.recovered.size },
})

const take = (state: MasterState, record: RegistryRecord): void => {
  const { recovered, unreachable, gone, deactivated } = state.agents
  switch (record.area) {
    case 'agents':
      recovered.set(record.key, { info: record.value.info })
      break
    case 'unreachable':
      unreachable.set(record.key, { since: ms(record.value.timestamp), ...placeIn(record.value) })
      break
    case 'deactivated':
      deactivated.written.set(record.key, deactivationOf(record.value))
      break
    case 'maintenance':
      break // its parts are put together
    case 'gone':
      gone.set(record.key, ms(record.value.timestamp))
      break
    case 'quota':
      state.quotas.set(record.key, record.value)
      break
    case 'weights':
      state.weights.set(record.key, record.value.weight)
      break
    case 'cluster':
      break // who led last is for people
  }
}

const ms = ({ nanoseconds }: { nanoseconds: number }) => Math.round(nanoseconds / 1e6)

const placeIn = ({ hostname, port }: UnreachableAgentEntry) =>
  hostname === undefined ? {} : { at: { hostname, ...(port !== undefined && { port }) } }
