import type { HostConcern } from '../model/plan.ts'
import type { Check, Examined, Finding } from './check.ts'
import { clocks } from './checks/clocks.ts'
import { disks } from './checks/disks.ts'
import { kernel } from './checks/kernel.ts'
import { names } from './checks/names.ts'
import { system } from './checks/system.ts'

interface Rule {
  readonly check: Check
  /** The run could not end well. Otherwise the change itself may be what mends it, or the cluster lives with it. */
  readonly fatal: boolean
  /** Whose fault the run itself mends. */
  readonly mended?: (host: Examined) => boolean
}

/**
 * What of the doctor's is judged before a change. That a port is taken, and a release without room, the operations see themselves; sudo,
 * the connection; whether a daemon or another host answers can be told only after it.
 */
const rules: readonly Rule[] = [
  { check: system, fatal: true },
  { check: kernel, fatal: true },
  { check: disks, fatal: false },
  { check: clocks, fatal: false, mended: ({ host }) => host.vars.mantl_time_sync },
  { check: names, fatal: false, mended: ({ host }) => host.vars.mantl_dns },
]

/** The checks whose questions a host is asked that is to be changed. */
export const checksBefore: readonly Check[] = rules.map(({ check }) => check)

/** What is wrong with hosts that are to be changed; the others are what they are compared with. */
export const concernsBefore = (
  hosts: readonly Examined[],
  changing: ReadonlySet<string>,
): { readonly warnings: readonly string[]; readonly errors: readonly HostConcern[] } => {
  const judged = rules.flatMap(({ check, fatal, mended }) => {
    const wellSoon = new Set(hosts.filter(host => mended?.(host)).map(({ host }) => host.name))
    return check
      .find(check === clocks ? hosts : hosts.filter(({ host }) => changing.has(host.name)))
      .flatMap(({ host = '', ...finding }) =>
        changing.has(host) && !wellSoon.has(host)
          ? [{ host, message: sentence(finding), fatal: fatal && finding.severity === 'error' }]
          : [],
      )
  })
  return {
    warnings: judged.filter(({ fatal }) => !fatal).map(({ host, message }) => `${host}: ${message}`),
    errors: judged.filter(({ fatal }) => fatal).map(({ host, message }) => ({ host, message })),
  }
}

const sentence = ({ what, hint }: Pick<Finding, 'what' | 'hint'>) => (hint === undefined ? what : `${what}: ${hint}`)
