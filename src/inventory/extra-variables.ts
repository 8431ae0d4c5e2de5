import type { Draft } from './draft.ts'
import { splitWords } from './readers/shell-words.ts'
import { readVariables } from './readers/yaml-inventory.ts'
import { type OpenVault, readYaml } from './readers/yaml-values.ts'
import type { Variable, Variables } from './value.ts'

/** One `-e`: a mapping in YAML or JSON when it starts with `{`, else `name=value` words whose values are text, as in Ansible. */
export const readExtraVariables = (draft: Draft, text: string, open: OpenVault): Variables => {
  if (text.trimStart().startsWith('{')) {
    const root = readYaml({ file: '-e', text, open, report: draft.report })
    return root ? readVariables(draft, root, '-e') : new Map()
  }
  const { words, wrong } = splitWords(text)
  const at = (column: number) => ({ file: '-e', line: 1, column })
  if (wrong) draft.report({ severity: 'error', message: `${wrong} in -e ${text}`, place: at(1) })
  const pairs = words.flatMap(({ text: word, column }): [string, Variable][] => {
    const equals = word.indexOf('=')
    const name = word.slice(0, equals)
    const place = at(column + equals + 1)
    if (equals > 0)
      return [[name, { name, namePlace: at(column), value: { kind: 'scalar', data: word.slice(equals + 1), place } }]]
    draft.report({
      severity: 'error',
      message: `-e wants name=value, found ${word}`,
      hint: '@file.yml reads a file',
      place: at(column),
    })
    return []
  })
  return new Map(pairs)
}
