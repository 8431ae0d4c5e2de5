import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../../errors.ts'
import type { Role, RoleContext } from '../../roles/role.ts'
import type { Connection, OpenOptions } from '../../transport/connection.ts'
import type { FactRequest } from '../model/fact.ts'
import type { Operation } from '../model/operation.ts'
import { type ConnectedHost, connect } from '../phases/connect.ts'
import { gather } from '../phases/gather.ts'
import { inParallel } from '../phases/in-parallel.ts'
import { type LockOwner, type LockRules, refuseHeld, takeLock } from '../phases/lock.ts'
import { factsNeeded } from '../planner/facts-needed.ts'
import type { PlannedHost } from '../planner/plan.ts'
import { wantedOf } from '../planner/wanted.ts'
import type { BuiltRelease } from '../release/build-release.ts'
import { type Render, templatesBeside } from '../templates.ts'
import type { Prepared } from './prepare.ts'
import { type ReleaseFor, releases } from './releases.ts'

export interface ObserveOptions {
  readonly forks: number
  readonly open: OpenOptions
  /** Archive of the release to roll out; absent: our own, built from the sources. */
  readonly release?: string
  readonly cache: string
  readonly template: Render
  /** Who takes the lock on each host; absent: nobody does, for nothing will be changed. */
  readonly owner?: LockOwner
  readonly lockRules?: LockRules
  /**
   * True: the lock is taken only when something is found that is to be changed, and what was found is asked again under it. A bare host will be
   * changed for certain: it is locked before it is asked anything.
   */
  readonly lockToChange?: boolean
  /** How long to wait for another run that holds a lock. Default 0. */
  readonly lockWaitMs?: number
  /** No further host is looked at; those left fail with `run.interrupted`. */
  readonly signal?: AbortSignal
  readonly listener?: ObserveListener
}

export interface ObserveListener {
  /** A host is known, or failed. */
  looked?(host: string): void
  /** All begins anew until another run has ended. */
  waiting?(why: string): void
}

export interface ObservedHost extends ConnectedHost {
  readonly planned: PlannedHost
  readonly release: BuiltRelease
  /** By this run. */
  readonly locked: boolean
  close(): Promise<void>
}

export interface Observed {
  readonly hosts: readonly ObservedHost[]
  readonly failures: ReadonlyMap<string, MantlError>
}

/**
 * Connects to the selected hosts and gathers what their roles need to know. What fails on one host keeps none of the others. `changes`: whether
 * anything of what was found is to be changed.
 */
export const observe = async (
  prepared: Prepared,
  options: ObserveOptions,
  changes: (observed: Observed) => boolean = () => true,
): Promise<Observed> => {
  const releaseFor = releases(options)
  const { selected, templates } = prepared
  const template = templates === undefined ? options.template : templatesBeside(options.template, templates)
  const { found, failures } = await patiently(options, async () => {
    const looked = await lookAtAll(selected, options, async host => {
      const connected = await connect(host, options.open)
      return observeHost(connected, prepared, releaseFor, { ...options, template })
    })
    const { owner, lockToChange } = options
    const unlocked = owner !== undefined && lockToChange && changes({ hosts: looked.found, failures: looked.failures })
    return unlocked ? lockAll(looked, { ...options, owner }) : looked
  })
  return { hosts: found, failures }
}

/** What was found before may have been changed until the lock was there. */
const lockAll = async (
  { found, failures }: Looked<ObservedHost>,
  { owner, lockRules, forks, signal }: ObserveOptions & { readonly owner: LockOwner },
): Promise<Looked<ObservedHost>> => {
  const locked = await lookAtAll(
    named(found),
    { forks, ...(signal === undefined ? {} : { signal }) },
    async ({ host }) => {
      if (host.locked) return host
      const unlock = await takeLock(host.connection, host.layout, owner, lockRules)
      const close = closing(host.connection, unlock)
      try {
        return {
          ...host,
          planned: { ...host.planned, facts: await gather(host.connection, requestsOf(host.planned)) },
          locked: true,
          close,
        }
      } catch (error) {
        await close()
        throw error
      }
    },
  )
  await Promise.all(found.filter(({ host }) => locked.failures.has(host.name)).map(host => host.close()))
  return { found: locked.found, failures: new Map([...failures, ...locked.failures]) }
}

