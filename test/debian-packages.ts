import { debianPackages as hostPackages } from './hosts/packages.ts'
import { debianPackages as dnfPackages } from './support/dnf.ts'
import { debianPackages as imagePackages } from './support/images/build.ts'
import { debianPackages as registryPackages } from './support/images/registry.ts'
import { debianPackages as networkPackages } from './support/network-namespace.ts'
import { debianPackages as sshdPackages } from './support/sshd.ts'
import { debianPackages as zooKeeperPackages } from './support/zookeeper.ts'

/** All that the tests need of Debian. ansible-core: the inventory is compared with Ansible's own reading of it. */
export const debianPackages: readonly string[] = [
  ...new Set([
    ...dnfPackages,
    ...hostPackages,
    ...imagePackages,
    ...networkPackages,
    ...registryPackages,
    ...sshdPackages,
    ...zooKeeperPackages,
    'ansible-core',
    'bpftool',
    'bzip2',
    'crun',
    'linux-perf',
    'openssl',
    'unzip',
    'util-linux',
    'xfsprogs',
    'xz-utils',
    'zip',
    'zstd',
  ]),
]
