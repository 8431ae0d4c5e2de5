import { megabytes } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings } from '../isolator.ts'
import { sandboxDisk } from './sandbox-disk.ts'

/**
 * Each sandbox is a project of the XFS file system that holds it, and the kernel counts its blocks. Under
 * --enforce_container_disk_quota it also refuses more (or, under --xfs_kill_containers, lets a little more pass and the container ends).
 */
export const diskXfs: Isolator = {
  name: 'disk/xfs',
  skips: ['nested', 'debug'],
  impossible: ({ root, projectQuotas, programs }, settings) =>
    (root ? undefined : 'it needs root') ??
    (programs === undefined || programs.has('xfs_quota') ? undefined : 'the program xfs_quota is not installed') ??
    projectQuotas?.missing ??
    (projectRange(settings) === undefined
      ? `--xfs_project_range: '${settings.xfs_project_range}' is not of the form [5000-10000]`
      : undefined),
  prepare: (spec, { directory, resources, image }, settings) => {
    const range = projectRange(settings)
    if (range === undefined) return spec
    const quota = sandboxDisk(resources.all)
    const project = {
      kind: 'xfs-project' as const,
      path: directory,
      ...(image?.written === undefined ? {} : { beside: image.written }),
      range,
      ...(settings.enforce_container_disk_quota && quota !== undefined
        ? { limitBytes: megabytes(quota) + headroom(settings) }
        : {}),
    }
    return { ...spec, preparations: [...(spec.preparations ?? []), project] }
  },
}

/** Whoever is to be killed for taking too much must be able to take too much. */
const headroom = ({ xfs_kill_containers, xfs_quota_headroom }: IsolatorSettings): number =>
  xfs_kill_containers ? (xfs_quota_headroom ?? 0) : 0

/** `[5000-10000]`, without 0, which is every file's that belongs to no project. */
export const projectRange = ({
  xfs_project_range: text = '[5000-10000]',
}: IsolatorSettings): { readonly first: number; readonly last: number } | undefined => {
  const match = /^\[(\d{1,10})-(\d{1,10})\]$/.exec(text.trim())
  const [first = 0, last = 0] = match?.slice(1).map(Number) ?? []
  return first >= 1 && last >= first && last < 2 ** 32 ? { first, last } : undefined
}
