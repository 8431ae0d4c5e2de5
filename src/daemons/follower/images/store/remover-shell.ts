import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { quoteAll } from '../../containerizer/launcher/quote.ts'
import { removeTrees } from './remove-tree.ts'

/** A line of paths in, the exit code of their rm out. */
const script = 'while read -r line; do eval "rm -rf --one-file-system -- $line"; echo $?; done'

export interface RemoverShell {
  /** As `removeTrees`, which does it where the shell can't, and says why where nobody can. */
  remove(paths: readonly string[]): Promise<void>
  close(): void
}

/**
 * A small shell that removes trees for us: a fork of ours costs more than that, and the event loop waits for it. It is there from the first
 * wish on, and ends when we do.
 */
export const createRemoverShell = (): RemoverShell => {
  let shell: ChildProcess | undefined
  let told: ((code: number | undefined) => void)[] = []
  const over = () => {
    shell = undefined
    const waiting = told
    told = []
    for (const tell of waiting) tell(undefined)
  }
  const start = (): ChildProcess => {
    const child = spawnShell()
    const once = () => {
      if (shell === child) over()
    }
    child.on('error', once).on('exit', once)
    child.stdin!.on('error', () => {})
    for (const part of [child, child.stdin as Socket, child.stdout as Socket]) part.unref()
    // Never more than some digits and a line's end: these come whole.
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) told.shift()?.(Number(line))
    })
    return child
  }
  const ask = (line: string): Promise<number | undefined> =>
    new Promise(resolve => {
      shell ??= start()
      told.push(resolve)
      shell.stdin!.write(`${line}\n`)
    })
  return {
    remove: async paths => {
      const line = quoteAll(paths)
      const code = line.includes('\n') ? undefined : await ask(line)
      if (code !== 0) await removeTrees(paths)
    },
    close: () => shell?.stdin?.end(),
  }
}

const spawnShell = (): ChildProcess =>
  spawn('/bin/sh', ['-c', script, 'mantl-remover'], {
    cwd: '/',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
