import type { Daemon } from './daemons.ts'

/** An operator's call; the status of its answer, and its text where it was refused. */
export const call = async ({ address }: Daemon, body: object): Promise<string> => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return outcome(await fetch(`http://${address}/api/v1`, { method: 'POST', headers, body: JSON.stringify(body) }))
}

export const post = async ({ address }: Daemon, path: string, body: object): Promise<string> =>
  outcome(await fetch(`http://${address}${path}`, { method: 'POST', body: JSON.stringify(body) }))

export const remove = async ({ address }: Daemon, path: string): Promise<string> =>
  outcome(await fetch(`http://${address}${path}`, { method: 'DELETE' }))

export const get = async ({ address }: Daemon, path: string): Promise<any> =>
  (await fetch(`http://${address}${path}`)).json()

const outcome = async (answer: Response): Promise<string> => `${answer.status} ${await answer.text()}`.trim()
