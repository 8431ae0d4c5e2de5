import type { HostMount } from '../launch-spec.ts'

/** The arguments of a mount(2), and the folder in which it is called. `flags` are its bits; no `data`: none. */
export interface MountCall {
  readonly cwd: string
  readonly source: string
  readonly target: string
  readonly type: string
  readonly flags: number
  readonly data?: string
}

/** The kernel's (linux/mount.h). */
export const mountBits = { ro: 1, nosuid: 2, nodev: 4, noexec: 8, remount: 32, bind: 4096, rec: 16_384, slave: 1 << 19 }

/** The longest text that the kernel takes, with its end. */
const mostData = 4096

/** What mount(8) would do for it. `undefined`: an option that it knows and we don't. PURE. */
export const mountCalls = ({
  target,
  type,
  source = type,
  options = '',
  cwd = '/',
}: HostMount): readonly MountCall[] | undefined => {
  const all = options.split(',').filter(option => option !== '')
  const flags = all.reduce((bits, option) => bits | (flagOf(option) ?? 0), 0)
  const others = all.filter(option => flagOf(option) === undefined && option !== 'rbind')
  if (type === 'overlay') {
    const data = others.join(',')
    if (data.length >= mostData || others.some(option => !option.includes('='))) return undefined
    return [{ cwd, source, target, type, flags, data }]
  }
  if (others.length > 0) return undefined
  const bound = {
    cwd,
    source,
    target,
    type: 'none',
    flags: mountBits.bind | (all.includes('rbind') ? mountBits.rec : 0),
  }
  if (flags === 0) return [bound]
  return [bound, { ...bound, flags: mountBits.remount | mountBits.bind | flags }]
}

const flagOf = (option: string): number | undefined =>
  option === 'ro' || option === 'nosuid' || option === 'nodev' || option === 'noexec' ? mountBits[option] : undefined
