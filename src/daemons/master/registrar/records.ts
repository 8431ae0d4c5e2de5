import type { Change, Entry } from '../../../coordination/state-store.ts'
import { MantlError } from '../../../errors.ts'
import { MasterInfo } from '../../../mesos/messages/agent-info.ts'
import { WeightInfo } from '../../../mesos/messages/cluster.ts'
import { decode, encode, type Schema } from '../../../mesos/messages/codec/index.ts'
import { QuotaConfig } from '../../../mesos/messages/quota.ts'
import { RegistryGoneSlave, RegistrySlave } from '../../../mesos/messages/registry.ts'
import type { RegistryChange, RegistryRecord } from '../effects.ts'
import { DeactivatedAgent, MaintenancePart, UnreachableAgentEntry } from './messages.ts'

/** What an entry of each area holds: the protobuf message that Mesos' registry has for it. */
const schemas: Record<RegistryRecord['area'], Schema<any>> = {
  agents: RegistrySlave,
  unreachable: UnreachableAgentEntry,
  gone: RegistryGoneSlave,
  deactivated: DeactivatedAgent,
  maintenance: MaintenancePart,
  quota: QuotaConfig,
  weights: WeightInfo,
  cluster: MasterInfo,
}

export const toChange = (change: RegistryChange): Change => {
  if (change.kind === 'delete') return change
  const { area, key, value } = change.record
  return { kind: 'put', area, key, value: encode(schemas[area], value) }
}

/** Throws `registry.corrupt` where an entry is not what its area holds, `registry.newer` for an area that we don't know. */
export const toRecord = ({ area, key, value }: Entry): RegistryRecord => {
  const schema = (schemas as Partial<typeof schemas>)[area as RegistryRecord['area']]
  if (schema === undefined) {
    throw new MantlError('registry.newer', `the registry holds ${area}/${key}, which this release does not know`, {
      hint: 'start the release that wrote it, or a later one',
    })
  }
  try {
    return { area, key, value: decode(schema, value) } as RegistryRecord
  } catch (cause) {
    throw new MantlError('registry.corrupt', `the registry's entry ${area}/${key} can't be read`, {
      hint: 'restore it from a backup, or remove this entry: an agent then registers anew, what was set is to be set again',
      cause,
    })
  }
}
