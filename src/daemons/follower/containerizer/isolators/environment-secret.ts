import type { Isolator } from './isolator.ts'
import { secretValue } from './secret-value.ts'

/** Variables that are secrets, by value. The variables themselves are put together with all others (executors/environment.ts). */
export const environmentSecret: Isolator = {
  name: 'environment_secret',
  prepare: (spec, { command }) => {
    for (const { name, type, secret } of command.environment?.variables ?? []) {
      if (type !== 'SECRET') continue
      const value = secretValue(secret)
      if ('refused' in value) return { refused: `the environment variable ${name} ${value.refused}` }
    }
    return spec
  },
}
