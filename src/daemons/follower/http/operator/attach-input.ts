import { badRequest, conflict, forbidden, notFound, okEmpty } from '../../../../http/answer.ts'
import { readCall } from '../../../../http/call-format.ts'
import { callTypes } from '../../../../http/negotiate.ts'
import type { Answer } from '../../../../http/types.ts'
import { Call } from '../../../../mesos/messages/agent-call.ts'
import type { ProcessIO } from '../../../../mesos/messages/process-io.ts'
import { createRests } from '../../../../runtime/rests.ts'
import { keyOf } from '../../container-id.ts'
import type { ContainerInput } from '../../containerizer/streams/input.ts'
import { findContainer, hasEnded, processOf, shownKey } from '../../containers/find.ts'
import type { Asked, HandleCall, OperatorHttp } from './context.ts'
import { inputProblem } from './input-problem.ts'
import { mayUse } from './may.ts'
import { mostValues } from './size-limits.ts'

/** What is typed goes to a container, until the sender or the container ends. One sender at a time. */
export const attachInputCall = (http: OperatorHttp): HandleCall => {
  const attached = new Set<string>()
  return async asked => {
    const { type, container_id: id } = asked.call.attach_container_input!
    if (type !== 'CONTAINER_ID' || id === undefined) {
      return badRequest("Expecting 'attach_container_input.type' to be CONTAINER_ID")
    }
    if (!mayUse(http, 'ATTACH_CONTAINER_INPUT', asked.request.principal, id)) return forbidden()
    const key = keyOf(id)
    const found = findContainer(http.state, key)
    if (found === undefined || hasEnded(found)) return notFound(`Container ${shownKey(key)} cannot be found`)
    if (attached.has(key)) return conflict('Multiple input connections are not allowed')
    const input = http.containerStreams.input(key)
    if (input === undefined) return badRequest(`Container ${shownKey(key)} has neither a terminal nor a session`)
    attached.add(key)
    try {
      return await pump(http, asked, key, input)
    } finally {
      // The other end of a session's pipe is its own: it stays for who comes next.
      attached.delete(key)
      if (http.containerStreams.output(key) === undefined) input.close()
    }
  }
}

/** Record by record: the next is read when the container has taken the last. A program that takes all at once is not to hold up others. */
const pump = async (http: OperatorHttp, asked: Asked, key: string, input: ContainerInput): Promise<Answer> => {
  const types = callTypes(asked.request.headers)
  if ('status' in types) return types
  const rest = createRests()
  const orEnded = orOver(input.closed)
  for (;;) {
    await rest()
    const next = await orEnded(asked.records!.next())
    if (next === 'over' || next.kind === 'end') return okEmpty
    if (next.kind === 'malformed') return badRequest(next.why)
    const read = readCall(Call, types.content, next.record, mostValues)
    if (!('call' in read)) return read
    const problem = inputProblem(read.call)
    if (problem !== undefined) return badRequest(problem)
    await obey(http, key, input, read.call.attach_container_input!.process_io!)
  }
}

/** What comes, or that it is over: a race between promises would keep each that has lost until the end. */
const orOver = (end: Promise<void>) => {
  let over = false
  let tell = () => {}
  void end.then(() => {
    over = true
    tell()
  })
  return <T>(coming: Promise<T>): Promise<T | 'over'> =>
    new Promise((resolve, reject) => {
      tell = () => resolve('over')
      if (over) tell()
      else coming.then(resolve, reject)
    })
}

/** The end of input is an empty piece of it; for a terminal that means nothing. */
const obey = async (http: OperatorHttp, key: string, input: ContainerInput, { data, control }: ProcessIO) => {
  if (data) {
    const bytes = Buffer.from(data.data ?? '', 'base64')
    if (bytes.length > 0) return input.write(bytes)
    return input.end()
  }
  const size = control?.tty_info?.window_size
  const found = findContainer(http.state, key)
  const pid = found && processOf(found).process?.pid
  if (size && pid !== undefined) await http.containerStreams.resize(pid, size)
}
