import type { Resource } from '../../../mesos/messages/resource.ts'
import { isIndivisible } from '../../../mesos/resources/kind.ts'
import { fromThousandths, toThousandths } from '../../../mesos/resources/scalar.ts'
import { scalarOf, withScalar } from '../../../mesos/resources/value.ts'
import { isCounted } from './rest.ts'
import type { AllocatorState, Room } from './state.ts'

/** Cut to the room: scalars shrink, indivisible ones that do not fit go. The same list when nothing is cut. */
export const cutTo = (state: AllocatorState, pool: readonly Resource[], room: Room): readonly Resource[] => {
  const left = room.slice()
  let cut = false
  const result: Resource[] = []
  for (const resource of pool) {
    const index = isCounted(resource) ? state.names.get(resource.name) : undefined
    const most = index === undefined ? undefined : left[index]
    const amount = most === undefined ? 0 : toThousandths(scalarOf(resource))
    const given = most === undefined || amount <= most ? amount : isIndivisible(resource) ? 0 : most
    if (most !== undefined) left[index!] = most - given
    if (given === amount) result.push(resource)
    else if (given > 0) result.push(withScalar(resource, fromThousandths(given)))
    if (given !== amount) cut = true
  }
  return cut ? result : pool
}
