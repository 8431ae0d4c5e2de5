import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { SpecUser } from '../launch-spec.ts'
import { capabilityNames } from './capability-names.ts'

/** What we are ourselves: containers that ask for nothing else are so too. */
export interface OwnRights {
  readonly user: SpecUser
  readonly groups: readonly number[]
  /** CAP_ names. */
  readonly capabilities: readonly string[]
}

export const readOwnRights = (): OwnRights => {
  const { username, uid, gid } = userInfo()
  const permitted = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return {
    user: { username, uid, gid },
    groups: process.getgroups?.() ?? [],
    capabilities: namesIn(BigInt(`0x${permitted}`)),
  }
}

const namesIn = (mask: bigint): readonly string[] => capabilityNames.filter((_, bit) => (mask >> BigInt(bit)) & 1n)
