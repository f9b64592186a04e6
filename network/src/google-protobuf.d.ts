/** google-protobuf ships no types; these are the parts that the classes of fabric-protos are made of. */
declare module 'google-protobuf' {
    export class Message {
        serializeBinary(): Uint8Array;
        cloneMessage(): this;
    }
    export class Map<K, V> {
        getLength(): number;
        get(key: K): V | undefined;
        set(key: K, value: V): this;
        has(key: K): boolean;
        forEach(callback: (value: V, key: K) => void): void;
        toArray(): [K, V][];
    }
    export class BinaryReader {}
    export class BinaryWriter {}
    export type ExtensionFieldInfo<T> = T;
    export type ExtensionFieldBinaryInfo<T> = T;
}

declare module 'google-protobuf/google/protobuf/any_pb' {
    import { Message } from 'google-protobuf';
    export class Any extends Message {
        static deserializeBinary(bytes: Uint8Array): Any;
        pack(serialized: Uint8Array, typeName: string): void;
        getTypeName(): string;
        getValue_asU8(): Uint8Array;
    }
}

declare module 'google-protobuf/google/protobuf/timestamp_pb' {
    import { Message } from 'google-protobuf';
    export class Timestamp extends Message {
        static deserializeBinary(bytes: Uint8Array): Timestamp;
        static fromDate(date: Date): Timestamp;
        toDate(): Date;
        fromDate(date: Date): void;
        getSeconds(): number;
        setSeconds(value: number): void;
        getNanos(): number;
        setNanos(value: number): void;
    }
}
