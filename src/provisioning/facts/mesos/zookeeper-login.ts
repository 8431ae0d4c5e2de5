import type { FactKind } from '../../model/fact.ts'

/** `user:secret` that a leader's environment file logs in to ZooKeeper with; undefined without, or where there is no file. Never shown. */
export const zooKeeperLogin: FactKind<{ readonly path: string }, string | undefined> = {
  name: 'mesos/zookeeper-login',
  subject: ({ path }) => `ZooKeeper's login in ${path}`,
  revealing: () => true,
  command: ({ path }) => ({ argv: ['cat', path], sensitive: true, maxOutputBytes: 100_000 }),
  read: ({ stdout, exitCode }) => (exitCode === 0 ? loginIn(stdout) : undefined),
}

/** As templates/mesos/leader.env writes it: in double quotes, with backslashes before what means something in them. */
const loginIn = (text: string): string | undefined => {
  const [, value = ''] = /^MESOS_ZK="?zk:\/\/(.*)$/m.exec(text) ?? []
  const end = value.lastIndexOf('@')
  return end < 0 ? undefined : value.slice(0, end).replaceAll(/\\(.)/g, '$1')
}
