import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A network namespace of a test's own, in which it may do to the network whatever it likes. */
export interface TestNamespace {
  /** Words to put before a command that is to run in it. */
  readonly through: readonly string[]
  /** Runs a program inside; its stdout. */
  readonly run: (program: string, ...args: readonly string[]) => string
  /** `leaving`: ports of ours that can be reached from inside under their own number; `entering`: ports inside that we reach. */
  readonly open: (ports: { readonly leaving: readonly number[]; readonly entering: readonly number[] }) => Promise<void>
  readonly close: () => void
}

export const debianPackages: readonly string[] = ['containernetworking-plugins', 'iproute2', 'iptables', 'util-linux']

export const createNamespace = (): TestNamespace => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-netns-'))
  const file = join(folder, 'ns')
  writeFileSync(file, '')
  execFileSync('unshare', [`--net=${file}`, 'ip', 'link', 'set', 'lo', 'up'])
  const through = ['nsenter', `--net=${file}`, '--']
  const [enter = '', ...rest] = through
  const servers: Server[] = []
  let door: ChildProcess | undefined
  return {
    through,
    run: (program, ...args) =>
      execFileSync(enter, [...rest, program, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 30_000,
      }),
    open: async ({ leaving, entering }) => {
      for (const port of leaving) servers.push(listen(join(folder, String(port)), { port, host: '127.0.0.1' }))
      for (const port of entering)
        servers.push(listen({ port, host: '127.0.0.1' }, { path: join(folder, String(port)) }))
      const doors = [...leaving.map(port => `leave:${port}`), ...entering.map(port => `enter:${port}`)]
      const script = join(import.meta.dirname, 'namespace-door.ts')
      door = spawn(enter, [...rest, process.execPath, script, folder, ...doors], { stdio: 'ignore' })
      while (entering.some(port => !existsSync(join(folder, String(port))))) {
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
    close: () => {
      door?.kill('SIGKILL')
      for (const server of servers) server.close()
      execFileSync('umount', [file])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const listen = (
  at: string | { port: number; host: string },
  to: { port: number; host: string } | { path: string },
): Server =>
  createServer(from => {
    const out = connect(to)
    from.pipe(out).pipe(from)
    from.on('error', () => out.destroy())
    out.on('error', () => from.destroy())
    from.on('close', () => out.destroy())
    out.on('close', () => from.destroy())
  }).listen(at)
