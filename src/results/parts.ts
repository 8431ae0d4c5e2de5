import { z } from 'zod'

/** What schemas of several commands have in common. */

export const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()
export const time = (what: string) => z.string().describe(`${what}, ISO 8601`)
export const count = (what?: string) => (what === undefined ? z.int().min(0) : z.int().min(0).describe(what))

export const amounts = z
  .strictObject({
    cpus: z.number().describe('processors'),
    mem: z.number().describe('megabytes'),
    disk: z.number().describe('megabytes'),
  })
  .meta({ id: 'Amounts', description: 'resources of an agent' })

export const resources = z
  .record(z.string(), z.number())
  .readonly()
  .meta({ id: 'Resources', description: 'an amount for each resource that is named, such as cpus or mem' })

export const agentState = z
  .enum(['active', 'disconnected', 'deactivated', 'draining', 'drained', 'recovering', 'unreachable'])
  .meta({ id: 'AgentState', description: 'recovering: not heard of since the leader changed' })

export const place = z
  .strictObject({ file: z.string(), line: z.int().describe('from 1'), column: z.int().describe('from 1') })
  .meta({ id: 'Place', description: 'where something stands in the user’s files' })

export const problem = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    hint: z.string().optional(),
    place,
    code: z.enum(['loop', 'sealed']).optional().describe('kinds that mantl itself treats apart'),
  })
  .meta({ id: 'Problem', description: 'something wrong or odd in an inventory' })

export const errorDetail = z
  .strictObject({
    code: z.string().describe('stable; listed in [errors](errors.md)'),
    message: z.string().describe('what happened; several lines where several things did'),
    hint: z.string().optional().describe('what to do about it'),
    retryable: z.boolean().describe('whether the same command may succeed later'),
  })
  .meta({ id: 'Error', description: 'what went wrong' })

export const hostResult = z
  .strictObject({
    host: z.string(),
    result: z
      .enum(['done', 'failed', 'unreachable', 'locked', 'held', 'interrupted'])
      .describe('held: not begun, since something that it rests on failed'),
    applied: count('changes that were carried out'),
    planned: count('changes that the plan had for it'),
    change: z.string().optional().describe('the change at which it failed'),
    why: z.string().optional().describe('why it was held back'),
    error: errorDetail.optional(),
  })
  .meta({ id: 'HostResult', description: 'how a run ended on a host' })

export const finding = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    check: z.string().describe('which check found it'),
    host: z.string().optional().describe('absent: it concerns the whole cluster'),
    what: z.string(),
    hint: z.string().optional(),
  })
  .meta({ id: 'Finding', description: 'a fault that the doctor found' })