const named = (hosts: readonly ObservedHost[]) => hosts.map(host => ({ name: host.host.name, host }))

const closing = (connection: Connection, unlock?: () => Promise<void>) => async (): Promise<void> => {
  await unlock?.().catch(() => undefined)
  await connection.close()
}

interface Looked<Found> {
  readonly found: readonly Found[]
  readonly failures: ReadonlyMap<string, MantlError>
}

/**
 * Looks again and again while another run holds one of the locks, as long as the options say. Whoever waits holds none meanwhile: two
 * runs that wait for each other's would wait for ever.
 */
export const patiently = async <Found extends { close(): Promise<void> }>(
  { lockWaitMs = 0, signal, listener }: Pick<ObserveOptions, 'lockWaitMs' | 'signal' | 'listener'>,
  look: () => Promise<Looked<Found>>,
): Promise<Looked<Found>> => {
  const until = Date.now() + lockWaitMs
  for (let said = false; ; said = true) {
    const looked = await look()
    const held = [...looked.failures.values()].find(({ code }) => code === 'lock.held')
    if (held === undefined || Date.now() >= until || signal?.aborted) return looked
    await Promise.all(looked.found.map(host => host.close()))
    if (!said) listener?.waiting?.(held.message)
    await pause(500 + Math.random() * 1000, undefined, { signal }).catch(() => undefined)
  }
}

/** Runs `look` for every host; what it finds and what fails, both in the hosts' order. */
export const lookAtAll = async <Host extends { readonly name: string }, Found>(
  hosts: readonly Host[],
  { forks, signal, listener }: Pick<ObserveOptions, 'forks' | 'signal' | 'listener'>,
  look: (host: Host) => Promise<Found>,
): Promise<Looked<Found>> => {
  const found = new Map<string, Found>()
  const failed = new Map<string, MantlError>()
  await inParallel(hosts, forks, async host => {
    try {
      if (signal?.aborted) throw new MantlError('run.interrupted', 'interrupted before it was looked at')
      found.set(host.name, await look(host))
    } catch (error) {
      failed.set(host.name, toError(error))
    }
    listener?.looked?.(host.name)
  })
  return {
    found: hosts.flatMap(({ name }) => (found.has(name) ? [found.get(name)!] : [])),
    failures: new Map(hosts.flatMap(({ name }) => (failed.has(name) ? [[name, failed.get(name)!] as const] : []))),
  }
}

const toError = (error: unknown): MantlError =>
  error instanceof MantlError ? error : new MantlError('host.failed', (error as Error).message, { cause: error })

const observeHost = async (
  connected: ConnectedHost,
  { cluster, roles }: Prepared,
  releaseFor: ReleaseFor,
  { owner, lockRules, lockToChange, template }: ObserveOptions,
): Promise<ObservedHost> => {
  const { host, connection, surroundings, layout } = connected
  let close = closing(connection)
  try {
    const wait = owner !== undefined && lockToChange && !(await refuseHeld(connection, layout, lockRules)).bare
    const locked = owner !== undefined && !wait
    if (locked) close = closing(connection, await takeLock(connection, layout, owner, lockRules))
    const release = await releaseFor(surroundings.architecture, host.vars.connection.kind === 'ssh')
    const operations = operationsOf(roles, {
      host,
      cluster,
      surroundings,
      layout,
      template,
      release: release.release,
    })
    const facts = await gather(connection, factsNeeded([...operations.values()].flat()))
    return { ...connected, release, planned: { host: host.name, operations, facts }, locked, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** All that was asked about a host. */
export const requestsOf = ({ operations }: PlannedHost): readonly FactRequest[] =>
  factsNeeded([...operations.values()].flat())

const operationsOf = (roles: readonly Role[], context: RoleContext): ReadonlyMap<string, readonly Operation[]> => {
  const played = roles
    .filter(role => role.plays(context.host, context.cluster))
    .map(role => [role.name, role.operations(context)] as const)
  return new Map(wantedOf(played))
}
