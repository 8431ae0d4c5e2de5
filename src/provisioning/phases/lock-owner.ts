import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import type { LockOwner } from './lock.ts'

/** This process as the owner of a lock. */
export const lockOwner = (command: string): LockOwner => ({
  user: userInfo().username,
  machine: hostname(),
  command,
  since: new Date().toISOString(),
  pid: process.pid,
  boot: bootId(),
})

/** Only of processes of this machine's present boot can it be said. */
export const isDeadHere = ({ boot, pid }: Partial<LockOwner>): boolean => {
  if (boot === undefined || boot === '' || boot !== bootId() || typeof pid !== 'number') return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** With the namespace of process ids: one in a container is not ours to judge. */
const bootId = (): string => {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return ''
  }
}
