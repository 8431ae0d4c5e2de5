import type { Call } from '../../../../mesos/messages/agent-call.ts'
import type { ProcessIO } from '../../../../mesos/messages/process-io.ts'

/** What is wrong with a record that follows the first of ATTACH_CONTAINER_INPUT, in Mesos' words. */
export const inputProblem = ({ type, attach_container_input: input }: Call): string | undefined => {
  if (type !== 'ATTACH_CONTAINER_INPUT' || input === undefined) {
    return "Failed to validate agent::Call: Expecting 'attach_container_input' to be present"
  }
  if (input.type !== 'PROCESS_IO') {
    return `Expecting 'attach_container_input.type' to be 'PROCESS_IO' instead of: '${input.type ?? 'UNKNOWN'}'`
  }
  if (input.process_io === undefined) return "Expecting 'attach_container_input.process_io' to be present"
  return ioProblem(input.process_io)
}

const ioProblem = ({ type, data, control }: ProcessIO): string | undefined => {
  if (type === undefined) return "Expecting 'process_io.type' to be present"
  if (type === 'UNKNOWN') return "'process_io.type' is unknown"
  return type === 'DATA' ? dataProblem(data) : controlProblem(control)
}

const dataProblem = (data: ProcessIO['data']): string | undefined => {
  if (data === undefined) return "Expecting 'process_io.data' to be present"
  if (data.type === undefined) return "Expecting 'process_io.data.type' to be present"
  if (data.type !== 'STDIN') return "Expecting 'process_io.data.type' to be 'STDIN'"
  return data.data === undefined ? "Expecting 'process_io.data.data' to be present" : undefined
}

const controlProblem = (control: ProcessIO['control']): string | undefined => {
  if (control === undefined) return "Expecting 'process_io.control' to be present"
  if (control.type === undefined) return "Expecting 'process_io.control.type' to be present"
  if (control.type === 'UNKNOWN') return "'process_io.control.type' is unknown"
  if (control.type === 'HEARTBEAT') {
    return control.heartbeat ? undefined : "Expecting 'process_io.control.heartbeat' to be present"
  }
  if (control.tty_info === undefined) return "Expecting 'process_io.control.tty_info' to be present"
  return control.tty_info.window_size ? undefined : "Expecting 'tty_info.window_size' to be present"
}
