import type { Change } from './change.ts'
import { changeText } from './change-text.ts'
import type { Plan } from './plan.ts'

/** What one run meant to do on one host, as the host's own journal keeps it. Holds no secret. */
export interface RunBegun {
  readonly event: 'begin'
  readonly run: string
  /** ISO 8601. */
  readonly at: string
  readonly user: string
  readonly machine: string
  readonly command: string
  /** The release that the host has when the run is over. */
  readonly release: string
  readonly changes: readonly { readonly role: string; readonly what: string; readonly why: string }[]
}

export interface RunEnded {
  readonly event: 'end'
  readonly run: string
  readonly at: string
  /** `died`: noted by the run after it. */
  readonly result: 'done' | 'failed' | 'held' | 'interrupted' | 'died'
  readonly applied: number
  readonly planned: number
  /** Why it is not done. */
  readonly error?: string
}

export type JournalEntry = RunBegun | RunEnded

/** A run as one host knows it; without an end it died, or is still at work. */
export interface HostRun {
  readonly begun: RunBegun
  readonly ended?: RunEnded
}

/** The changes of one host as its journal tells them. */
export const journalChanges = (plan: Plan, host: string): RunBegun['changes'] =>
  plan.waves.flatMap(({ role, hosts }) =>
    hosts
      .filter(steps => steps.host === host)
      .flatMap(({ steps }) => steps.flatMap(({ changes }) => changes.map(change => changeOf(role, change)))),
  )

const changeOf = (role: string, change: Change) => ({ role, what: changeText(change), why: change.why })

/** One JSON value a line; a line that a power cut tore, and anything that is not ours, is passed over. */
export const readJournal = (text: string): readonly HostRun[] => {
  const runs = new Map<string, HostRun>()
  for (const entry of text.split('\n').flatMap(parseEntry)) {
    const known = runs.get(entry.run)
    if (entry.event === 'begin') runs.set(entry.run, { begun: entry })
    else if (known !== undefined) runs.set(entry.run, { ...known, ended: entry })
  }
  return [...runs.values()]
}

const parseEntry = (line: string): JournalEntry[] => {
  try {
    const entry = JSON.parse(line) as Partial<RunBegun> | Partial<RunEnded> | null
    return isBegun(entry) || isEnded(entry) ? [entry] : []
  } catch {
    return []
  }
}

const isBegun = (entry: unknown): entry is RunBegun => {
  const { event, run, at, user, machine, command, release, changes } = (entry ?? {}) as Partial<RunBegun>
  return (
    event === 'begin' &&
    [run, at, user, machine, command, release].every(value => typeof value === 'string') &&
    Array.isArray(changes) &&
    changes.every(({ role, what, why }) => [role, what, why].every(value => typeof value === 'string'))
  )
}

const isEnded = (entry: unknown): entry is RunEnded => {
  const { event, run, at, result, applied, planned } = (entry ?? {}) as Partial<RunEnded>
  return (
    event === 'end' &&
    [run, at, result].every(value => typeof value === 'string') &&
    [applied, planned].every(value => typeof value === 'number')
  )
}

/** A run as all its hosts know it. */
export interface Run {
  readonly run: string
  readonly begun: RunBegun
  readonly hosts: ReadonlyMap<string, HostRun>
  /** `unfinished`: at least one host has heard of no end. */
  readonly result: RunEnded['result'] | 'unfinished'
}

/**
 * All runs, the latest first; a run is as good as its worst host. The clocks of those who began them tell their order, but for what a
 * journal knows better: a run comes after those that stand before it there.
 */
export const mergeRuns = (journals: ReadonlyMap<string, readonly HostRun[]>): readonly Run[] => {
  const hostsOf = new Map<string, Map<string, HostRun>>()
  for (const [host, runs] of journals)
    for (const run of runs) hostsOf.set(run.begun.run, (hostsOf.get(run.begun.run) ?? new Map()).set(host, run))
  const times = timesOf([...journals.values()])
  return [...hostsOf]
    .map(
      ([run, hosts]): Run => ({
        run,
        hosts,
        begun: [...hosts.values()][0]!.begun,
        result: worstOf([...hosts.values()]),
      }),
    )
    .sort((a, b) => compareTimes(times.get(b.run)!, times.get(a.run)!))
}

/** `nth` of those that would have begun at the same time. */
interface Time {
  readonly at: string
  readonly nth: number
}

const compareTimes = (a: Time, b: Time): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.nth - b.nth)

/** What one journal moves, another may have to follow: again, until nothing moves. Journals that contradict each other end it, too. */
const timesOf = (journals: readonly (readonly HostRun[])[]): ReadonlyMap<string, Time> => {
  const times = new Map<string, Time>()
  const follow = (journal: readonly HostRun[]): boolean => {
    let moved = false
    let before: Time = { at: '', nth: 0 }
    for (const { begun } of journal) {
      const known = times.get(begun.run) ?? { at: begun.at, nth: 0 }
      const later = compareTimes(known, before) > 0 ? known : { at: before.at, nth: before.nth + 1 }
      if (later !== known) moved = true
      times.set(begun.run, later)
      before = later
    }
    return moved
  }
  for (let passes = 0; passes <= journals.length; passes++) if (!journals.map(follow).includes(true)) break
  return times
}

const worstOf = (runs: readonly HostRun[]): Run['result'] => {
  const results = runs.map(({ ended }) => ended?.result ?? 'unfinished')
  return (
    (['unfinished', 'died', 'failed', 'interrupted', 'held'] as const).find(result => results.includes(result)) ??
    'done'
  )
}
