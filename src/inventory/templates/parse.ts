/** A template is text with `{{ expression }}` in it: a path into variables, and filters. `offset`: of it in the text. */
export type Template = readonly Part[]
export type Part = string | { readonly expression: Expression; readonly offset: number }
export type Expression = { readonly start: Operand; readonly filters: readonly Filter[] }
export type Operand =
  | { readonly literal: string | number | boolean | null }
  | { readonly name: string; readonly path: readonly Expression[] }
export type Filter = { readonly name: string; readonly values: readonly Expression[] }

export type Parsed = { readonly parts: Template } | { readonly wrong: string; readonly offset: number }

export const isTemplate = (text: string): boolean => /\{\{|\{%|\{#/.test(text)

export const parseTemplate = (text: string): Parsed => {
  const parts: Part[] = []
  let index = 0
  try {
    while (index < text.length) {
      const open = text.slice(index).search(/\{\{|\{%|\{#/)
      if (open < 0) return { parts: [...parts, text.slice(index)] }
      if (open > 0) parts.push(text.slice(index, index + open))
      index += open
      if (!text.startsWith('{{', index)) throw new Wrong(`${text.slice(index, index + 2)} is not supported`, index)
      const reader = { tokens: tokenize(text, index), index: 0 }
      parts.push({ expression: readExpression(reader, 0), offset: index })
      index = expect(reader, '}}').offset + 2
    }
    return { parts }
  } catch (error) {
    if (error instanceof Wrong) return { wrong: error.message, offset: error.offset }
    throw error
  }
}

class Wrong extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

type Token = {
  readonly kind: 'name' | 'literal' | 'sign'
  readonly text: string
  readonly value?: string | number
  readonly offset: number
}
type Reader = { readonly tokens: readonly Token[]; index: number }

const pattern =
  /\s*(?:(?<name>[A-Za-z_]\w*)|(?<number>-?\d+(?:\.\d+)?)|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<sign>\}\}|[.[\]()|,]))/y

const tokenize = (text: string, open: number): Token[] => {
  const tokens: Token[] = []
  pattern.lastIndex = open + 2
  for (;;) {
    const start = pattern.lastIndex
    const match = pattern.exec(text)
    if (!match?.groups) throw new Wrong(unreadable(text.slice(start).trim()), open)
    const { name, number, single, double, sign } = match.groups
    const offset = start + match[0].search(/\S/)
    if (name !== undefined) tokens.push({ kind: 'name', text: name, offset })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, offset })
    else {
      const value = number === undefined ? (single ?? double ?? '').replace(/\\(.)/g, '$1') : Number(number)
      tokens.push({ kind: 'literal', text: match[0].trim(), value, offset })
    }
    if (sign === '}}') return tokens
  }
}

const unreadable = (rest: string): string => {
  if (rest === '' || !rest.includes('}}')) return '{{ is not closed by }}'
  return `${rest.startsWith('}') ? '}' : rest.slice(0, 1)} is not supported`
}

const readExpression = (reader: Reader, depth: number): Expression => {
  if (depth > 16) throw new Wrong('the expression is too deep', peek(reader).offset)
  const start = readOperand(reader, depth)
  const filters: Filter[] = []
  while (accept(reader, '|')) {
    const { text: name } = next(reader, 'name')
    filters.push({ name, values: accept(reader, '(') ? readValues(reader, depth) : [] })
  }
  return { start, filters }
}

const readValues = (reader: Reader, depth: number): Expression[] => {
  const values: Expression[] = []
  while (!accept(reader, ')')) {
    values.push(readExpression(reader, depth + 1))
    if (!accept(reader, ',') && peek(reader).text !== ')')
      throw new Wrong(`${peek(reader).text} is not expected`, peek(reader).offset)
  }
  return values
}

const constants: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
}

const readOperand = (reader: Reader, depth: number): Operand => {
  if (peek(reader).kind === 'literal') return { literal: next(reader, 'literal').value ?? null }
  const { text: name } = next(reader, 'name')
  if (Object.hasOwn(constants, name)) return { literal: constants[name]! }
  const path: Expression[] = []
  for (;;) {
    if (accept(reader, '.')) path.push({ start: { literal: step(reader) }, filters: [] })
    else if (accept(reader, '[')) {
      path.push(readExpression(reader, depth + 1))
      expect(reader, ']')
    } else return { name, path }
  }
}

const step = (reader: Reader): string | number => {
  const token = peek(reader)
  return token.kind === 'literal' && typeof token.value === 'number'
    ? next(reader, 'literal').value!
    : next(reader, 'name').text
}

const peek = (reader: Reader): Token => reader.tokens[reader.index] ?? reader.tokens.at(-1)!

const next = (reader: Reader, kind: Token['kind']): Token => {
  const token = peek(reader)
  if (token.kind !== kind)
    throw new Wrong(
      token.text === '}}' ? 'something is missing before }}' : `${token.text} is not expected`,
      token.offset,
    )
  reader.index++
  return token
}

const accept = (reader: Reader, sign: string): boolean => {
  if (peek(reader).kind !== 'sign' || peek(reader).text !== sign) return false
  reader.index++
  return true
}

const expect = (reader: Reader, sign: string): Token => {
  const token = peek(reader)
  if (!accept(reader, sign)) throw new Wrong(`${token.text} is not supported`, token.offset)
  return token
}
