import { libprocessMessages } from '../../mesos/libprocess/messages.ts'
import { decode, encode, type Schema } from '../../mesos/messages/codec/index.ts'

/** What arrives where `value` was sent: the bytes travel, not the object. Throws where the value does not fit the message. */
export const copyAs = <T>(schema: Schema<T>, value: T): T => decode(schema, encode(schema, value))

/** `name`: in full, `mesos.internal.PingSlaveMessage`. */
export const copyMessage = (name: string, value: object): unknown => {
  const schema = libprocessMessages.get(name)
  if (schema === undefined) throw new Error(`there is no libprocess message ${name}`)
  return copyAs(schema, value)
}
