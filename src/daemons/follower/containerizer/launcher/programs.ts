import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'

/** Programs that the shim needs, as absolute paths: the task's PATH has no say. */
export interface ShimPrograms {
  readonly shell: string
  readonly setsid: string
  /** Needed only to become another user, or to give up what a user may. */
  readonly setpriv?: string
  readonly prlimit?: string
  /** Of terminals. */
  readonly script?: string
  readonly stty?: string
  /** Of containers with namespaces or a file system of their own. */
  readonly crun?: string
  readonly unshare?: string
  readonly mount?: string
  readonly umount?: string
  readonly mkfifo?: string
  /** Of environments that a shell can't hold. */
  readonly perl?: string
}

const searchPath = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/local/sbin']

/** Looks for what the shim needs. Throws MantlError follower.programs naming what is missing that nothing goes without. */
export const findPrograms = (becomesOthers: boolean): ShimPrograms => ({
  shell: need('sh'),
  setsid: need('setsid'),
  ...(becomesOthers ? { setpriv: need('setpriv') } : {}),
  ...Object.fromEntries(
    optional.flatMap(name => {
      const path = findProgram(name)
      return path === undefined ? [] : [[name, path] as const]
    }),
  ),
})

const optional = [
  'setpriv',
  'prlimit',
  'script',
  'stty',
  'crun',
  'unshare',
  'mount',
  'umount',
  'mkfifo',
  'perl',
] as const

const need = (name: string): string => {
  const path = findProgram(name)
  if (path !== undefined) return path
  throw new MantlError('follower.programs', `the program ${name} is missing`, { hint: 'install util-linux' })
}

/** What a launch can't do without. Throws MantlError follower.programs. */
export const required = (programs: ShimPrograms, name: Exclude<keyof ShimPrograms, 'shell' | 'setsid'>): string => {
  const path = programs[name]
  if (path !== undefined) return path
  throw new MantlError('follower.programs', `the program ${name} is missing`, {
    hint: `install ${name === 'crun' ? 'crun' : name === 'script' ? 'bsdutils' : 'util-linux'}`,
  })
}

/** Throws MantlError follower.programs. */
export const terminalPrograms = (programs: ShimPrograms): { readonly script: string; readonly stty: string } => ({
  script: required(programs, 'script'),
  stty: required(programs, 'stty'),
})

export const findProgram = (name: string): string | undefined => {
  for (const folder of searchPath) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {}
  }
  return undefined
}
