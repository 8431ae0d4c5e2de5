import { hostNames } from '../../inventory/host-names.ts'
import type { HostConcern } from './plan.ts'

/** Concerns as lines; hosts with the same one are named together, and no host where it is of none (''). PURE. */
export const concernTexts = (concerns: readonly HostConcern[]): string[] =>
  [...Map.groupBy(concerns, ({ message }) => message)].map(([message, group]) => {
    const names = group.map(({ host }) => host).filter(host => host !== '')
    return names.length === 0 ? message : `${hostNames(names)}: ${message}`
  })
