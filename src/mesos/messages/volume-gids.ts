import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'

/** What an agent keeps in its work folder; on no wire. Numbers of Mesos' src/slave/volume_gid_manager/state.proto. */
export const VolumeGidInfo = message('VolumeGidInfo', {
  type: optional(1, enumeration('VolumeGidInfo.Type', { UNKNOWN: 0, PERSISTENT: 1, SANDBOX_PATH: 2 })),
  path: required(2, 'string'),
  gid: required(3, 'uint32'),
})
export type VolumeGidInfo = Infer<typeof VolumeGidInfo>

export const VolumeGidInfos = message('VolumeGidInfos', { infos: repeated(1, VolumeGidInfo) })
