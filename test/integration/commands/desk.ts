import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readlinkSync } from 'node:fs'
import { program } from '../../commands/program.ts'
import { eventually } from '../master/daemons.ts'

/** Of a command line that speaks to this leader. */
export const environment = (master: string) => {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST|MANTL_)/.test(name))
  return { ...Object.fromEntries(kept), MANTL_MASTER: master }
}

/** The command line on a terminal of its own, as somebody sits before it: script(1) is the terminal. */
export const sitBefore = (master: string, args: readonly string[]) => {
  const line = [process.execPath, program, ...args].map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const text = `stty rows 30 cols 90; ${line}; echo "status $?"; stty -a`
  const child = spawn('script', ['-qefc', text, '/dev/null'], {
    env: { ...environment(master), SHELL: '/bin/sh' },
    stdio: 'pipe',
  })
  const seen = { text: '' }
  child.stdout.setEncoding('utf8').on('data', piece => {
    seen.text += piece
  })
  const shows = (what: string | RegExp) =>
    eventually(`the screen shows ${what}`, async () =>
      typeof what === 'string' ? seen.text.includes(what) : what.test(seen.text),
    )
  const resize = (rows: number, columns: number) => {
    const [shell] = childrenOf(child.pid!)
    const terminal = readlinkSync(`/proc/${shell}/fd/0`)
    spawn('stty', ['-F', terminal, 'rows', String(rows), 'cols', String(columns)])
  }
  return { child, seen, shows, resize, type: (keys: string) => child.stdin.write(keys), ended: once(child, 'close') }
}

const childrenOf = (pid: number | string): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  } catch {
    return []
  }
}
