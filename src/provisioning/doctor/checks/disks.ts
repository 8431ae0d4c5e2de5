import { playsFollower, playsLeader } from '../../../roles/mesos/settings.ts'
import { fileSystem } from '../../facts/files/file-system.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examinee } from '../check.ts'

const mega = 1_000_000
const little = 1000 * mega
const tooLittle = 100 * mega

/** Folders whose disks are full, or nearly. */
export const disks: Check = {
  name: 'disks',
  needs: host => foldersOf(host).map(path => ask(fileSystem, { path })),
  find: hosts =>
    hosts.flatMap(host =>
      foldersOf(host).flatMap(path => {
        const { freeBytes } = host.facts.get(fileSystem, { path })
        if (freeBytes >= little) return []
        return [
          {
            severity: freeBytes < tooLittle ? ('error' as const) : ('warning' as const),
            host: host.host.name,
            what: `${Math.floor(freeBytes / mega)} MB are free at ${path}`,
            hint: 'make room: logs, old sandboxes (--gc_delay), other programs’ data',
          },
        ]
      }),
    ),
}

const foldersOf = ({ host, layout }: Examinee): readonly string[] => {
  const { vars, groups } = host
  const mesos = playsLeader(host) || playsFollower(host)
  return [
    layout.store,
    ...(mesos ? [vars.given.has('mesos_work_dir') ? vars.mesos_work_dir : layout.work] : []),
    ...(mesos ? [vars.given.has('mesos_log_dir') ? vars.mesos_log_dir : layout.logs] : []),
    ...(groups.includes(vars.zookeeper_server_group) ? [vars.zookeeper_data_dir] : []),
  ]
}
