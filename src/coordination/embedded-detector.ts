import type { Detector, Leader } from './detector.ts'

/** The leader is known from the start and does not change. `find` may take its time (a name to be resolved); its failure is told to `onError`. */
export const embeddedDetector = (
  find: () => Promise<Leader>,
  onError: (error: unknown) => void = () => {},
): Detector => {
  let closed = false
  return {
    watch: onLeader => {
      find().then(leader => {
        if (!closed) onLeader(leader)
      }, onError)
    },
    close: async () => {
      closed = true
    },
  }
}
