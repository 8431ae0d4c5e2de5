import { MantlError } from '../../errors.ts'
import type { Connection } from '../../transport/connection.ts'
import type { ApplyContext } from '../apply/context.ts'
import { folders } from '../facts/host/folders.ts'
import { made } from '../facts/host/made.ts'
import type { HostSteps, Plan } from '../model/plan.ts'
import { type ApplyOptions, applyPlan } from '../phases/apply.ts'
import { type ConnectedHost, connect } from '../phases/connect.ts'
import { takeLock } from '../phases/lock.ts'
import { emptiedPaths, removalSteps } from '../planner/removal.ts'
import { type HostReport, refuseLocked, reportsOf } from './judge.ts'
import { lookAtAll, type ObserveOptions, patiently } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface DestroyRun {
  readonly plan: Plan
  readonly looked: readonly HostReport[]
  /** Those that could be looked at. */
  readonly hosts: readonly Pick<ConnectedHost, 'host' | 'connection'>[]
  apply(options: ApplyOptions): Promise<readonly HostReport[]>
  /** After that: folders that stay, deepest last, for others keep something in them. */
  staying(): Promise<readonly StayingFolders[]>
  close(): Promise<void>
}

export interface StayingFolders {
  readonly host: string
  readonly paths: readonly string[]
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
    staying: async () => {
      const all = await Promise.all(found.map(foldersLeft))
      return all.filter(({ paths }) => paths.length > 0)
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
    const known = await foldersOf(connection, emptiedPaths(before))
    return {
      connected,
      steps: { host: host.name, steps: removalSteps(before, surroundings.unitManager, layout, known) },
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

/** A host that answers no more has its own error. */
const foldersLeft = async ({ steps: { host, steps }, context }: LookedAt): Promise<StayingFolders> => {
  const removed = steps.flatMap(({ changes }) => changes)
  const asked = removed.flatMap(change => (change.kind === 'remove-path' && change.ifEmpty ? [change.path] : []))
  const left = await foldersOf(context.connection, asked).catch(() => new Set<string>())
  return { host, paths: [...left].sort() }
}

const foldersOf = async (connection: Connection, paths: readonly string[]): Promise<ReadonlySet<string>> =>
  paths.length === 0 ? new Set() : folders.read(await connection.run(folders.command({ paths })), { paths })

const noBlob = (): never => {
  throw new MantlError('release.unknown_part', 'removing needs no release')
}
