import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type Handlebars from 'handlebars'
import { MantlError } from '../errors.ts'
import { quote } from '../transport/quote.ts'
import { compiledTemplates } from './compiled-templates.ts'
import { packageFolder } from './package-folder.ts'

const load = createRequire(import.meta.url)
/** As one file, not the thirty that its name stands for: half the time to load it. */
const compiler = () => load('handlebars/dist/handlebars.min.js') as typeof Handlebars
/** A fifth of it, for templates that are compiled. */
const runtime = () => load('handlebars/dist/handlebars.runtime.min.js') as typeof Handlebars

export const ourTemplates = join(packageFolder, 'templates')
export const compileOptions = { strict: true, noEscape: true, preventIndent: true } as const

export type Render = (name: string, values: Readonly<Record<string, unknown>>) => string

/** All files of templates/, compiled. A template that uses a name which the values lack is an error, not an empty place. */
export const loadTemplates = (folder = ourTemplates): Render => {
  const specifications = folder === ourTemplates ? Object.entries(compiledTemplates) : []
  const handlebars = (specifications.length > 0 ? runtime() : compiler()).create()
  handlebars.registerHelper({ env: environmentValue, sh: (value: unknown) => quote(String(value)) })
  const compiled = new Map<string, HandlebarsTemplateDelegate>(
    specifications.length > 0
      ? specifications.map(([name, specification]) => [name, handlebars.template(specification)])
      : [...templateTexts(folder)].map(([name, text]) => [name, handlebars.compile(text, compileOptions)]),
  )
  return (name, values) => {
    const template = compiled.get(name)
    if (template === undefined) throw new MantlError('template.unknown', `there is no template ${name}`)
    try {
      return template(known(values))
    } catch (cause) {
      throw new MantlError('template.failed', `template ${name}: ${(cause as Error).message}`, { cause })
    }
  }
}

/** By name: the path in the folder without its ending. */
export const templateTexts = (folder: string): ReadonlyMap<string, string> => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.hbs'))
  return new Map(files.map(name => [name.slice(0, -'.hbs'.length), readFileSync(join(folder, name), 'utf8')]))
}

/** Templates of an operator's own folder, where there is one; a name that it lacks is one of ours. */
export const templatesBeside = (ours: Render, folder: string): Render => {
  if (!existsSync(folder)) return ours
  const own = loadTemplates(folder)
  return (name, values) => {
    try {
      return own(name, values)
    } catch (error) {
      if (error instanceof MantlError && error.code === 'template.unknown') return ours(name, values)
      throw error
    }
  }
}

/** Handlebars' strict mode minds neither the arguments of helpers nor conditions: this does. */
const known = (values: Readonly<Record<string, unknown>>) =>
  new Proxy(values, {
    get: (target, name) => {
      if (typeof name === 'string' && !(name in target)) throw new Error(`nobody gave it the value "${name}"`)
      return Reflect.get(target, name)
    },
  })

/** A value as both systemd's EnvironmentFile and sh read it: in double quotes, with the four characters escaped that mean something there. */
export const environmentValue = (value: unknown): string => {
  const text = String(value)
  if (/[\n\r\0]/.test(text))
    throw new MantlError('template.failed', 'a value of an environment file has more than one line')
  return `"${text.replace(/["\\$`]/g, '\\$&')}"`
}
