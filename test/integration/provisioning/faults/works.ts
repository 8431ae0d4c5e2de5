import type { FaultyCluster } from './cluster.ts'
import type { Work } from './round.ts'

/** The kinds of runs, each as small as can be: hundreds of rounds are played. A run after a fault may find that the host still finishes a change. */
export const worksOf = (cluster: FaultyCluster): readonly Work[] => {
  const { mantl, inventory, armed } = cluster
  /** What the hosts have, or are to get. */
  const now = { things: 0, secret: 0, leader: 0 }
  let versions = 0
  const fresh = () => ++versions
  const patient = ['--lock-wait', '60s']
  const provision = {
    argv: () => ['provision', inventory],
    next: () => ['provision', inventory, ...patient],
    nothingLeft: () => ['plan', inventory, '--detailed-exitcode'],
  }
  let undone = ''
  return [
    { ...provision, name: 'packages', renew: () => armed.host.exec(['dpkg', '--purge', 'hello']) },
    {
      ...provision,
      name: 'accounts, folders, files, links',
      renew: () => cluster.write(Object.assign(now, { things: fresh(), secret: fresh() })),
    },
    { ...provision, name: 'a daemon', renew: () => cluster.write(Object.assign(now, { leader: fresh() })) },
    {
      ...provision,
      name: 'rollback',
      renew: async () => {
        // what a secret was is kept nowhere
        await cluster.write({ ...now, things: fresh(), leader: fresh() })
        await mantl('provision', inventory)
        const { stdout } = await mantl('history', inventory, '--json')
        undone = (JSON.parse(stdout) as { runs: { run: string }[] }).runs[0]!.run
        await cluster.write(now)
      },
      argv: () => ['rollback', inventory, '--yes'],
      next: () => ['rollback', inventory, '--run', undone, '--yes', ...patient],
    },
    {
      name: 'destroy',
      stops: true,
      renew: () => mantl('provision', inventory),
      argv: () => ['destroy', inventory, '--limit', 'node-1', '--yes'],
      next: () => ['destroy', inventory, '--limit', 'node-1', '--yes', ...patient],
      nothingLeft: () => ['destroy', inventory, '--limit', 'node-1', '--yes'],
    },
    {
      ...provision,
      name: 'a first run',
      renew: () => mantl('destroy', inventory, '--limit', 'node-1', '--yes'),
    },
  ]
}
