import { globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** ssh stops there too. */
const deepest = 16

/** The text of an ssh configuration with the files of its Include lines in their places; '' where there is none. */
export const readConfig = (file: string, home: string, depth = 0): string => {
  const text = readIfThere(file)
  if (depth >= deepest) return text
  return text.replaceAll(/^[ \t]*Include[ \t=]+(.+)$/gim, (_line, patterns: string) =>
    patterns
      .trim()
      .split(/\s+/)
      .map(pattern => resolve(dirname(file), pattern.replaceAll('"', '').replace(/^~(?=\/)/, home)))
      .flatMap(pattern => globSync(pattern).sort())
      .map(included => readConfig(included, home, depth + 1))
      .join('\n'),
  )
}

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
