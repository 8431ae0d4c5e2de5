import type { ResultOf } from '../../results/catalog.ts'
import type { Change, WriteFile } from './change.ts'
import { changeText } from './change-text.ts'
import { changesOf, type Plan } from './plan.ts'

type PlanData = ResultOf<'plan'>
type ChangeData = PlanData['waves'][number]['hosts'][number]['changes'][number]

/** A plan as data for --json: neither secrets nor what only applying needs. */
export const planData = (plan: Plan): PlanData => ({
  changes: changesOf(plan).length,
  warnings: plan.warnings,
  risks: plan.risks ?? [],
  errors: plan.errors,
  waves: plan.waves.map(({ role, serial, beside, hosts }) => ({
    role,
    serial,
    ...(beside ? { beside } : {}),
    hosts: hosts.map(({ host, steps, held }) => ({
      host,
      ...(held === undefined ? {} : { held }),
      changes: steps.flatMap(({ operation, changes }) =>
        changes.map(change => ({ operation, what: changeText(change), ...fieldsOf(change) })),
      ),
    })),
  })),
})

type Shown = Omit<ChangeData, 'operation' | 'what'>
/** Fields of any of these kinds that the schema does not name. */
type Unnamed<C> = C extends unknown ? Exclude<keyof C, keyof Shown> : never

const fieldsOf = (change: Change): Shown => {
  const { kind, why } = change
  switch (change.kind) {
    case 'push-release':
      return { kind, why, digest: change.release.digest, version: change.release.version }
    case 'remove-releases':
      return { kind, why, releases: change.releases }
    case 'await':
      return { kind, why, unit: change.unit, timeoutMs: change.timeoutMs }
    case 'restart-unit':
      return { kind, why, unit: change.unit, manager: change.manager, running: change.running }
    case 'stop-unit':
      return { kind, why, unit: change.unit, manager: change.manager }
    case 'end-tasks':
    case 'hand-over':
      return { kind, why }
    case 'remove-block':
      return { kind, why, path: change.path }
    case 'restore-file':
      return { kind, why, path: change.path, mode: change.mode, owner: change.owner }
    case 'write-file':
      return fileFields(change)
    default: {
      const named: [Unnamed<typeof change>] extends [never] ? Shown : never = change
      return named
    }
  }
}

const fileFields = ({ kind, why, path, mode, owner, replaces, content, before }: WriteFile) => ({
  ...{ kind, why, path, mode, owner, replaces },
  ...(content.secret ? { secret: true } : { before, after: content.text }),
})
