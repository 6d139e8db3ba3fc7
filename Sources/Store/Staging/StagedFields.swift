/// The properties that a stream gave for one object: those that were present, even as null.
///
/// A property that is not among them was not spoken of. The numbers are the caller's own.
public struct StagedFields: Hashable, Sendable {
    /// One property, sorted by number.
    public struct Field: Hashable, Sendable {
        public let number: UInt8
        public let value: StagedValue
    }

    public private(set) var fields: [Field]

    public init() {
        fields = []
    }

    /// The value of property `number`; `nil` when it was not spoken of.
    public subscript(number: UInt8) -> StagedValue? {
        let index = position(of: number)
        guard index < fields.count, fields[index].number == number else { return nil }
        return fields[index].value
    }

    /// Sets a property that was present.
    public mutating func set(_ number: UInt8, to value: StagedValue) {
        let field = Field(number: number, value: value)
        if let last = fields.last, last.number >= number {
            let index = position(of: number)
            if fields[index].number == number {
                fields[index] = field
            } else {
                fields.insert(field, at: index)
            }
        } else {
            fields.append(field)
        }
    }

    /// What is said later counts, property by property.
    public mutating func merge(_ later: StagedFields) {
        for field in later.fields { set(field.number, to: field.value) }
    }

    private func position(of number: UInt8) -> Int {
        fields.firstIndex { $0.number >= number } ?? fields.count
    }
}

/// The value of a property as a stream gave it.
public enum StagedValue: Hashable, Sendable {
    case null
    case flag(Bool)
    case number(Int64)
    case text(String)
    case texts([String])
}

extension StagedFields: StoredValue {
    func write(to writer: inout ByteWriter) {
        writer.number(fields.count)
        for field in fields {
            writer.byte(field.number)
            switch field.value {
            case .null: writer.byte(0)
            case .flag(let value): writer.byte(value ? 2 : 1)
            case .number(let value):
                writer.byte(3)
                writer.number(UInt64(bitPattern: value))
            case .text(let value):
                writer.byte(4)
                writer.text(value)
            case .texts(let values):
                writer.byte(5)
                writer.texts(values)
            }
        }
    }

    static func read(from reader: inout ByteReader) -> StagedFields {
        var fields = StagedFields()
        let count = reader.count()
        fields.fields.reserveCapacity(count)
        for _ in 0..<count {
            let number = reader.byte()
            if let last = fields.fields.last, last.number >= number { reader.fail() }
            let value: StagedValue
            switch reader.byte() {
            case 0: value = .null
            case 1: value = .flag(false)
            case 2: value = .flag(true)
            case 3: value = .number(Int64(bitPattern: reader.number()))
            case 4: value = .text(reader.text())
            case 5: value = .texts(reader.texts())
            default:
                reader.fail()
                value = .null
            }
            fields.fields.append(Field(number: number, value: value))
        }
        return fields
    }
}
