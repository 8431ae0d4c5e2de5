import type { FactKind } from '../../model/fact.ts'

/** Which servers a member was last configured with: address by id. Undefined where it never was; empty: it is alone. */
export const configuredMembers: FactKind<{ readonly path: string }, ReadonlyMap<number, string> | undefined> = {
  name: 'zookeeper/configured-members',
  subject: ({ path }) => `the servers that ${path} names`,
  command: ({ path }) => ({ argv: ['sh', '-c', script, 'sh', path], maxOutputBytes: 100_000 }),
  read: ({ stdout, exitCode }) => {
    if (exitCode !== 0) return undefined
    const servers = stdout.matchAll(/^server\.(\d+)=(?:\[([^\]]*)\]|([^\s:]+)):/gm)
    return new Map([...servers].map(([, id, ipv6, address = '']) => [Number(id), ipv6 ?? address]))
  },
}

const script = `[ -f "$1" ] || exit 1
grep '^server\\.' "$1"; :`
