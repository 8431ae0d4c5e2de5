import type { Clock } from '../../../runtime/clock.ts'
import type { MasterState } from '../state.ts'
import { createWritten, type Written } from './render/written.ts'
import { createWrittenTasks, type WrittenTasks } from './render/written-tasks.ts'
import { type Shared, shared } from './shared-rendering.ts'

/** What is kept from one poll to the next: some times ten megabytes in a large cluster, until nobody has asked for a while. */
export interface Kept {
  readonly written: Written
  readonly writtenTasks: WrittenTasks
  /** One rendering for all who ask while the state stays as it is. */
  share<T>(render: () => Promise<T>): () => Promise<T>
}

const WHILE_MS = 5 * 60_000

export const createKept = (state: MasterState, clock: Clock): Kept => {
  const written = createWritten(state)
  const writtenTasks = createWrittenTasks()
  const inEachType = Object.values(writtenTasks).flatMap(each => Object.values(each))
  const memories: readonly { forget(): void }[] = [written.tasks, written.agents, ...inEachType]
  const all: Shared<unknown>[] = []
  let asked = false
  let waiting = false
  const forget = () => {
    for (const each of all) each.forget()
    for (const each of memories) each.forget()
  }
  const watch = () => {
    waiting = true
    asked = false
    const look = () => {
      waiting = false
      if (asked) watch()
      else forget()
    }
    clock.after(WHILE_MS, look, true)
  }
  return {
    written,
    writtenTasks,
    share: render => {
      const one = shared(render, () => state.revision)
      all.push(one)
      return () => {
        asked = true
        if (!waiting) watch()
        return one()
      }
    },
  }
}
