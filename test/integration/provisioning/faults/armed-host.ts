import { spawn } from 'node:child_process'
import { copyFile, type FileHandle, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { TestHost } from '../../../hosts/host.ts'
import type { Lab } from '../../../hosts/lab.ts'
import { hostFolder } from '../../../hosts/lab-record.ts'

/** Where a run can be met; see fault-points.sh. `dpkg`: before and after each turn of dpkg. */
export type PointKind = 'begin' | 'within' | 'end' | 'dpkg'

export interface Point {
  readonly kind: PointKind
  readonly number: number
  /** The command that comes next. */
  readonly command: string
}

interface PassedPoint extends Point {
  /** Exit code of what came before. */
  readonly status: number
}

/** A host whose runs stop at a chosen point and wait for orders: faults come from outside, and exactly there. */
export interface ArmedHost {
  readonly host: TestHost
  /** From now on points are noted, and the run stops at this one. */
  arm(point?: Pick<Point, 'kind' | 'number'>): Promise<Reaching>
  /** The next time that the run stops: an order may have chosen another point. */
  again(): Reaching
  disarm(): Promise<void>
  /** What the run stopped at goes on after this sh text, '' for nothing. */
  go(order: string): Promise<void>
  /** All points that were passed since `arm`. */
  points(): Promise<readonly PassedPoint[]>
}

export interface Reaching {
  /** Settles when the point is reached; never when it is not. */
  readonly reached: Promise<void>
  giveUp(): void
}

const files = ['fault-points.sh', 'stand-in-sh', 'dpkg-point']
const counters = ['armed', 'points', 'claimed', 'begin', 'within', 'end', 'dpkg']

const install = `cp /var/lib/ext4/faults/stand-in-sh /usr/local/bin/sh
printf 'pre-invoke=/var/lib/ext4/faults/dpkg-point\\npost-invoke=/var/lib/ext4/faults/dpkg-point\\n' > /etc/dpkg/dpkg.cfg.d/faults`

/** Puts the stand-ins onto the host. */
export const armedHost = async (lab: Lab, name: string): Promise<ArmedHost> => {
  const host = lab.host(name)
  const folder = join(hostFolder(lab.id, name), 'ext4/faults')
  await mkdir(folder, { recursive: true })
  for (const file of files) await copyFile(join(import.meta.dirname, file), join(folder, file))
  await execa('mkfifo', [join(folder, 'reached'), join(folder, 'go')])
  await host.exec(['sh', '-c', install])
  let orders: FileHandle | undefined
  const forget = async () => {
    await orders?.close()
    orders = undefined
  }
  const disarm = async () => {
    await forget()
    for (const file of counters) await rm(join(folder, file), { recursive: true, force: true })
  }
  return {
    host,
    disarm,
    async arm({ kind, number } = { kind: 'begin', number: 0 }) {
      await disarm()
      await writeFile(join(folder, 'armed'), `${kind} ${number}\n`)
      return waitFor(join(folder, 'reached'))
    },
    again: () => waitFor(join(folder, 'reached')),
    async go(order) {
      await forget()
      // opened for both ends it blocks nobody, and what is in it stays until it is read: who said that it is there may not listen yet
      orders = await open(join(folder, 'go'), 'r+')
      await orders.write(`${order}\n`)
    },
    async points() {
      const text = await readFile(join(folder, 'points'), 'utf8').catch(() => '')
      return text.split('\n').flatMap(readPoint)
    },
  }
}

const waitFor = (fifo: string): Reaching => {
  const reader = spawn('cat', [fifo], { stdio: ['ignore', 'pipe', 'ignore'] })
  const reached = new Promise<void>(resolve => reader.stdout.once('data', () => resolve()))
  return { reached, giveUp: () => void reader.kill('SIGKILL') }
}

const readPoint = (line: string): PassedPoint[] => {
  const [, kind, number, status, command = ''] = /^(\w+) (\d+) (\d+) (.*)$/.exec(line) ?? []
  return kind === undefined
    ? []
    : [{ kind: kind as PointKind, number: Number(number), status: Number(status), command }]
}
