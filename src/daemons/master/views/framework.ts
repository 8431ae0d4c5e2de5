import type { ResponseGetFrameworksFramework } from '../../../mesos/messages/master-response.ts'
import type { Framework } from '../state.ts'

/** A framework as the events FRAMEWORK_ADDED and FRAMEWORK_UPDATED show it. Mesos writes 0 for a time that never was. */
export const frameworkView = (framework: Framework): ResponseGetFrameworksFramework => ({
  framework_info: framework.info,
  active: framework.active,
  connected: framework.connected,
  recovered: framework.recovered,
  registered_time: { nanoseconds: (framework.registeredAt ?? 0) * 1e6 },
  reregistered_time: { nanoseconds: (framework.reregisteredAt ?? framework.registeredAt ?? 0) * 1e6 },
  unregistered_time: { nanoseconds: (framework.unregisteredAt ?? 0) * 1e6 },
  ...(framework.offerConstraints && { offer_constraints: framework.offerConstraints }),
})
