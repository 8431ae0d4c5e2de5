import type { Preparation } from './preparation.ts'

/** Whose work a preparation is, for those who ask what is under way. PURE. */
export const isolatorOf = ({ kind }: Preparation): string => isolators[kind]

const isolators: { readonly [K in Preparation['kind']]: string } = {
  folder: 'filesystem/linux',
  link: 'filesystem/posix',
  'sandbox-folder': 'volume/sandbox_path',
  pin: 'volume/sandbox_path',
  'mount-point': 'filesystem/linux',
  'host-path': 'volume/host_path',
  secrets: 'volume/secret',
  shm: 'namespaces/ipc',
  'xfs-project': 'disk/xfs',
  'device-program': 'cgroups/devices',
  network: 'network/cni',
  'volume-gid': 'filesystem/linux',
}
