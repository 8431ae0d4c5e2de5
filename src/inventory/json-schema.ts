import { type Definition, variables } from './variables.ts'

type JsonSchema = Readonly<Record<string, unknown>>

/** A JSON Schema of inventories in YAML, with which editors complete and check them while one writes. */
export const inventorySchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'mantl inventory',
  type: 'object',
  additionalProperties: { $ref: '#/definitions/group' },
  definitions: {
    group: {
      type: ['object', 'null'],
      additionalProperties: false,
      properties: {
        hosts: { type: ['object', 'null'], additionalProperties: { $ref: '#/definitions/variables' } },
        vars: { $ref: '#/definitions/variables' },
        children: { type: ['object', 'null'], additionalProperties: { $ref: '#/definitions/group' } },
      },
    },
    variables: {
      type: ['object', 'null'],
      properties: Object.fromEntries(
        Object.entries<Definition>(variables).map(([name, definition]) => [name, variableSchema(definition)]),
      ),
    },
  },
})

const template = { type: 'string', pattern: '\\{\\{' }

/** Every value may be a template instead. */
const variableSchema = ({ schema, meaning, default: value, defaultText }: Definition): JsonSchema => {
  const kind = kindOf(schema.description ?? '')
  return {
    description: defaultText === undefined ? meaning : `${meaning} (default: ${defaultText.replaceAll('`', '')})`,
    ...(value === undefined ? {} : { default: value }),
    ...(kind === undefined ? {} : { anyOf: [kind, template] }),
  }
}

/** By what the types in schemas.ts call themselves. */
const kindOf = (description: string): JsonSchema | undefined => {
  if (description === 'port') return { type: 'integer', minimum: 1, maximum: 65_535 }
  if (description === 'true or false') return { enum: [true, false, 'yes', 'no', 'true', 'false'] }
  if (description.includes(' | ')) return { enum: description.split(' | ') }
  if (description === 'absolute path') return { type: 'string', pattern: '^/' }
  if (description === 'list of text') return { type: ['array', 'string'], items: { type: 'string' } }
  if (description === 'milliseconds' || description === 'ticks' || description === 'megabytes')
    return { type: 'integer' }
  if (description === 'list of ports') return { type: 'array', items: { type: ['integer', 'string'] } }
  if (description === 'mapping of settings')
    return { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } }
  if (description === 'mapping of flags')
    return { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'object', 'array'] } }
  if (description === 'list of { principal, secret }')
    return {
      type: 'array',
      items: {
        type: 'object',
        required: ['principal', 'secret'],
        additionalProperties: false,
        properties: { principal: { type: 'string' }, secret: { type: 'string' } },
      },
    }
  return undefined
}
