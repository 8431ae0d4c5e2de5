import type { FaultyCluster } from './cluster.ts'
import type { Work } from './round.ts'

/** The kinds of runs, each as small as can be: hundreds of rounds are played. A run after a fault may find that the host still finishes a change. */
export const worksOf = (cluster: FaultyCluster): readonly Work[] => {
  const { controller, inventory, armed } = cluster
  const now = { things: 0, secret: 0, leader: 0 }
  const patient = ['--lock-wait', '60s']
  const provision = {
    argv: () => ['provision', inventory],
    next: () => ['provision', inventory, ...patient],
    nothingLeft: () => ['plan', inventory, '--detailed-exitcode'],
  }
  let undone = ''
  return [
    {
      ...provision,
      name: 'accounts, folders, files, links',
      renew: () => cluster.write({ ...now, things: ++now.things, secret: ++now.secret }),
    },
    { ...provision, name: 'a daemon', renew: () => cluster.write({ ...now, leader: ++now.leader }) },
    { ...provision, name: 'packages', renew: () => armed.host.exec(['dpkg', '--purge', 'hello']) },
    {
      name: 'rollback',
      renew: async () => {
        await cluster.write(now, 'old.yml')
        // what a secret was is kept nowhere
        await cluster.write({ ...now, things: ++now.things, leader: ++now.leader })
        await controller.mantl('provision', inventory)
        const { stdout } = await controller.mantl('history', inventory, '--json')
        undone = (JSON.parse(stdout) as { runs: { run: string }[] }).runs[0]!.run
      },
      argv: () => ['rollback', inventory, '--yes'],
      next: () => ['rollback', inventory, '--run', undone, '--yes', ...patient],
      nothingLeft: () => ['plan', 'old.yml', '--detailed-exitcode', '--limit', 'node-1'],
    },
    {
      name: 'destroy',
      stops: true,
      renew: () => controller.mantl('provision', inventory),
      argv: () => ['destroy', inventory, '--limit', 'node-1', '--yes'],
      next: () => ['destroy', inventory, '--limit', 'node-1', '--yes', ...patient],
      nothingLeft: () => ['destroy', inventory, '--limit', 'node-1', '--yes'],
    },
    {
      ...provision,
      name: 'a first run',
      renew: () => controller.mantl('destroy', inventory, '--limit', 'node-1', '--yes'),
    },
  ]
}
