import { statSync } from 'node:fs'
import { MantlError } from '../../../errors.ts'
import { fromJson } from '../../../mesos/messages/codec/index.ts'
import { DeviceWhitelist } from '../../../mesos/messages/container.ts'
import type { MachineFigures } from '../containerizer/isolators/isolator.ts'

type AllowedDevice = MachineFigures['allowedDevices'][number]

/** --allowed_devices, a DeviceWhitelist, with the numbers that the nodes have here. Throws MantlError follower.flags. */
export const allowedDevices = (flag: unknown): readonly AllowedDevice[] => {
  if (flag === undefined) return []
  const { allowed_devices = [] } = parse(flag)
  return allowed_devices.map(({ device, access }) => {
    if (device.path === undefined) throw wrong('a device has no path')
    const letters = [access.read && 'r', access.write && 'w', access.mknod && 'm'].filter(Boolean).join('')
    if (letters === '') throw wrong(`nothing is allowed with ${device.path}`)
    return { ...nodeAt(device.path), access: letters }
  })
}

const parse = (flag: unknown): DeviceWhitelist => {
  try {
    return fromJson(DeviceWhitelist, flag)
  } catch (cause) {
    throw wrong((cause as Error).message)
  }
}

const nodeAt = (path: string): Omit<AllowedDevice, 'access'> => {
  if (!path.startsWith('/dev/')) throw wrong(`${path} does not lie in /dev`)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isCharacterDevice() && !stats?.isBlockDevice()) throw wrong(`${path} is no device`)
  return { path, type: stats.isBlockDevice() ? 'b' : 'c', ...numbers(stats.rdev) }
}

/** As makedev(3) puts them together: 12 bits of the major and 20 of the minor number, the minor's lowest eight at the end. */
const numbers = (rdev: number) => ({
  major: (rdev >>> 8) & 0xfff,
  minor: (rdev & 0xff) | ((rdev >>> 12) & 0xfff00),
})

const wrong = (message: string) => new MantlError('follower.flags', `--allowed_devices: ${message}`)
