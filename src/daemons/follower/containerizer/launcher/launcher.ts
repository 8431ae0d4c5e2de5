import { type ChildProcess, spawn } from 'node:child_process'
import {
  accessSync,
  closeSync,
  constants,
  type FSWatcher,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'
import type { LaunchSpec } from '../launch-spec.ts'
import { openOutput } from '../sandbox.ts'
import { launchScript } from './launch-script.ts'
import { type EndRecord, parseEnd, parseStart, type StartRecord } from './records.ts'
import { type ShimPrograms, shimArguments } from './shim.ts'

export interface LauncherListener {
  readonly started: (containerId: string, record: StartRecord) => void
  readonly ended: (containerId: string, record: EndRecord) => void
  /** The shim is gone without a word on the end. */
  readonly lost: (containerId: string) => void
}

/** Starts containers and notices what becomes of them, through files that survive the follower. */
export interface Launcher {
  /** From now on the container is `known`, so that a follower that dies in the middle of a launch finds what there is to clean up. */
  reserve(containerId: string): void
  /** `join`: cgroup.procs files. Throws MantlError follower.launch; nothing runs then. */
  launch(containerId: string, spec: LaunchSpec, join: readonly string[]): void
  /** Records found of a container: after a restart, or when its shim has vanished. */
  read(containerId: string): { readonly started?: StartRecord; readonly ended?: EndRecord }
  /** Containers that have records here. */
  known(): readonly string[]
  /** The records are no longer needed. */
  forget(containerId: string): void
  close(): void
}

const searchPath = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin']

/** Looks for what the shim needs. Throws MantlError follower.programs naming what is missing. */
export const findPrograms = (becomesOthers: boolean): ShimPrograms => ({
  shell: find('sh'),
  setsid: find('setsid'),
  ...(becomesOthers ? { setpriv: find('setpriv') } : {}),
})

const find = (name: string): string => {
  for (const folder of searchPath) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {}
  }
  throw new MantlError('follower.programs', `the program ${name} is missing`, { hint: 'install util-linux' })
}

/** `folder`: where the records are kept; it must not survive a reboot with meaning (see boot_id). */
export const createLauncher = (folder: string, programs: ShimPrograms, listener: LauncherListener): Launcher => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const told = new Set<string>()
  const once = (file: string, tell: () => void) => {
    if (told.has(file)) return
    told.add(file)
    tell()
  }
  const look = (file: string) => {
    const id = file.slice(0, file.lastIndexOf('.'))
    const { started, ended } = readRecords(folder, id)
    if (started) once(`${id}.started`, () => listener.started(id, started))
    if (ended) once(`${id}.ended`, () => listener.ended(id, ended))
  }
  const watcher: FSWatcher = watch(folder, (_, file) => {
    if (file !== null && /\.(started|ended)$/.test(file)) look(file)
  })
  // Somebody removed the folder: the ends of containers are then noticed by the shims' own.
  watcher.on('error', () => {})
  const remove = (id: string) => {
    for (const kind of ['started', 'ended', 'words', 'script']) {
      rmSync(join(folder, `${id}.${kind}`), { force: true })
      told.delete(`${id}.${kind}`)
    }
  }
  const shims = new Set<string>()
  /** Their shims still have their last word to write. */
  const forgotten = new Set<string>()
  return {
    reserve: id => writeFileSync(join(folder, `${id}.words`), '', { mode: 0o600 }),
    launch: (id, spec, joined) => {
      const shim = start(folder, programs, id, spec, joined)
      shims.add(id)
      shim.on('exit', () => {
        shims.delete(id)
        if (forgotten.delete(id)) return remove(id)
        look(`${id}.ended`)
        if (!told.has(`${id}.ended`)) listener.lost(id)
      })
    },
    read: id => readRecords(folder, id),
    known: () => [...new Set(readdirSync(folder).map(file => file.slice(0, file.lastIndexOf('.'))))],
    forget: id => {
      if (shims.has(id)) forgotten.add(id)
      remove(id)
    },
    close: () => watcher.close(),
  }
}

const readRecords = (folder: string, id: string): { started?: StartRecord; ended?: EndRecord } => {
  const text = (kind: string) => readText(join(folder, `${id}.${kind}`))
  const ended = text('ended')
  return {
    started: parseStart(text('started')),
    ended: ended === '' ? undefined : parseEnd(ended, text('words')),
  }
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The script lies in a file before anything starts, so that a follower that dies in between leaves no half of it to run. */
const start = (
  folder: string,
  programs: ShimPrograms,
  id: string,
  spec: LaunchSpec,
  joined: readonly string[],
): ChildProcess => {
  const opened: number[] = []
  const keep = (descriptor: number) => {
    opened.push(descriptor)
    return descriptor
  }
  const scriptPath = join(folder, `${id}.script`)
  try {
    writeFileSync(scriptPath, launchScript(spec), { mode: 0o600 })
    const script = keep(openSync(scriptPath, 'r'))
    rmSync(scriptPath)
    const stdout = keep(openOutput(spec.process.cwd, 'stdout'))
    const stderr = keep(openOutput(spec.process.cwd, 'stderr'))
    const words = keep(openSync(join(folder, `${id}.words`), 'a', 0o600))
    const files = { started: join(folder, `${id}.started`), ended: join(folder, `${id}.ended`) }
    const shim = spawn(programs.shell, shimArguments(files, joined, programs, spec.process.user), {
      cwd: spec.process.cwd,
      env: {},
      stdio: [script, stdout, words, stderr],
      detached: true,
    })
    if (shim.pid === undefined) throw new MantlError('follower.launch', `${programs.shell} could not be started`)
    shim.on('error', () => {})
    shim.unref()
    return shim
  } catch (cause) {
    if (cause instanceof MantlError) throw cause
    throw new MantlError('follower.launch', `the container could not be started: ${(cause as Error).message}`, {
      cause,
    })
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}
