import { setImmediate } from 'node:timers/promises'

/** To be awaited between the pieces of long work: others have their turn of the event loop whenever this has had `millis` of one. */
export const createRests = (millis = 10): (() => Promise<void> | undefined) => {
  let end = performance.now() + millis
  const rest = async () => {
    await setImmediate()
    end = performance.now() + millis
  }
  return () => (performance.now() < end ? undefined : rest())
}
