import type { AgentInfo } from '../../../../mesos/messages/agent-info.ts'
import { MasterInfo } from '../../../../mesos/messages/agent-info.ts'
import { MachineInfo } from '../../../../mesos/messages/basics.ts'
import { toJson } from '../../../../mesos/messages/codec/index.ts'
import { Schedule } from '../../../../mesos/messages/maintenance.ts'
import { QuotaConfig } from '../../../../mesos/messages/quota.ts'
import { RegistryGoneSlave, RegistrySlave, RegistryUnreachableSlave } from '../../../../mesos/messages/registry.ts'
import { toPostRefinement, toPreRefinement } from '../../../../mesos/resources/index.ts'
import { isReset } from '../../quota/config.ts'
import type { MasterState } from '../../state.ts'
import { listOf, objectOf, type Pieces } from './pieces.ts'

/**
 * PURE. What the registry holds, in pieces, as the one message that it is in Mesos: facts/master.md 13, the names those of v0. Ours holds it in
 * many entries; what we lead by is what they say. Empty where we do not lead.
 */
export function* registryPieces(state: MasterState): Generator<string | Uint8Array> {
  if (state.phase !== 'leading') return yield '{}'
  const { agents } = state
  yield* objectOf(small(state), {
    ...list('slaves', knownAgents(state), ([id, info]) =>
      toJson(RegistrySlave, { info: asStored(info), ...aside(state, id) }),
    ),
    ...list('unreachable', agents.unreachable, ([id, { since }]) =>
      toJson(RegistryUnreachableSlave, { id: { value: id }, timestamp: time(since), ...aside(state, id) }),
    ),
    ...list('gone', agents.gone, ([id, since]) =>
      toJson(RegistryGoneSlave, { id: { value: id }, timestamp: time(since) }),
    ),
  })
}

const small = ({ info, maintenance, quotas, weights, agents }: MasterState) => {
  const machines = [...maintenance.inForce.machines.values()].map(machine => ({ info: toJson(MachineInfo, machine) }))
  const configs = [...quotas.values()].filter(config => !isReset(config))
  const needed = [
    ...(agents.deactivated.inForce.size > 0 ? ['AGENT_DRAINING'] : []),
    ...(configs.length > 0 ? ['QUOTA_V2'] : []),
  ]
  return {
    master: { info: toJson(MasterInfo, info) },
    ...(machines.length > 0 && { machines: { machines } }),
    ...(maintenance.inForce.schedule.windows?.length && {
      schedules: [toJson(Schedule, maintenance.inForce.schedule)],
    }),
    ...(configs.length > 0 && { quota_configs: configs.map(config => toJson(QuotaConfig, config)) }),
    ...(weights.size > 0 && { weights: [...weights].map(([role, weight]) => ({ info: { role, weight } })) }),
    ...(needed.length > 0 && { minimum_capabilities: needed.map(capability => ({ capability })) }),
  }
}

/** `name: { slaves: [ … ] }`; nothing where there are none. */
const list = <T>(
  name: string,
  items: ReadonlyMap<string, T> | Entries<T>,
  json: (item: [string, T]) => unknown,
): Lists => {
  const all = [...items]
  if (all.length === 0) return {}
  return { [name]: objectOf({}, { slaves: listOf(all, item => JSON.stringify(json(item))) }) }
}

type Entries<T> = readonly [string, T][]
type Lists = Readonly<Record<string, Pieces>>

const knownAgents = ({ agents }: MasterState): [string, AgentInfo][] =>
  [agents.registered, agents.recovered].flatMap(table =>
    [...table].map(([id, { info }]): [string, AgentInfo] => [id, info]),
  )

const asStored = (info: AgentInfo): AgentInfo => ({
  ...info,
  resources: toPreRefinement(toPostRefinement(info.resources ?? [])),
})

const aside = ({ agents }: MasterState, id: string) => {
  const deactivation = agents.deactivated.inForce.get(id)
  if (deactivation === undefined) return {}
  const { drain } = deactivation
  return { deactivated: true, ...(drain && { drain_info: { state: drain.state, config: drain.config } }) }
}

const time = (ms: number) => ({ nanoseconds: ms * 1e6 })
