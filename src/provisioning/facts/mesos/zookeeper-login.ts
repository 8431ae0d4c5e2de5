import type { FactKind } from '../../model/fact.ts'

export interface HeldLogin {
  /** `user:secret` that the leader logs in to ZooKeeper with; absent: it does not. */
  readonly login?: string
  /** It logs in under earlier names, too. */
  readonly underEarlierNames: boolean
}

/** As a leader's environment file has it; undefined where there is none. Never shown. */
export const zooKeeperLogin: FactKind<{ readonly path: string }, HeldLogin | undefined> = {
  name: 'mesos/zookeeper-login',
  subject: ({ path }) => `ZooKeeper's login in ${path}`,
  revealing: () => true,
  command: ({ path }) => ({ argv: ['cat', path], sensitive: true, maxOutputBytes: 100_000 }),
  read: ({ stdout, exitCode }) => {
    if (exitCode !== 0) return undefined
    const login = loginIn(stdout)
    const underEarlierNames = /^MESOS_ZK_PREVIOUS_CREDENTIALS=/m.test(stdout)
    return { underEarlierNames, ...(login === undefined ? {} : { login }) }
  },
}

/** As templates/mesos/leader.env writes it: in double quotes, with backslashes before what means something in them. */
const loginIn = (text: string): string | undefined => {
  const [, value = ''] = /^MESOS_ZK="?zk:\/\/(.*)$/m.exec(text) ?? []
  const end = value.lastIndexOf('@')
  return end < 0 ? undefined : value.slice(0, end).replaceAll(/\\(.)/g, '$1')
}
