import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { type NetworkConfig, parseConfig, programsOf } from './config.ts'

/**
 * The configuration of the network `name`, read anew each time: what an operator changes counts for the next container. The first file in the
 * order of names counts. Throws MantlError follower.network, with the files that could not be read.
 */
export const findConfig = (folder: string, pluginFolders: readonly string[], name: string): NetworkConfig => {
  const odd: string[] = []
  for (const file of filesIn(folder)) {
    const parsed = parseConfig(readFileSync(join(folder, file), 'utf8'))
    if ('problem' in parsed) odd.push(`${file}: ${parsed.problem}`)
    else if (parsed.name === name) return withPrograms(parsed, pluginFolders)
  }
  const ignored = odd.length === 0 ? '' : ` (ignored are ${odd.join('; ')})`
  throw new MantlError('follower.network', `there is no network '${name}' in ${folder}${ignored}`)
}

const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map(entry => entry.name)
      .sort()
  } catch (cause) {
    throw new MantlError('follower.network', `the networks in ${folder} can't be read: ${(cause as Error).message}`, {
      cause,
    })
  }
}

const withPrograms = (config: NetworkConfig, pluginFolders: readonly string[]): NetworkConfig => {
  for (const program of programsOf(config)) findPlugin(pluginFolders, program)
  return config
}

/** Its path. Only the operator's folders are looked at. Throws MantlError follower.network. */
export const findPlugin = (folders: readonly string[], program: string): string => {
  for (const folder of folders) {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return join(folder, program)
    } catch {}
  }
  throw new MantlError('follower.network', `the network plugin '${program}' is not in ${folders.join(':')}`)
}
