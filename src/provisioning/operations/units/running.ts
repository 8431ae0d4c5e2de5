import { type UnitQuestion, unitState } from '../../facts/units/unit-state.ts'
import type { Await, Change, RestartUnit } from '../../model/change.ts'
import { ask, type FactRequest, type Facts } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
import { altered, askFor, type ReadFile } from './read-files.ts'

interface Wanted extends UnitQuestion {
  /** The file that says how the unit runs. */
  readonly file: string
  /** SHA-256 of all that it reads at its start. A function where that depends on what is found on the host. */
  readonly digest: string | ((facts: Facts) => string)
  /** Those of them that are files of ours. */
  readonly files?: readonly ReadFile[]
  readonly needs?: readonly FactRequest[]
  /** When it counts as up. */
  readonly ready?: Omit<Await, 'kind' | 'why' | 'unit'>
}

/** The unit runs, starts at boot, and was last started with exactly these inputs. */
export const running = ({ file, digest, files = [], needs = [], ready, ...question }: Wanted): Operation => ({
  name: `units/running ${question.unit}`,
  needs: [ask(unitState, question), ...askFor(files), ...needs],
  changes: (facts): readonly Change[] => {
    const { active, enabled, startedWith } = facts.get(unitState, question)
    const wanted = typeof digest === 'string' ? digest : digest(facts)
    const others = altered(files, facts)
    if (active && enabled && startedWith === wanted && others.length === 0) return []
    const why = reason({ active, enabled, startedWith, wanted, others })
    const { unit, manager, record, runtime } = question
    const unitToStart = { unit, manager, record, runtime, file, digest: wanted, running: active }
    const restart: RestartUnit = { kind: 'restart-unit', ...unitToStart, why }
    return ready === undefined ? [restart] : [restart, { kind: 'await', unit, ...ready, why: `${unit} was started` }]
  },
  concerns: facts => {
    // a mask in the place of a file of ours goes with it
    if (!facts.get(unitState, question).masked || files.some(({ question: { path } }) => path === file)) return []
    const { unit } = question
    return [{ severity: 'error', message: `${unit} is masked, so nothing can start it: systemctl unmask ${unit}` }]
  },
})

interface Found {
  readonly active: boolean
  readonly enabled: boolean
  readonly startedWith: string | undefined
  readonly wanted: string
  readonly others: readonly string[]
}

const reason = ({ active, enabled, startedWith, wanted, others }: Found): string => {
  if (!active) return 'it is not running'
  if (startedWith === undefined) return 'it was not started by mantl'
  if (startedWith !== wanted) return 'its configuration or release changed since it started'
  return enabled ? `it may have been started with another ${others.join(', ')}` : 'it does not start at boot'
}
