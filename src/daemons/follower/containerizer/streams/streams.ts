import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ContainerIo, TerminalSize } from './container-io.ts'
import { makeFifos, openBoth, openForEver, openWriter } from './fifos.ts'
import { type ContainerInput, createInput } from './input.ts'
import { type ContainerOutput, createOutput } from './output.ts'
import { resizeTerminal } from './terminal.ts'

/** What a container is started with. Absent outputs: the sandbox's files. Whoever gets them closes them after the start. */
export interface Descriptors {
  readonly stdin: number
  readonly stdout?: number
  readonly stderr?: number
}

/** The other ends of the standard streams of those containers that have a `ContainerIo`. */
export interface Streams {
  /** Throws MantlError follower.streams. */
  open(key: string, io: ContainerIo): Promise<Descriptors>
  /** Undefined: nothing can be said to this container. */
  input(key: string): ContainerInput | undefined
  /** Of sessions; the others' output is in files. */
  output(key: string): ContainerOutput | undefined
  /** False: it has no terminal. `pid`: of its first process. */
  resize(pid: number, size: TerminalSize): Promise<boolean>
  /** Nothing of the container runs any more. */
  closed(key: string): void
}

interface Session {
  readonly input: ContainerInput
  readonly output: ContainerOutput
}

/** `folder`: for pipes of terminals that outlive us; it is made when the first is needed. */
export const createStreams = (folder: string): Streams => {
  const sessions = new Map<string, Session>()
  const path = (key: string, end: string) => join(folder, `${key.replaceAll('/', '.')}.${end}`)

  const openSession = async (key: string, terminal: boolean): Promise<Descriptors> => {
    const [stdin, stdout, stderr] = ['in', 'out', 'err'].map(end => path(key, end)) as [string, string, string]
    const used = terminal ? [stdin, stdout] : [stdin, stdout, stderr]
    try {
      await makeFifos(used)
      const into = openBoth(stdin, 'writing')
      const out = openBoth(stdout, 'reading')
      const error = terminal ? undefined : openBoth(stderr, 'reading')
      const output = createOutput({ STDOUT: out.reading, ...(error ? { STDERR: error.reading } : {}) })
      const input = createInput(into.writing)
      sessions.set(key, { input: terminal ? { ...input, end: () => {} } : input, output })
      return { stdin: into.reading, stdout: out.writing, ...(error ? { stderr: error.writing } : {}) }
    } finally {
      for (const each of used) rmSync(each, { force: true }) // they live on without a name
    }
  }

  const openTerminal = async (key: string): Promise<Descriptors> => {
    await makeFifos([path(key, 'in')])
    return { stdin: openForEver(path(key, 'in')) }
  }

  const inputOfTerminal = (key: string): ContainerInput | undefined => {
    const descriptor = openWriter(path(key, 'in'))
    return descriptor === undefined ? undefined : { ...createInput(descriptor), end: () => {} }
  }

  return {
    open: (key, { session, terminal }) => (session ? openSession(key, terminal !== undefined) : openTerminal(key)),
    input: key => sessions.get(key)?.input ?? inputOfTerminal(key),
    output: key => sessions.get(key)?.output,
    resize: (pid, size) => resizeTerminal('stty', pid, size),
    closed: key => {
      sessions.get(key)?.input.close()
      sessions.get(key)?.output.closeUnread()
      sessions.delete(key)
      rmSync(path(key, 'in'), { force: true })
    },
  }
}
