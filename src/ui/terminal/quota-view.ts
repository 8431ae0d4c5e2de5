import type { RoleShare } from '../../sharing/quota.ts'
import { table } from './table.ts'

/** PURE. One line for each resource of each role. */
export const quotaLines = (quota: readonly RoleShare[]): string[] => {
  const rows = quota.flatMap(({ role, guarantees, limits, consumed }) => {
    const names = new Set([...Object.keys(guarantees), ...Object.keys(limits)])
    return [...names]
      .sort()
      .map(name => [role, name, cell(guarantees[name]), cell(limits[name]), cell(consumed[name] ?? 0)])
  })
  return table(['ROLE', 'RESOURCE', 'GUARANTEE', 'LIMIT', 'HELD'], rows, { right: [2, 3, 4] })
}

const cell = (amount: number | undefined): string => (amount === undefined ? '-' : String(amount))

/** `cpus=2 mem=64`, or `none`. */
export const amountsText = (amounts: Readonly<Record<string, number>>): string =>
  Object.entries(amounts)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || 'none'
