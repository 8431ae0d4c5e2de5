import { MantlError } from '../../errors.ts'
import type { ApplyContext } from '../apply/context.ts'
import { made } from '../facts/host/made.ts'
import type { HostSteps, Plan } from '../model/plan.ts'
import { type ApplyOptions, applyPlan } from '../phases/apply.ts'
import { type ConnectedHost, connect } from '../phases/connect.ts'
import { takeLock } from '../phases/lock.ts'
import { removalSteps } from '../planner/removal.ts'
import { type HostReport, refuseLocked, reportsOf } from './judge.ts'
import { lookAtAll, type ObserveOptions, patiently } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface DestroyRun {
  readonly plan: Plan
  readonly looked: readonly HostReport[]
  /** Those that could be looked at. */
  readonly hosts: readonly Pick<ConnectedHost, 'host' | 'connection'>[]
  apply(options: ApplyOptions): Promise<readonly HostReport[]>
  close(): Promise<void>
}

/** What removing mantl from the selected hosts would take, by what was noted there. */
export const planDestroy = async ({ selected }: Prepared, options: ObserveOptions): Promise<DestroyRun> => {
  const { found, failures } = await patiently(options, () =>
    lookAtAll(selected, options, async host => lookAt(await connect(host, options.open), options)),
  )
  const names = selected.map(({ name }) => name)
  const plan = { waves: [{ role: 'destroy', hosts: found.map(({ steps }) => steps) }], warnings: [], errors: [] }
  const looked = reportsOf(names, failures, new Map())
  return {
    plan,
    looked,
    hosts: found.map(({ connected }) => connected),
    apply: async applyOptions => {
      refuseLocked(looked)
      const contexts = new Map(found.map(({ steps, context }) => [steps.host, context]))
      return reportsOf(names, failures, await applyPlan(plan, contexts, applyOptions))
    },
    close: async () => {
      await Promise.all(found.map(({ close }) => close()))
    },
  }
}

interface LookedAt {
  readonly connected: ConnectedHost
  readonly steps: HostSteps
  readonly context: ApplyContext
  close(): Promise<void>
}

const lookAt = async (connected: ConnectedHost, { owner, lockRules }: ObserveOptions): Promise<LookedAt> => {
  const { host, connection, surroundings, layout } = connected
  try {
    const unlock = owner === undefined ? undefined : await takeLock(connection, layout, owner, lockRules)
    const question = { state: layout.state }
    const before = made.read(await connection.run(made.command(question)), question)
    return {
      connected,
      steps: { host: host.name, steps: removalSteps(before, surroundings.unitManager, layout) },
      context: { connection, layout, blob: noBlob },
      close: async () => {
        await unlock?.().catch(() => undefined)
        await connection.close()
      },
    }
  } catch (error) {
    await connection.close()
    throw error
  }
}

const noBlob = (): never => {
  throw new MantlError('release.unknown_part', 'removing needs no release')
}
