import { MantlError } from '../../../errors.ts'
import { runProgram, systemPath } from '../linux/run-program.ts'
import { findPlugin } from './find-config.ts'
import { errorText } from './result.ts'

export interface PluginCall {
  readonly command: 'ADD' | 'DEL'
  readonly containerId: string
  /** Path of the namespace. Absent: it is gone, and what else there is must be given back (CNI's specification, DEL). */
  readonly namespace?: string
  readonly interface: string
  readonly pluginFolders: readonly string[]
  readonly timeoutMillis: number
}

/** What the plugin has printed. Throws MantlError follower.network with the plugin's own words. */
export const runPlugin = async (call: PluginCall, type: string, config: object): Promise<string> => {
  const { code, stdout, stderr, timedOut } = await runProgram({
    program: findPlugin(call.pluginFolders, type),
    args: [],
    input: JSON.stringify(config),
    env: {
      PATH: process.env.PATH === undefined ? systemPath : `${process.env.PATH}:${systemPath}`,
      CNI_COMMAND: call.command,
      CNI_CONTAINERID: call.containerId,
      CNI_IFNAME: call.interface,
      CNI_PATH: call.pluginFolders.join(':'),
      ...(call.namespace === undefined ? {} : { CNI_NETNS: call.namespace }),
    },
    timeoutMillis: call.timeoutMillis,
  })
  if (code === 0) return stdout
  const why = timedOut ? `it takes longer than ${call.timeoutMillis / 1000} s` : errorText(stdout, stderr)
  throw new MantlError('follower.network', `the network plugin '${type}' failed (${call.command}): ${why}`)
}
