/** Debian packages that the test hosts need on the machine that runs them. */
export const debianPackages = [
  'apt-cacher-ng',
  'ca-certificates',
  'iproute2',
  'mmdebstrap',
  'openssh-client',
  'procps',
  'socat',
  'util-linux',
] as const

/** argv that installs `packages`, waiting for another apt to finish rather than failing. Run it after `apt-get update`. */
export const aptInstall = (packages: readonly string[]): readonly string[] => [
  'env',
  'DEBIAN_FRONTEND=noninteractive',
  'apt-get',
  'install',
  '--yes',
  '--no-install-recommends',
  '-o',
  'DPkg::Lock::Timeout=300',
  ...packages,
]
