import type { Field, Schema } from '../../../../../src/mesos/messages/codec/schema.ts'

export interface Spoilt {
  /** `Call.accept.offer_ids[0].value: missing` */
  readonly what: string
  /** The field's name, which the refusal has to say. */
  readonly field: string
  readonly json: any
}

/** The sample with each required field of it left out, one at a time. */
export const withoutRequired = (schema: Schema<any>, sample: object): Spoilt[] =>
  places(schema, sample, schema.name)
    .filter(({ field }) => field.label === 'required')
    .map(({ field, path, at }) => ({
      what: `${path}: missing`,
      field: field.name,
      json: changed(sample, at, undefined),
    }))

/** The sample with each field of it of a type that Mesos does not take, one at a time. */
export const withWrongTypes = (schema: Schema<any>, sample: object): Spoilt[] =>
  places(schema, sample, schema.name).flatMap(({ field, path, at }) =>
    wrong(field).map(value => ({
      what: `${path}: ${JSON.stringify(value)}`,
      field: field.name,
      json: changed(sample, at, value),
    })),
  )

const wrong = (field: Field): unknown[] => {
  const values = wrongValues(field)
  if (field.label === 'map') return ['text', [{}], { key: values[0] }]
  return field.label === 'repeated' ? values.map(value => [value]) : [...values, [values[0]]]
}

const wrongValues = ({ type }: Field): unknown[] => {
  if (typeof type !== 'string') return type.kind === 'enum' ? [5, {}, true] : ['text', 1, true]
  if (type === 'string') return [{}, 1, true]
  if (type === 'bytes') return [{}, 1, '!!!!', 'a']
  return type === 'bool' ? [{}, 'maybe', 1] : [{}, 'some', true]
}

interface Place {
  readonly field: Field
  readonly path: string
  readonly at: readonly (string | number)[]
}

/** Every field that is set somewhere in the message. */
const places = (schema: Schema<any>, message: any, path: string, at: Place['at'] = []): Place[] =>
  schema.fields
    .filter(({ name }) => message[name] !== undefined)
    .flatMap(field => [
      { field, path: `${path}.${field.name}`, at: [...at, field.name] },
      ...inside(field, message[field.name], `${path}.${field.name}`, [...at, field.name]),
    ])

const inside = ({ type, label }: Field, value: any, path: string, at: Place['at']): Place[] => {
  if (typeof type === 'string' || type.kind !== 'message') return []
  if (label !== 'repeated' && label !== 'map') return places(type, value, path, at)
  return Object.entries(value).flatMap(([key, item]) => places(type, item, `${path}[${key}]`, [...at, key]))
}

const changed = (sample: object, [first, ...rest]: Place['at'], value: unknown): any => {
  const copy: any = Array.isArray(sample) ? [...sample] : { ...sample }
  copy[first!] = rest.length === 0 ? value : changed(copy[first!], rest, value)
  return copy
}

/** The schema with nothing required, so that what lacks something can be written. */
export const lenient = (schema: Schema<any>): Schema<any> => {
  const fields = schema.fields.map(field => ({
    ...field,
    label: field.label === 'required' ? ('optional' as const) : field.label,
    type: typeof field.type !== 'string' && field.type.kind === 'message' ? lenient(field.type) : field.type,
  }))
  return { ...schema, kind: 'message', name: schema.name, fields, byNumber: [], byName: new Map() }
}
