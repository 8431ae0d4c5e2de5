import { Credential, Labels, Parameters, Secret } from './basics.ts'
import { enumeration, type Infer, map, message, optional, repeated, required } from './codec/schema.ts'

export const VolumeSourceCSIVolumeVolumeCapabilityBlockVolume = message(
  'Volume.Source.CSIVolume.VolumeCapability.BlockVolume',
  {},
)
export type VolumeSourceCSIVolumeVolumeCapabilityBlockVolume = Infer<
  typeof VolumeSourceCSIVolumeVolumeCapabilityBlockVolume
>

export const ImageType = enumeration('Image.Type', { APPC: 1, DOCKER: 2 })
export type ImageType = Infer<typeof ImageType>

export const ImageAppc = message('Image.Appc', {
  name: required(1, 'string'),
  id: optional(2, 'string'),
  labels: optional(3, Labels),
})
export type ImageAppc = Infer<typeof ImageAppc>

export const ImageDocker = message('Image.Docker', {
  name: required(1, 'string'),
  credential: optional(2, Credential, { deprecated: true }),
  config: optional(3, Secret),
})
export type ImageDocker = Infer<typeof ImageDocker>

export const Image = message('Image', {
  type: required(1, ImageType),
  appc: optional(2, ImageAppc),
  docker: optional(3, ImageDocker),
  cached: optional(4, 'bool', { default: true }),
})
export type Image = Infer<typeof Image>

export const MountPropagationMode = enumeration('MountPropagation.Mode', {
  UNKNOWN: 0,
  HOST_TO_CONTAINER: 1,
  BIDIRECTIONAL: 2,
})
export type MountPropagationMode = Infer<typeof MountPropagationMode>

export const MountPropagation = message('MountPropagation', {
  mode: optional(1, MountPropagationMode),
})
export type MountPropagation = Infer<typeof MountPropagation>

export const VolumeMode = enumeration('Volume.Mode', { RW: 1, RO: 2 })
export type VolumeMode = Infer<typeof VolumeMode>

export const VolumeSourceType = enumeration('Volume.Source.Type', {
  UNKNOWN: 0,
  DOCKER_VOLUME: 1,
  HOST_PATH: 4,
  SANDBOX_PATH: 2,
  SECRET: 3,
  CSI_VOLUME: 5,
})
export type VolumeSourceType = Infer<typeof VolumeSourceType>

export const VolumeSourceDockerVolume = message('Volume.Source.DockerVolume', {
  driver: optional(1, 'string'),
  name: required(2, 'string'),
  driver_options: optional(3, Parameters),
})
export type VolumeSourceDockerVolume = Infer<typeof VolumeSourceDockerVolume>

export const VolumeSourceHostPath = message('Volume.Source.HostPath', {
  path: required(1, 'string'),
  mount_propagation: optional(2, MountPropagation),
})
export type VolumeSourceHostPath = Infer<typeof VolumeSourceHostPath>

export const VolumeSourceSandboxPathType = enumeration('Volume.Source.SandboxPath.Type', {
  UNKNOWN: 0,
  SELF: 1,
  PARENT: 2,
})
export type VolumeSourceSandboxPathType = Infer<typeof VolumeSourceSandboxPathType>

export const VolumeSourceSandboxPath = message('Volume.Source.SandboxPath', {
  type: optional(1, VolumeSourceSandboxPathType),
  path: required(2, 'string'),
})
export type VolumeSourceSandboxPath = Infer<typeof VolumeSourceSandboxPath>

export const VolumeSourceCSIVolumeVolumeCapabilityMountVolume = message(
  'Volume.Source.CSIVolume.VolumeCapability.MountVolume',
  {
    fs_type: optional(1, 'string'),
    mount_flags: repeated(2, 'string'),
  },
)
export type VolumeSourceCSIVolumeVolumeCapabilityMountVolume = Infer<
  typeof VolumeSourceCSIVolumeVolumeCapabilityMountVolume
>

export const VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode = enumeration(
  'Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode',
  {
    UNKNOWN: 0,
    SINGLE_NODE_WRITER: 1,
    SINGLE_NODE_READER_ONLY: 2,
    MULTI_NODE_READER_ONLY: 3,
    MULTI_NODE_SINGLE_WRITER: 4,
    MULTI_NODE_MULTI_WRITER: 5,
  },
)
export type VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode = Infer<
  typeof VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode
>

export const VolumeSourceCSIVolumeVolumeCapabilityAccessMode = message(
  'Volume.Source.CSIVolume.VolumeCapability.AccessMode',
  {
    mode: required(1, VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode),
  },
)
export type VolumeSourceCSIVolumeVolumeCapabilityAccessMode = Infer<
  typeof VolumeSourceCSIVolumeVolumeCapabilityAccessMode
>

export const VolumeSourceCSIVolumeVolumeCapability = message('Volume.Source.CSIVolume.VolumeCapability', {
  block: optional(1, VolumeSourceCSIVolumeVolumeCapabilityBlockVolume),
  mount: optional(2, VolumeSourceCSIVolumeVolumeCapabilityMountVolume),
  access_mode: required(3, VolumeSourceCSIVolumeVolumeCapabilityAccessMode),
})
export type VolumeSourceCSIVolumeVolumeCapability = Infer<typeof VolumeSourceCSIVolumeVolumeCapability>

export const VolumeSourceCSIVolumeStaticProvisioning = message('Volume.Source.CSIVolume.StaticProvisioning', {
  volume_id: required(1, 'string'),
  volume_capability: required(2, VolumeSourceCSIVolumeVolumeCapability),
  node_stage_secrets: map(3, Secret),
  node_publish_secrets: map(4, Secret),
  volume_context: map(5, 'string'),
})
export type VolumeSourceCSIVolumeStaticProvisioning = Infer<typeof VolumeSourceCSIVolumeStaticProvisioning>

export const VolumeSourceCSIVolume = message('Volume.Source.CSIVolume', {
  plugin_name: required(1, 'string'),
  static_provisioning: optional(2, VolumeSourceCSIVolumeStaticProvisioning),
})
export type VolumeSourceCSIVolume = Infer<typeof VolumeSourceCSIVolume>

export const VolumeSource = message('Volume.Source', {
  type: optional(1, VolumeSourceType),
  docker_volume: optional(2, VolumeSourceDockerVolume),
  host_path: optional(5, VolumeSourceHostPath),
  sandbox_path: optional(3, VolumeSourceSandboxPath),
  secret: optional(4, Secret),
  csi_volume: optional(6, VolumeSourceCSIVolume),
})
export type VolumeSource = Infer<typeof VolumeSource>

export const Volume = message('Volume', {
  mode: required(3, VolumeMode),
  container_path: required(1, 'string'),
  host_path: optional(2, 'string'),
  image: optional(4, Image),
  source: optional(5, VolumeSource),
})
export type Volume = Infer<typeof Volume>
