import { MantlError } from '../errors.ts'

/** ZooKeeper's rules for a path: absolute, no empty, `.` or `..` segment, no slash at its end, no control characters. */
export const pathProblem = (path: string): string | undefined => {
  if (!path.startsWith('/')) return 'it does not start with a slash'
  if (path === '/') return undefined
  if (path.endsWith('/')) return 'it ends with a slash'
  if (/[\u0000-\u001f\u007f-\u009f\ud800-\uf8ff\ufff0-\uffff]/.test(path))
    return 'it has a character that ZooKeeper does not take'
  const segments = path.slice(1).split('/')
  if (segments.includes('')) return 'it has an empty segment'
  if (segments.includes('.') || segments.includes('..')) return 'it has a relative segment'
  return undefined
}

/** Throws MantlError 'zookeeper.bad_path'. */
export const checkPath = (path: string): string => {
  const problem = pathProblem(path)
  if (problem !== undefined)
    throw new MantlError('zookeeper.bad_path', `ZooKeeper path ${JSON.stringify(path)}: ${problem}`)
  return path
}

/** The path as the server knows it. `chroot`: '/' or a valid path. */
export const underChroot = (chroot: string, path: string): string => {
  checkPath(path)
  if (chroot === '/') return path
  return path === '/' ? chroot : chroot + path
}

/** The path as our caller knows it. */
export const withoutChroot = (chroot: string, path: string): string => {
  if (chroot === '/' || !path.startsWith(chroot)) return path
  return path.slice(chroot.length) || '/'
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export const join = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`)
