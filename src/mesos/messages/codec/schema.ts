/**
 * A schema says once what a Mesos message is: names, field numbers, what is required, defaults. From it come the static
 * type (`Infer`), the protobuf form (binary.ts) and the JSON form (json.ts). In memory a message is a plain object in
 * Mesos' v1 JSON form: enums by name, bytes as base64, 64-bit integers as numbers (exact up to 2^53), unset = absent.
 */
export type ScalarName = 'string' | 'bytes' | 'bool' | 'double' | 'float' | 'int32' | 'uint32' | 'int64' | 'uint64'

export type ScalarValue<N> = N extends 'string' | 'bytes' ? string : N extends 'bool' ? boolean : number

export interface EnumSchema<Name extends string = string> {
  readonly kind: 'enum'
  readonly name: string
  readonly numbers: Readonly<Record<Name, number>>
  readonly names: ReadonlyMap<number, Name>
}

export interface Schema<T> {
  readonly kind: 'message'
  readonly name: string
  readonly fields: readonly Field[]
  readonly byNumber: readonly (Field | undefined)[]
  readonly byName: ReadonlyMap<string, Field>
  /** Only for the compiler. */
  readonly type?: T
}

export type FieldType = ScalarName | EnumSchema<any> | Schema<any>

export interface Field {
  readonly name: string
  readonly number: number
  readonly label: Label
  readonly type: FieldType
  /** An explicit proto2 default: written into JSON when the field is unset, unless the field is deprecated. */
  readonly defaultValue?: string | number | boolean
  readonly deprecated?: boolean
}

type Label = 'required' | 'optional' | 'repeated' | 'map'

interface FieldOf<V, L extends Label> {
  readonly number: number
  readonly label: L
  readonly type: FieldType | (() => FieldType)
  readonly options: FieldOptions
  readonly value?: V
}

interface FieldOptions {
  readonly default?: string | number | boolean
  readonly deprecated?: boolean
}

type ValueOf<T> = T extends ScalarName
  ? ScalarValue<T>
  : T extends EnumSchema<infer N>
    ? N
    : T extends Schema<infer M>
      ? M
      : T extends () => infer R
        ? ValueOf<R>
        : never

type Thunk<T> = T | (() => T)

export const required = <const T extends Thunk<FieldType>>(number: number, type: T, options: FieldOptions = {}) =>
  ({ number, label: 'required', type, options }) as FieldOf<ValueOf<T>, 'required'>

export const optional = <const T extends Thunk<FieldType>>(number: number, type: T, options: FieldOptions = {}) =>
  ({ number, label: 'optional', type, options }) as FieldOf<ValueOf<T>, 'optional'>

/** Absent when empty. */
export const repeated = <const T extends Thunk<FieldType>>(number: number, type: T, options: FieldOptions = {}) =>
  ({ number, label: 'repeated', type, options }) as FieldOf<ValueOf<T>[], 'repeated'>

/** A map<string, T>. */
export const map = <const T extends Thunk<FieldType>>(number: number, type: T, options: FieldOptions = {}) =>
  ({ number, label: 'map', type, options }) as FieldOf<Record<string, ValueOf<T>>, 'map'>

type Fields = Readonly<Record<string, FieldOf<any, Label>>>

type RequiredNames<F extends Fields> = { [K in keyof F]: F[K]['label'] extends 'required' ? K : never }[keyof F]
type FieldValue<F> = F extends FieldOf<infer V, Label> ? V : never
type Flat<T> = { [K in keyof T]: T[K] } & {}

export type MessageOf<F extends Fields> = Flat<
  { [K in RequiredNames<F>]: FieldValue<F[K]> } & { [K in Exclude<keyof F, RequiredNames<F>>]?: FieldValue<F[K]> }
>

export type Infer<S> = S extends Schema<infer T> ? T : S extends EnumSchema<infer N> ? N : never

export const message = <const F extends Fields>(name: string, fields: F): Schema<MessageOf<F>> =>
  recursiveMessage<MessageOf<F>>(name, fields)

/** For a message that contains itself: the type is given, not inferred. */
export const recursiveMessage = <T>(name: string, fields: Fields): Schema<T> => {
  let resolved: Field[] | undefined
  const all = () => (resolved ??= Object.entries(fields).map(([field, spec]) => resolve(field, spec)))
  let byNumber: Field[] | undefined
  let byName: Map<string, Field> | undefined
  return {
    kind: 'message',
    name,
    get fields() {
      return all()
    },
    get byNumber() {
      return (byNumber ??= indexByNumber(all()))
    },
    get byName() {
      return (byName ??= new Map(all().map(field => [field.name, field])))
    },
  }
}

const resolve = (name: string, { number, label, type, options }: FieldOf<any, Label>): Field => ({
  name,
  number,
  label,
  type: typeof type === 'function' ? type() : type,
  defaultValue: options.default,
  deprecated: options.deprecated,
})

const indexByNumber = (fields: readonly Field[]): Field[] => {
  const index: Field[] = []
  for (const field of fields) index[field.number] = field
  return index
}

export const enumeration = <const N extends string>(
  name: string,
  numbers: Readonly<Record<N, number>>,
): EnumSchema<N> => ({
  kind: 'enum',
  name,
  numbers,
  names: new Map(Object.entries<number>(numbers).map(([key, value]) => [value, key as N])),
})
