import type { Layout } from '../../layout.ts'
import type { Await, UnitManager } from '../../model/change.ts'
import { content, sha256 } from '../../model/content.ts'
import type { FactRequest, Facts } from '../../model/fact.ts'
import { lastWords } from '../../model/last-words.ts'
import type { Operation } from '../../model/operation.ts'
import { freePort } from './free-port.ts'
import { type ReadFile, readFile, startForgotten } from './read-files.ts'
import { replaced } from './replaced.ts'
import { running } from './running.ts'

/** The units' names, by which a removal knows them too. */
export const leaderUnit = 'mantl-leader'
export const followerUnit = 'mantl-follower'

export interface Service {
  readonly unit: string
  readonly manager: UnitManager
  readonly layout: Layout
  /** The unit's text for systemd, or the script that our supervisor runs. */
  readonly text: string
  /** What it listens on, and the variable of the inventory that chooses it. */
  readonly port: { readonly port: number; readonly variable: string }
  /** Files that it reads at its start, and which only it needs. */
  readonly files: readonly ReadFile[]
  /** Digests of all that it reads at its start. */
  readonly reads: readonly string[] | ((facts: Facts) => readonly string[])
  readonly needs?: readonly FactRequest[]
  readonly ready?: Omit<Await, 'kind' | 'why' | 'unit'>
  /** Units of others, in whose place this one comes; under systemd alone. */
  readonly replaces?: readonly string[]
}

/** A unit under whichever manager the host has, and started with what it is to read. */
export const service = (wanted: Service): readonly Operation[] => {
  const { unit, manager, layout, text, port, reads, needs, ready } = wanted
  const replaces = manager === 'systemd' ? (wanted.replaces ?? []) : []
  const digest = (facts: Facts) => sha256([text, ...(typeof reads === 'function' ? reads(facts) : reads)].join('\0'))
  const question = {
    unit,
    manager,
    record: `${layout.state}/started/${unit}`,
    runtime: unitRuntime(unit, layout),
    port: port.port,
  }
  const path = unitFile(unit, manager, layout)
  const ofUnit = readFile({ path, content: content(text), mode: manager === 'supervisor' ? 0o755 : 0o644 })
  const files = [...wanted.files, ofUnit]
  return [
    startForgotten(question, files, digest, needs),
    ...wanted.files.map(({ operation }) => operation),
    ...replaces.map(other => replaced(other)),
    freePort(port.variable, question, replaces),
    ofUnit.operation,
    running({
      ...question,
      file: path,
      digest,
      files,
      ...(needs === undefined ? {} : { needs }),
      ...(ready === undefined
        ? {}
        : { ready: { ...ready, ...givesUp(unit, manager), explain: explanation(unit, manager, layout) } }),
    }),
  ]
}

/** systemd does not start a daemon again that refused its flags (RestartPreventExitStatus), which is 'failed'; or it started it in vain often enough. */
const givesUp = (unit: string, manager: UnitManager) => {
  if (manager === 'supervisor') return {}
  const scope = manager === 'systemd' ? '--system' : '--user'
  const script = `systemctl ${scope} is-failed -q "$1" || [ "$(systemctl ${scope} show -P NRestarts "$1")" -ge 8 ]`
  return { hopeless: { script, args: [unit] } }
}

/** The end of what the unit said, and which files of others change how it runs. */
const explanation = (unit: string, manager: UnitManager, layout: Layout) => {
  if (manager === 'supervisor') return { argv: ['tail', '-n', '5', supervisedLog(unit, layout)] }
  const scope = manager === 'systemd-user' ? '--user' : ''
  const script = `${lastWords(scope, 8)}
d=$(systemctl ${scope} show -P DropInPaths "$1"); [ -z "$d" ] || echo "its settings are changed by $d"`
  return { script, args: [unit] }
}

/** Where the supervisor writes what the unit says. */
export const supervisedLog = (unit: string, layout: Layout): string => `${layout.logs}/${unit}.log`

export const unitFile = (unit: string, manager: UnitManager, layout: Layout): string =>
  manager === 'supervisor' ? `${layout.config}/units/${unit}` : `${layout.units}/${unit}.service`

/** The supervisor's folder for the unit: its pid and the end of its output. */
export const unitRuntime = (unit: string, layout: Layout): string => `${layout.runtime}/${unit}`
