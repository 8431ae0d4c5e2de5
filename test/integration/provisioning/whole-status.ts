import { setTimeout as pause } from 'node:timers/promises'
import type { Controller } from './controller.ts'

export interface Status {
  readonly leaders: readonly { readonly role: string }[]
  readonly followers: readonly { readonly active: boolean; readonly id: string }[]
}

const patienceMillis = 100_000

/** Once so many leaders and active followers are there: agents come back within seconds after their leader has changed. What there is when patience ends. */
export const wholeStatus = async (controller: Controller, leaders: number, followers: number): Promise<Status> => {
  const end = performance.now() + patienceMillis
  for (;;) {
    const { stdout } = await controller.mantl('status', '--json')
    const now = JSON.parse(stdout) as Partial<Status>
    const active = now.followers?.filter(one => one.active).length
    if ((now.leaders?.length === leaders && active === followers) || performance.now() > end) return now as Status
    await pause(500)
  }
}
