import type { FactKind } from '../../model/fact.ts'

/** Whether a server's folder holds what some ensemble wrote; one that has started and never served has an empty snapshot alone. */
export const zookeeperData: FactKind<{ readonly path: string }, boolean> = {
  name: 'zookeeper/kept-data',
  subject: ({ path }) => `ZooKeeper’s data in ${path}`,
  command: ({ path }) => ({ script, args: [path], inline: true }),
  read: ({ stdout }) => stdout.includes('kept'),
}

const script = `for f in "$1"/version-2/log.* "$1"/version-2/snapshot.*; do
  case $f in *'.*' | */snapshot.0) ;; *) echo kept ;; esac
done`
