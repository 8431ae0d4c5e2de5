import type { FaultyCluster } from './cluster.ts'
import type { Work } from './round.ts'

/** The kinds of runs, each as small as can be: hundreds of rounds are played. A run after a fault may find that the host still finishes a change. */
export const worksOf = (cluster: FaultyCluster): readonly Work[] => {
  const { mantl, inventory, armed } = cluster
  /** What the hosts have, or are to get. */
  const now = { things: 0, secret: 0, leader: 0, settings: 0 }
  let versions = 0
  const fresh = () => ++versions
  const patient = ['--lock-wait', '60s']
  /** What a round begins with must be there, or it would look for another's traces. */
  const prepared = async (...argv: readonly string[]) => {
    const { exitCode, stderr } = await mantl(...argv, ...patient)
    if (exitCode !== 0)
      throw new Error(`a round could not begin: mantl ${argv.join(' ')} ended with ${exitCode}: ${stderr}`)
  }
  const provision = {
    argv: () => ['provision', inventory],
    next: () => ['provision', inventory, ...patient],
    nothingLeft: () => ['plan', inventory, '--detailed-exitcode'],
  }
  const switching = async (from: 0 | 1) => {
    await cluster.write(Object.assign(now, { settings: from }))
    await prepared('provision', inventory)
    await cluster.write(Object.assign(now, { settings: 1 - from }))
  }
  const destroy = ['destroy', inventory, '--limit', 'node-1', '--yes']
  let undone = ''
  let emptied = false
  let bare = false
  return [
    { ...provision, name: 'packages', renew: () => armed.host.exec(['dpkg', '--purge', 'hello']) },
    {
      ...provision,
      name: 'accounts, folders, files, links',
      renew: () => cluster.write(Object.assign(now, { things: fresh(), secret: fresh() })),
    },
    { ...provision, name: 'a daemon', renew: () => cluster.write(Object.assign(now, { leader: fresh() })) },
    // first of the two: what settings leave there when they are switched on for the first time is made once, and never again
    { ...provision, name: 'settings off', renew: () => switching(1) },
    { ...provision, name: 'settings on', renew: () => switching(0) },
    {
      ...provision,
      name: 'rollback',
      renew: async () => {
        // what a secret was is kept nowhere
        await cluster.write({ ...now, things: fresh(), leader: fresh() })
        await prepared('provision', inventory)
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
      renew: async () => {
        // what all other runs left there would be met once, and never again
        if (!emptied) await prepared(...destroy)
        emptied = true
        await prepared('provision', inventory)
      },
      argv: () => destroy,
      next: () => [...destroy, ...patient],
      nothingLeft: () => destroy,
    },
    {
      ...provision,
      name: 'a first run',
      renew: async () => {
        if (bare) return armed.host.returnToKept()
        await prepared(...destroy)
        await armed.host.keepDisk()
        bare = true
      },
    },
  ]
}
