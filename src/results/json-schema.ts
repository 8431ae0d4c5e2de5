import { z } from 'zod'
import { type CommandName, results } from './catalog.ts'
import { errorResult } from './error.ts'

export type JsonSchema = Record<string, unknown>

/** All that have a schema. */
export const schemaNames = [...(Object.keys(results) as CommandName[]).sort(), 'error' as const]

/** Of what a command returns, or of what any prints when it fails. Draft 2020-12. */
export const jsonSchemaOf = (what: (typeof schemaNames)[number]): JsonSchema => {
  const title = what === 'error' ? 'what mantl --json prints when it fails' : `what mantl ${what} --json prints`
  const { $schema, ...schema } = z.toJSONSchema(what === 'error' ? errorResult : results[what], { override: tidy })
  return { $schema, title, ...schema }
}

/** Without what says nothing to a reader; and a later release may add fields. */
const tidy = ({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void => {
  delete jsonSchema.readOnly
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}
