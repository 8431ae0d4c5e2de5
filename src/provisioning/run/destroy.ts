import { MantlError } from '../../errors.ts'
import type { ApplyContext } from '../apply/context.ts'
import { made } from '../facts/host/made.ts'
import type { HostSteps, Plan } from '../model/plan.ts'
import { type ConnectedHost, connect } from '../phases/connect.ts'
import { inParallel } from '../phases/in-parallel.ts'
import { takeLock } from '../phases/lock.ts'
import { removalSteps } from '../planner/removal.ts'
import type { ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface DestroyRun {
  readonly plan: Plan
  readonly contexts: ReadonlyMap<string, ApplyContext>
  readonly failures: ReadonlyMap<string, MantlError>
  close(): Promise<void>
}

/** What removing mantl from the selected hosts would take, by what was noted there. */
export const planDestroy = async ({ selected }: Prepared, options: ObserveOptions): Promise<DestroyRun> => {
  const connected: ConnectedHost[] = []
  const steps = new Map<string, HostSteps>()
  const failures = new Map<string, MantlError>()
  await inParallel(selected, options.forks, async host => {
    try {
      const here = await connect(host, options.open)
      connected.push(here)
      steps.set(host.name, await stepsFor(here, options))
    } catch (error) {
      failures.set(
        host.name,
        error instanceof MantlError ? error : new MantlError('host.failed', (error as Error).message, { cause: error }),
      )
    }
  })
  const hosts = selected.flatMap(({ name }) => steps.get(name) ?? [])
  return {
    plan: { waves: [{ role: 'destroy', hosts }], warnings: [] },
    contexts: new Map(
      connected.map(({ host, connection, layout }) => [host.name, { connection, layout, blob: noBlob }]),
    ),
    failures,
    close: async () => {
      await Promise.all(connected.map(({ connection }) => connection.close()))
    },
  }
}

const stepsFor = async (
  { host, connection, surroundings, layout }: ConnectedHost,
  { owner }: ObserveOptions,
): Promise<HostSteps> => {
  const question = { state: layout.state }
  const before = made.read(await connection.run(made.command(question)), question)
  // the lock lives in the state folder, and nothing is to be made where nothing is
  if (owner !== undefined && before.length > 0) await takeLock(connection, layout, owner)
  return { host: host.name, steps: removalSteps(before, surroundings.unitManager, layout) }
}

const noBlob = (): never => {
  throw new MantlError('release.unknown_part', 'removing needs no release')
}
