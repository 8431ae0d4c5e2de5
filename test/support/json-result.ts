import { expect } from 'vitest'
import { type CommandName, results } from '../../src/results/catalog.ts'
import { errorResult } from '../../src/results/error.ts'

interface Ended {
  readonly stdout: string
  readonly stderr: string
}

/** What a command printed with --json is exactly what its schema says; gives it back. */
export const jsonResult = (command: CommandName | 'error', { stdout, stderr }: Ended): any => {
  expect(stdout, stderr).toMatch(/^[{[]/)
  const read = (command === 'error' ? errorResult : results[command]).safeParse(JSON.parse(stdout))
  expect(read.error?.issues ?? [], `${command}: ${stdout.slice(0, 2000)}`).toEqual([])
  return read.data
}
