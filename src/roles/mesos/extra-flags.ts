import { didYouMean } from '../../inventory/did-you-mean.ts'
import { Secret } from '../../inventory/secret.ts'
import type { Concern, Operation } from '../../provisioning/model/operation.ts'
import type { FlagSpec } from '../../runtime/flag-spec.ts'
import { readFlagValue } from '../../runtime/flag-value.ts'

type Given = Readonly<Record<string, string | Secret>>

/** As the environment file lists them. */
export const flagLines = (given: Given): readonly { readonly name: string; readonly text: string }[] =>
  Object.entries(given).map(([name, value]) => ({ name: name.toUpperCase(), text: textOf(value) }))

export const holdsSecret = (given: Given): boolean => Object.values(given).some(value => value instanceof Secret)

/**
 * What is wrong with mesos_leader_flags or mesos_follower_flags is said in the plan, and not by a daemon that does not come up. `own`: the
 * flags that we set ourselves, of other variables. `ours`: whether the program is of our release; nobody knows the flags of another.
 */
export const flagsFit = (
  variable: string,
  given: Given,
  {
    table,
    own,
    ours,
  }: { readonly table: readonly FlagSpec[]; readonly own: ReadonlySet<string>; readonly ours: boolean },
): Operation => ({
  name: `mesos/flags ${variable}`,
  needs: [],
  changes: () => [],
  concerns: () =>
    Object.entries(given).flatMap(([name, value]): Concern[] => {
      const message = own.has(name)
        ? 'mantl sets it from another variable'
        : ours
          ? problemOf(table, name, textOf(value))
          : undefined
      return message === undefined ? [] : [{ severity: 'error', message: `${variable}: ${name}: ${message}` }]
    }),
})

const problemOf = (table: readonly FlagSpec[], name: string, text: string): string | undefined => {
  const spec = table.find(one => one.name === name || one.aliases?.includes(name))
  if (spec === undefined) {
    const near = didYouMean(
      name,
      table.map(one => one.name),
    )
    return `there is no such flag${near === undefined ? '' : `; ${near}`}`
  }
  if (spec.refused !== undefined) return spec.refused
  // What lies in a file on the host is for the daemon to read.
  if (/^(file:\/\/|\/)/.test(text)) return undefined
  const read = readFlagValue(spec, text, () => '')
  return 'problem' in read ? read.problem : undefined
}

const textOf = (value: string | Secret): string => (value instanceof Secret ? value.reveal() : value)

/** Names of the flags that an environment file of ours sets. */
export const flagsIn = (environment: string): ReadonlySet<string> =>
  new Set([...environment.matchAll(/^MESOS_([A-Z0-9_]+)=/gm)].map(([, name = '']) => name.toLowerCase()))
