/** An election node. `sequence` is the server's counter of the folder; it may wrap below zero after 2³¹ nodes. */
export type Candidate = {
  readonly name: string
  readonly label: 'json' | 'protobuf' | 'pid'
  readonly sequence: number
}

/** `json.info_0000000012` (ours and Mesos'), `info_0000000012` and `0000000012` of older Mesos; anything else is no candidate. */
export const parseCandidate = (name: string): Candidate | undefined => {
  const match = /^(json\.info_|info_|)(-?\d{9,10})$/.exec(name)
  if (match === null) return undefined
  const label = match[1] === '' ? 'pid' : match[1] === 'info_' ? 'protobuf' : 'json'
  return { name, label, sequence: Number(match[2]) }
}

/** The lowest sequence leads. */
export const chooseLeader = (names: readonly string[]): Candidate | undefined =>
  names
    .map(parseCandidate)
    .filter(candidate => candidate !== undefined)
    .reduce<Candidate | undefined>((best, each) => (best && best.sequence <= each.sequence ? best : each), undefined)
