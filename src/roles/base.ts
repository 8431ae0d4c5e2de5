import { group } from '../provisioning/operations/accounts/group.ts'
import { user } from '../provisioning/operations/accounts/user.ts'
import { directory } from '../provisioning/operations/files/directory.ts'
import { link } from '../provisioning/operations/files/link.ts'
import { persistent } from '../provisioning/operations/files/persistent.ts'
import { pruned } from '../provisioning/operations/releases/pruned.ts'
import { release } from '../provisioning/operations/releases/release.ts'
import { finished } from '../provisioning/operations/runs/finished.ts'
import { atBoot } from '../provisioning/operations/units/at-boot.ts'
import { foldersOf } from './mesos/settings.ts'
import type { Role } from './role.ts'

/** What every host of ours has: folders, the user that the leader runs as, the release. */
export const base: Role = {
  name: 'base',
  meaning: 'folders, the user mesos, and the release with the daemons',
  area: 'mantl',
  after: [],
  plays: () => true,
  operations: context => {
    const { layout, release: wanted, surroundings } = context
    const { logs, work } = foldersOf(context)
    return [
      ...(surroundings.uid === 0
        ? [group('mesos'), user({ name: 'mesos', group: 'mesos', home: '/nonexistent' })]
        : []),
      finished({ state: layout.state }),
      atBoot({ manager: surroundings.unitManager, config: layout.config, user: surroundings.user }),
      directory({ path: layout.config, mode: 0o755 }),
      directory({ path: layout.state, mode: 0o755 }),
      directory({ path: `${layout.state}/started`, mode: 0o755 }),
      directory({ path: layout.store, mode: 0o755 }),
      directory({ path: layout.releases, mode: 0o755 }),
      release({ release: wanted, releases: layout.releases, store: layout.store }),
      link({ path: layout.current, target: `${layout.releases}/${wanted.digest}` }),
      pruned({ release: wanted, releases: layout.releases, store: layout.store, current: layout.current }),
      directory({ path: logs, mode: 0o755, ...(surroundings.uid === 0 ? { owner: 'mesos:mesos' } : {}) }),
      directory({ path: work, mode: 0o755 }),
      persistent({ path: work, called: 'mesos_work_dir', lost: 'running tasks and volumes' }),
      ...(surroundings.unitManager === 'supervisor'
        ? [directory({ path: `${layout.config}/units`, mode: 0o755 }), directory({ path: layout.runtime, mode: 0o755 })]
        : [directory({ path: layout.units, mode: 0o755, shared: true })]),
    ]
  },
}
