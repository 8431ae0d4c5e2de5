import { z } from 'zod'
import { MantlError } from '../../errors.ts'

const sealed = z.object({ what: z.string(), seal: z.string() })

/** A plan in a file: bound to what was observed, and readable. It holds no secret, and no text of a file that holds one. */
const schema = z.object({
  format: z.literal('mantl-plan'),
  version: z.literal(1),
  /** ISO 8601. */
  made: z.string(),
  by: z.string(),
  /** Absolute paths. */
  inventory: z.string(),
  /** Names of the variables that were given by -e; their values are given again. */
  extraVariables: z.array(z.string()),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  hosts: z.record(z.string(), z.object({ facts: z.record(z.string(), sealed), changes: z.array(sealed) })),
  /** As --json shows it. */
  plan: z.unknown(),
})

export type SavedPlan = z.infer<typeof schema>

/** Throws MantlError `plan.unreadable`. */
export const parseSavedPlan = (text: string, file: string): SavedPlan => {
  const json = parseJson(text, file)
  const version = (json as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > 1)
    throw unreadable(file, `is of format ${version}, newer than this mantl knows`)
  const { data, error } = schema.safeParse(json)
  if (data !== undefined) return data
  const [issue] = error.issues
  throw unreadable(file, `is no plan of mantl’s: ${issue?.path.join('.')}: ${issue?.message}`)
}

const parseJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(file, 'is no plan of mantl’s: not JSON')
  }
}

const unreadable = (file: string, what: string) =>
  new MantlError('plan.unreadable', `${file} ${what}`, { hint: 'make one: mantl plan INVENTORY --out FILE' })
