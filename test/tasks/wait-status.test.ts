import { expect, it } from 'vitest'
import { exitCodeOfStatus } from '../../src/tasks/wait-status.ts'

it.each([
  [0, 0],
  [2 << 8, 2],
  [255 << 8, 255],
  [9, 137],
  [0x80 | 11, 139],
  [undefined, 1],
])('status %s of wait(2) is the exit code %i', (status, code) => expect(exitCodeOfStatus(status)).toBe(code))
