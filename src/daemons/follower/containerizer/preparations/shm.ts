import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { mountPoints } from '../../linux/mount-points.ts'
import { mount, unmountAll } from '../../linux/mounts.ts'
import type { Preparer } from './preparer.ts'

export const shm: Preparer<'shm'> = {
  make: async ({ path, bytes }) => {
    mkdirSync(path, { recursive: true })
    if (mountPoints(readFileSync('/proc/self/mountinfo', 'utf8')).includes(path)) return
    const size = bytes === undefined ? '' : `,size=${bytes}`
    await mount(['-t', 'tmpfs', '-o', `nosuid,nodev,mode=1777${size}`, 'tmpfs', path])
  },
  undo: async ({ path }) => {
    await unmountAll(path)
    if (existsSync(path)) rmdirSync(path)
  },
}
