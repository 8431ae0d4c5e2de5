import type { Isolator } from '../isolator.ts'

/** The nodes of --allowed_devices in the /dev of containers that have a file system of their own. */
export const linuxDevices: Isolator = {
  name: 'linux/devices',
  impossible: machine => (machine.root ? undefined : 'it needs root'),
  prepare: (spec, { image }, { machine }) => {
    if (image === undefined || machine === undefined) return spec
    const devices = machine.allowedDevices.map(({ access, ...device }) => ({ ...device, fileMode: modeOf(access) }))
    return { ...spec, linux: { ...spec.linux, devices: [...(spec.linux.devices ?? []), ...devices] } }
  },
}

/** For everybody: the cgroup of devices, or the lack of a node, decides who may use what. */
const modeOf = (access: string): number => (access.includes('r') ? 0o444 : 0) | (access.includes('w') ? 0o222 : 0)
