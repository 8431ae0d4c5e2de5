import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'

export interface FileSystemAt {
  readonly mountPoint: string
  readonly type: string
  readonly options: readonly string[]
}

/** Whether the file system below a folder, which need not exist yet, is XFS that counts projects; `missing`: why not. */
export const projectQuotas = (folder: string): { readonly missing?: string } => {
  const found = fileSystemAt(folder)
  if (found === undefined) return { missing: `nobody can tell the file system of ${folder}` }
  if (found.type !== 'xfs') return { missing: `${folder} lies on ${found.type}, not on xfs` }
  if (found.options.some(option => option === 'prjquota' || option === 'pquota')) return {}
  return { missing: `${found.mountPoint} is mounted without project quotas (pquota), or its kernel has none` }
}

/** The file system that a path lies on, by the longest mount point that holds it. */
export const fileSystemAt = (path: string): FileSystemAt | undefined =>
  mountHolding(existing(path), readFileSync('/proc/self/mountinfo', 'utf8'))

/** Fields of /proc/self/mountinfo: 5 the mount point, 6 its options; behind ` - ` the type, the source and the options of the file system. */
export const mountHolding = (path: string, mountinfo: string): FileSystemAt | undefined => {
  let best: FileSystemAt | undefined
  for (const line of mountinfo.split('\n')) {
    const [left = '', right = ''] = line.split(' - ')
    const mountPoint = unescaped(left.split(' ')[4] ?? '')
    const [type = '', , options = ''] = right.split(' ')
    const holds = path === mountPoint || path.startsWith(mountPoint === '/' ? '/' : `${mountPoint}/`)
    // Of two on the same point the later one hides the other.
    if (mountPoint !== '' && holds && mountPoint.length >= (best?.mountPoint.length ?? 0)) {
      best = { mountPoint, type, options: options.split(',') }
    }
  }
  return best
}

/** Spaces and the like are written as \\040. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))

const existing = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path === dirname(path) ? path : existing(dirname(path))
  }
}
