import { z } from 'zod'
import { errorDetail, finding, hostResult, list, problem } from './parts.ts'

/** What a command prints with --json in place of its result, when it ends with another code than 0, 2 and 6. */
export const errorResult = z.strictObject({
  error: errorDetail,
  hosts: list(hostResult).optional().describe('how each host fared, when some did not do well'),
  problems: list(problem).optional().describe('all that is wrong with the inventory'),
  findings: list(finding).optional().describe('why an upgrade was not begun'),
})

export type ErrorResult = z.output<typeof errorResult>
/** What stands beside the error itself. */
export type ErrorDetails = Omit<ErrorResult, 'error'>
