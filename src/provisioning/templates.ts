import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { MantlError } from '../errors.ts'
import { quote } from '../transport/quote.ts'
import { packageFolder } from './package-folder.ts'

/** As one file, not the thirty that its name stands for: half the time to load it. */
const Handlebars = createRequire(import.meta.url)('handlebars/dist/handlebars.min.js') as typeof import('handlebars')

export type Render = (name: string, values: Readonly<Record<string, unknown>>) => string

/** All files of templates/, compiled. A template that uses a name which the values lack is an error, not an empty place. */
export const loadTemplates = (folder = join(packageFolder, 'templates')): Render => {
  const handlebars = Handlebars.create()
  handlebars.registerHelper({ env: environmentValue, sh: (value: unknown) => quote(String(value)) })
  const compiled = new Map<string, HandlebarsTemplateDelegate>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.hbs'))) {
    const text = readFileSync(join(folder, name), 'utf8')
    compiled.set(
      name.slice(0, -'.hbs'.length),
      handlebars.compile(text, { strict: true, noEscape: true, preventIndent: true }),
    )
  }
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
