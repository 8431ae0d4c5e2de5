import type { Container } from '../../container.ts'
import type { LaunchSpec } from '../../launch-spec.ts'
import type { IsolatorSettings, Refusal } from '../isolator.ts'

type Type = Parameters<NonNullable<IsolatorSettings['volumeGid']>>[1]

/** Whether such volumes of the container belong to groups of their own: root needs none. */
export const hasGroups = ({ user }: Container, { volumeGid }: IsolatorSettings): boolean =>
  volumeGid !== undefined && user !== undefined && user.uid !== 0

/** The folder belongs to a group of its own (--volume_gid_range), and the container's processes are in it. */
export const withGroup = (
  spec: LaunchSpec,
  { volumeGid }: IsolatorSettings,
  path: string,
  type: Type,
): LaunchSpec | Refusal => {
  const gid = volumeGid?.(path, type)
  if (gid === undefined) return { refused: `no group id of --volume_gid_range is free for the volume ${path}` }
  const { additionalGids = [] } = spec.process
  return {
    ...spec,
    process: { ...spec.process, additionalGids: [...new Set([...additionalGids, gid])] },
    preparations: [...(spec.preparations ?? []), { kind: 'volume-gid', path }],
  }
}
