import { MantlError } from '../../errors.ts'
import { catalog } from '../../roles/catalog.ts'
import type { RoleContext } from '../../roles/role.ts'
import type { OpenOptions } from '../../transport/connection.ts'
import type { Operation } from '../model/operation.ts'
import type { ConnectedHost } from '../phases/connect.ts'
import { connect } from '../phases/connect.ts'
import { gather } from '../phases/gather.ts'
import { inParallel } from '../phases/in-parallel.ts'
import { type LockOwner, takeLock } from '../phases/lock.ts'
import type { PlannedHost } from '../planner/plan.ts'
import { roleOrder } from '../planner/role-order.ts'
import { type BuiltRelease, buildRelease } from '../release/build-release.ts'
import type { Render } from '../templates.ts'
import type { Prepared } from './prepare.ts'

export interface ObserveOptions {
  readonly forks: number
  readonly open: OpenOptions
  readonly cache: string
  readonly template: Render
  /** Who takes the lock on each host; absent: nobody does, for nothing will be changed. */
  readonly owner?: LockOwner
}

export interface ObservedHost extends ConnectedHost {
  readonly planned: PlannedHost
  readonly release: BuiltRelease
  close(): Promise<void>
}

export interface Observed {
  readonly hosts: readonly ObservedHost[]
  readonly failures: ReadonlyMap<string, MantlError>
}

/** Connects to the selected hosts and gathers what their roles need to know. What fails on one host keeps none of the others. */
export const observe = async ({ cluster, selected }: Prepared, options: ObserveOptions): Promise<Observed> => {
  const hosts: ObservedHost[] = []
  const failures = new Map<string, MantlError>()
  const releases = new Map<string, Promise<BuiltRelease>>()
  const releaseFor = (architecture: string, compress: boolean) => {
    const key = `${architecture} ${compress}`
    const known = releases.get(key) ?? buildRelease(architecture, options.cache, compress)
    releases.set(key, known)
    return known
  }
  await inParallel(selected, options.forks, async host => {
    try {
      const connected = await connect(host, options.open)
      hosts.push(await observeHost(connected, cluster, releaseFor, options))
    } catch (error) {
      failures.set(
        host.name,
        error instanceof MantlError ? error : new MantlError('host.failed', (error as Error).message, { cause: error }),
      )
    }
  })
  const order = new Map(selected.map(({ name }, index) => [name, index]))
  return {
    hosts: hosts.sort((a, b) => order.get(a.host.name)! - order.get(b.host.name)!),
    failures: new Map([...failures].sort(([a], [b]) => order.get(a)! - order.get(b)!)),
  }
}

const observeHost = async (
  connected: ConnectedHost,
  cluster: Prepared['cluster'],
  releaseFor: (architecture: string, compress: boolean) => Promise<BuiltRelease>,
  { owner, template }: ObserveOptions,
): Promise<ObservedHost> => {
  const { host, connection, surroundings, layout } = connected
  let unlock: (() => Promise<void>) | undefined
  const close = async () => {
    await unlock?.().catch(() => undefined)
    await connection.close()
  }
  try {
    if (owner !== undefined) unlock = await takeLock(connection, layout, owner)
    const release = await releaseFor(surroundings.architecture, host.vars.connection.kind === 'ssh')
    const operations = operationsOf({ host, cluster, surroundings, layout, template, release: release.release })
    const facts = await gather(connection, [...operations.values()].flat())
    return { ...connected, release, planned: { host: host.name, operations, facts }, close }
  } catch (error) {
    await close()
    throw error
  }
}

export const rolesInOrder = roleOrder(catalog)

const operationsOf = (context: RoleContext): ReadonlyMap<string, readonly Operation[]> =>
  new Map(
    rolesInOrder
      .filter(role => role.plays(context.host, context.cluster))
      .map(role => [role.name, role.operations(context)]),
  )
