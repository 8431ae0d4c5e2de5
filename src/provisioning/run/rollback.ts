import { MantlError } from '../../errors.ts'
import { playsLeader } from '../../roles/mesos/settings.ts'
import type { ApplyContext } from '../apply/context.ts'
import { httpAnswer } from '../facts/host/http-answer.ts'
import { journal } from '../facts/host/journal.ts'
import { unfinishedRun } from '../facts/host/unfinished-run.ts'
import { ask } from '../model/fact.ts'
import { type HostRun, mergeRuns, type Run } from '../model/journal.ts'
import type { Plan } from '../model/plan.ts'
import { type ApplyOptions, applyPlan } from '../phases/apply.ts'
import { type ConnectedHost, connect } from '../phases/connect.ts'
import { gather } from '../phases/gather.ts'
import { type LockOwner, takeLock } from '../phases/lock.ts'
import { leadingHost } from '../planner/leading-host.ts'
import { type RolledBack, rollbackPlan } from '../planner/rollback.ts'
import { beforeRun } from './before-run.ts'
import { findRun } from './history.ts'
import { type HostReport, refuseErrors, refuseLocked, reportsOf } from './judge.ts'
import { beginRun, type NotedHost } from './note-run.ts'
import { lookAtAll, type ObserveOptions, patiently } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface RollbackRun {
  /** The run that would be undone. */
  readonly undone: Run
  readonly plan: Plan
  readonly looked: readonly HostReport[]
  apply(options: ApplyOptions): Promise<readonly HostReport[]>
  close(): Promise<void>
}

interface Found extends ConnectedHost {
  readonly runs: readonly HostRun[]
  readonly unfinished: NotedHost['unfinished']
  readonly redirect: Parameters<typeof leadingHost>[1][number]
  close(): Promise<void>
}

/**
 * What going back to before a run takes on the hosts that it changed: the latest run, or the one that `id` names. Throws
 * `history.unknown_run`, `rollback.nothing`.
 */
export const planRollback = async (
  { cluster, selected }: Prepared,
  options: ObserveOptions,
  { id, serial }: { readonly id?: string | undefined; readonly serial?: number | undefined } = {},
): Promise<RollbackRun> => {
  const { found, failures } = await patiently(options, () =>
    lookAtAll(selected, options, async host => lookAt(await connect(host, options.open), options)),
  )
  const close = async () => {
    await Promise.all(found.map(host => host.close()))
  }
  try {
    const undone = runToUndo(mergeRuns(new Map(found.map(({ host, runs }) => [host.name, runs]))), id)
    const rolled = (await Promise.all(found.map(host => beforeRun(host, undone.run)))).flat()
    const last = leadingHost(
      cluster,
      found.map(({ redirect }) => redirect),
    )
    const plan = rollbackPlan(rolled, { last, serial })
    const looked = reportsOf(
      selected.map(({ name }) => name),
      failures,
      new Map(),
    )
    const apply = async (applyOptions: ApplyOptions) => {
      refuseLocked(looked)
      refuseErrors(plan)
      return reportsOf(
        looked.map(({ host }) => host),
        failures,
        await carryOut(
          plan,
          found.map(host => notedAs(host, rolled)),
          options.owner,
          applyOptions,
        ),
      )
    }
    return { undone, plan, looked, apply, close }
  } catch (error) {
    await close()
    throw error
  }
}

const lookAt = async (connected: ConnectedHost, { owner, lockRules }: ObserveOptions): Promise<Found> => {
  const { host, connection, layout } = connected
  let unlock: (() => Promise<void>) | undefined
  const close = async () => {
    await unlock?.().catch(() => undefined)
    await connection.close()
  }
  try {
    if (owner !== undefined) unlock = await takeLock(connection, layout, owner, lockRules)
    const question = { state: layout.state }
    const redirect = { port: host.vars.mesos_leader_port, path: '/redirect' }
    const facts = await gather(connection, [
      ask(journal, question),
      ask(unfinishedRun, question),
      ...(playsLeader(host) ? [ask(httpAnswer, redirect)] : []),
    ])
    return {
      ...connected,
      close,
      runs: facts.get(journal, question),
      unfinished: facts.get(unfinishedRun, question),
      redirect: playsLeader(host) ? facts.get(httpAnswer, redirect) : undefined,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const runToUndo = (runs: readonly Run[], id: string | undefined): Run => {
  const run = id === undefined ? runs[0] : findRun(runs, id)
  if (run !== undefined) return run
  throw new MantlError('rollback.nothing', 'no run is noted on these hosts, so there is nothing to go back to')
}

const carryOut = async (
  plan: Plan,
  hosts: readonly NotedHost[],
  owner: LockOwner | undefined,
  options: ApplyOptions,
) => {
  const notes = owner === undefined ? undefined : await beginRun(owner, plan, hosts)
  const contexts = hosts.map(({ name, connection, layout }): [string, ApplyContext] => [
    name,
    { connection, layout, blob: noBlob },
  ])
  const outcomes = await applyPlan(plan, new Map(contexts), options)
  await notes?.end(outcomes)
  return outcomes
}

const notedAs = (host: Found, rolled: readonly RolledBack[]): NotedHost => ({
  name: host.host.name,
  connection: host.connection,
  layout: host.layout,
  unfinished: host.unfinished,
  release: releaseOf(host, rolled),
})

const releaseOf = ({ host, layout }: Found, rolled: readonly RolledBack[]): string => {
  const then = rolled.find(other => other.host === host.name)?.then ?? []
  const current = then.find(entry => entry.kind === 'link' && entry.path === layout.current)
  return current?.kind === 'link' ? current.target.slice(current.target.lastIndexOf('/') + 1) : ''
}

const noBlob = (): never => {
  throw new MantlError('release.unknown_part', 'going back needs no release')
}
