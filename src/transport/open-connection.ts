import { homedir, userInfo } from 'node:os'
import { MantlError } from '../errors.ts'
import { connectionOver } from './carried-connection.ts'
import type { Connection, OpenOptions, Target } from './connection.ts'
import { localCarrier } from './local.ts'
import { retryDelay } from './retry.ts'
import { openSsh } from './ssh/open.ts'

/** Connects to a host. Retries what may pass by itself (a host that boots, a lost packet). Throws MantlError ssh.*. */
export const openConnection = async (target: Target, options: OpenOptions = {}): Promise<Connection> => {
  if (target.kind === 'local') return connectionOver(localCarrier(target.host), target.become)
  const around = {
    ...options,
    home: options.home ?? homedir(),
    localUser: options.localUser ?? userInfo().username,
    agentSocket: options.agentSocket ?? process.env.SSH_AUTH_SOCK,
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return connectionOver(await openSsh(target, around), target.become)
    } catch (error) {
      const delay = retryDelay(error instanceof MantlError && error.retryable, attempt, options.attempts ?? 3)
      if (delay === undefined) throw error
      await new Promise(resolve => setTimeout(resolve, delay))
    }
  }
}
