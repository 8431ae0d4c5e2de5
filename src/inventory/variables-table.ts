import { type Definition, variables } from './variables.ts'

/** All variables as a table of Markdown, one a row: docs/inventory.md holds it, and a test keeps both the same. */
export const variablesTable = (): string =>
  [
    '| variable | type | default | meaning |',
    '|---|---|---|---|',
    ...Object.entries<Definition>(variables).map(row),
  ].join('\n')

const row = ([name, definition]: [string, Definition]): string =>
  `| ${[name, typeName(definition), defaultOf(definition), definition.meaning].map(escaped).join(' | ')} |`

const escaped = (cell: string): string => cell.replaceAll('|', '\\|')

export interface VariableRow {
  readonly name: string
  readonly type: string
  readonly default: string
  readonly meaning: string
}

/** The variables of one area, as people read them. */
export const variableRows = (area: Definition['area']): readonly VariableRow[] =>
  Object.entries<Definition>(variables)
    .filter(([, definition]) => definition.area === area)
    .map(([name, definition]) => ({
      name,
      type: typeName(definition),
      default: defaultOf(definition).replaceAll('`', ''),
      meaning: definition.meaning,
    }))

/** What the schema, or the one inside an optional or transformed one, calls itself. */
const typeName = ({ schema }: Definition): string => {
  const inner =
    (schema as { unwrap?: () => Definition['schema'] }).unwrap?.() ?? (schema as { in?: Definition['schema'] }).in
  return schema.description ?? inner?.description ?? 'text'
}

const defaultOf = ({ default: value, defaultText }: Definition): string => {
  if (defaultText) return defaultText
  if (value === undefined) return 'not set'
  return `\`${Array.isArray(value) && value.length === 1 ? value[0] : typeof value === 'object' ? JSON.stringify(value) : value}\``
}
