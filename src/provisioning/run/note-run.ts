import { randomBytes } from 'node:crypto'
import type { Connection } from '../../transport/connection.ts'
import { unfinishedRun } from '../facts/host/unfinished-run.ts'
import type { Layout } from '../layout.ts'
import { journalChanges, type RunBegun, type RunEnded } from '../model/journal.ts'
import type { Plan } from '../model/plan.ts'
import { noteBegin, noteEnd } from '../phases/journal.ts'
import type { LockOwner } from '../phases/lock.ts'
import type { HostOutcome } from '../phases/outcome.ts'
import type { ObservedHost } from './observe.ts'

export interface NotedHost {
  readonly name: string
  readonly connection: Connection
  readonly layout: Layout
  /** Digest of the release that the host has when the run is over. */
  readonly release: string
  /** A run that died there. */
  readonly unfinished?: RunBegun | undefined
}

export const notedHost = ({ host, connection, layout, release, planned }: ObservedHost): NotedHost => ({
  name: host.name,
  connection,
  layout,
  release: release.release.digest,
  unfinished: planned.facts.get(unfinishedRun, { state: layout.state }),
})

export interface RunNotes {
  /** By which the run is known in every journal. */
  readonly run: string
  /** Notes how it ended; a host that cannot be told any more keeps it as unfinished. */
  end(outcomes: ReadonlyMap<string, HostOutcome>): Promise<void>
}

/**
 * Notes the run in the journal of every host that it changes, before the first change; and of a run that died there, that it did.
 * A host that cannot be told is not kept from its changes: they meet the same fault.
 */
export const beginRun = async (owner: LockOwner, plan: Plan, hosts: readonly NotedHost[]): Promise<RunNotes> => {
  const run = runId(owner.since)
  const begun = hosts.map(host => ({ host, entry: begunOf(run, owner, plan, host) }))
  const changing = begun.filter(({ entry }) => entry.changes.length > 0)
  await quietly(hosts.flatMap(host => noteDeath(host, owner.since)))
  await quietly(changing.map(({ host: { connection, layout }, entry }) => noteBegin(connection, layout, entry)))
  return {
    run,
    end: outcomes =>
      quietly(
        changing.flatMap(({ host: { name, connection, layout } }) => {
          const outcome = outcomes.get(name)
          return outcome === undefined ? [] : [noteEnd(connection, layout, endedOf(run, outcome))]
        }),
      ),
  }
}

const quietly = async (notes: readonly Promise<unknown>[]): Promise<void> => {
  await Promise.allSettled(notes)
}

const noteDeath = ({ unfinished, connection, layout }: NotedHost, at: string): Promise<unknown>[] => {
  if (unfinished === undefined) return []
  const { run, changes } = unfinished
  return [noteEnd(connection, layout, { event: 'end', run, at, result: 'died', applied: 0, planned: changes.length })]
}

/** Sorts by time: 20261121-080512-3f9a. */
const runId = (since: string): string =>
  `${since.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`

const begunOf = (run: string, owner: LockOwner, plan: Plan, { name, release }: NotedHost): RunBegun => ({
  event: 'begin',
  run,
  at: owner.since,
  user: owner.user,
  machine: owner.machine,
  command: owner.command,
  release,
  changes: journalChanges(plan, name),
})

const endedOf = (run: string, outcome: HostOutcome): RunEnded => ({
  event: 'end',
  run,
  at: new Date().toISOString(),
  result: outcome.result,
  applied: outcome.applied,
  planned: outcome.planned,
  ...(outcome.result === 'failed' ? { error: outcome.error.message } : {}),
  ...(outcome.result === 'held' ? { error: outcome.why } : {}),
})
