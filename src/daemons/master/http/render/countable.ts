import { addQuantities, type Quantities, type Resources } from '../../../../mesos/resources/index.ts'
import type { MasterState } from '../../state.ts'
import { usedByFramework } from './usage.ts'

/** Role → how many ports and the like: the sizes of ranges and sets, which /roles counts beside the scalars. */
export interface Countables {
  readonly allocated: ReadonlyMap<string, Quantities>
  readonly offered: ReadonlyMap<string, Quantities>
}

export const noCountables: Countables = { allocated: new Map(), offered: new Map() }

const REST = 1000 // lists that are looked at at a stroke

/** PURE. Of all tasks, executors and offers, with rests. */
export function* countables(state: MasterState): Generator<string, Countables> {
  const [allocated, offered] = [new Map<string, Quantities>(), new Map<string, Quantities>()]
  let count = 0
  for (const framework of [...state.frameworks.values()]) {
    for (const resources of usedByFramework(framework)) {
      addSizes(allocated, resources)
      if (++count % REST === 0) yield ''
    }
  }
  for (const { resources } of [...state.offers.values()]) {
    addSizes(offered, resources ?? [])
    if (++count % REST === 0) yield ''
  }
  return { allocated, offered }
}

const addSizes = (byRole: Map<string, Quantities>, resources: Resources): void => {
  for (const { name, type, ranges, set, allocation_info } of resources) {
    if (type === 'SCALAR') continue
    const role = allocation_info?.role ?? '*'
    const inRanges = (ranges?.range ?? []).reduce((sum, { begin, end }) => sum + end - begin + 1, 0)
    const size = inRanges + (set?.item?.length ?? 0)
    byRole.set(role, addQuantities(byRole.get(role) ?? {}, { [name]: size }))
  }
}
