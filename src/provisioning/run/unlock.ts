import { connect } from '../phases/connect.ts'
import { breakLock, type LockOwner, readLock } from '../phases/lock.ts'
import { type HostReport, reportsOf } from './judge.ts'
import { lookAtAll, type ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface HeldLock {
  readonly host: string
  readonly owner: Partial<LockOwner>
  break(): Promise<void>
}

export interface Locks {
  readonly held: readonly HeldLock[]
  readonly looked: readonly HostReport[]
  close(): Promise<void>
}

/** The locks that other runs hold on the selected hosts. */
export const lookAtLocks = async (
  { selected }: Prepared,
  options: Pick<ObserveOptions, 'forks' | 'open' | 'signal' | 'listener'>,
): Promise<Locks> => {
  const { found, failures } = await lookAtAll(selected, options, async host => {
    const { connection, layout } = await connect(host, options.open)
    const owner = await readLock(connection, layout)
    return { host: host.name, owner, connection, break: () => breakLock(connection, layout) }
  })
  const names = selected.map(({ name }) => name)
  return {
    held: found.flatMap(({ owner, ...lock }) => (owner === undefined ? [] : [{ ...lock, owner }])),
    looked: reportsOf(names, failures, new Map()),
    close: async () => {
      await Promise.all(found.map(({ connection }) => connection.close()))
    },
  }
}
