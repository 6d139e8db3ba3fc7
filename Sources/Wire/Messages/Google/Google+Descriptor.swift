extension Google {
    /// Files, each after those that it imports.
    public struct FileDescriptorSet: Message {
        public static let protoName = "google.protobuf.FileDescriptorSet"
        public static let meaning = "Files, each after those that it imports."

        public var file: [FileDescriptorProto] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "file", &file)
        }
    }

    /// A `.proto` file, as reflection answers it.
    public struct FileDescriptorProto: Message {
        public static let protoName = "google.protobuf.FileDescriptorProto"
        public static let meaning = "A file of the contract."

        public var name = ""
        public var package = ""
        public var dependency: [String] = []
        public var messageType: [DescriptorProto] = []
        public var enumType: [EnumDescriptorProto] = []
        public var service: [ServiceDescriptorProto] = []
        public var syntax = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "package", &package)
            try f.field(3, "dependency", &dependency)
            try f.field(4, "message_type", &messageType)
            try f.field(5, "enum_type", &enumType)
            try f.field(6, "service", &service)
            try f.field(12, "syntax", &syntax)
        }
    }

    /// A message type.
    public struct DescriptorProto: Message {
        public static let protoName = "google.protobuf.DescriptorProto"
        public static let meaning = "A message type."

        public var name = ""
        public var field: [FieldDescriptorProto] = []
        public var nestedType: [DescriptorProto] = []
        public var enumType: [EnumDescriptorProto] = []
        public var options: MessageOptions?
        public var oneofDecl: [OneofDescriptorProto] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "field", &field)
            try f.field(3, "nested_type", &nestedType)
            try f.field(4, "enum_type", &enumType)
            try f.field(7, "options", &options)
            try f.field(8, "oneof_decl", &oneofDecl)
        }
    }

    /// Options of a message type; the one that changes what bytes mean.
    public struct MessageOptions: Message {
        public static let protoName = "google.protobuf.MessageOptions"
        public static let meaning = "Options of a message type."

        public var mapEntry = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(7, "map_entry", &mapEntry)
        }
    }

    /// Options of a field; the one that changes how it is written.
    public struct FieldOptions: Message {
        public static let protoName = "google.protobuf.FieldOptions"
        public static let meaning = "Options of a field."

        public var packed: Bool?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(2, "packed", &packed)
        }
    }

    /// A field.
    public struct FieldDescriptorProto: Message {
        public static let protoName = "google.protobuf.FieldDescriptorProto"
        public static let meaning = "A field of a message type."

        public var name = ""
        public var number: Int32 = 0
        public var label: Int32 = 0
        public var type = FieldKind.unspecified
        public var typeName = ""
        public var options: FieldOptions?
        public var oneofIndex: Int32?
        public var jsonName = ""
        public var proto3Optional = false

        public init() {}

        /// The value of `label` that stands for `repeated`; 1 stands for all others.
        public static let repeatedLabel: Int32 = 3

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(3, "number", &number)
            try f.field(4, "label", &label, "1 optional, 2 required, 3 repeated.")
            try f.field(5, "type", &type)
            try f.field(6, "type_name", &typeName, "With a leading dot.")
            try f.field(8, "options", &options)
            try f.field(9, "oneof_index", &oneofIndex)
            try f.field(10, "json_name", &jsonName)
            try f.field(17, "proto3_optional", &proto3Optional)
        }
    }

    /// A oneof.
    public struct OneofDescriptorProto: Message {
        public static let protoName = "google.protobuf.OneofDescriptorProto"
        public static let meaning = "A oneof of a message type."

        public var name = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
        }
    }

    /// An enum type.
    public struct EnumDescriptorProto: Message {
        public static let protoName = "google.protobuf.EnumDescriptorProto"
        public static let meaning = "An enum type."

        public var name = ""
        public var value: [EnumValueDescriptorProto] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "value", &value)
        }
    }

    /// A value of an enum.
    public struct EnumValueDescriptorProto: Message {
        public static let protoName = "google.protobuf.EnumValueDescriptorProto"
        public static let meaning = "A value of an enum type."

        public var name = ""
        public var number: Int32?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "number", &number)
        }
    }

    /// A service.
    public struct ServiceDescriptorProto: Message {
        public static let protoName = "google.protobuf.ServiceDescriptorProto"
        public static let meaning = "A service."

        public var name = ""
        public var method: [MethodDescriptorProto] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "method", &method)
        }
    }

    /// A method.
    public struct MethodDescriptorProto: Message {
        public static let protoName = "google.protobuf.MethodDescriptorProto"
        public static let meaning = "A method of a service."

        public var name = ""
        public var inputType = ""
        public var outputType = ""
        public var clientStreaming = false
        public var serverStreaming = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "input_type", &inputType, "With a leading dot.")
            try f.field(3, "output_type", &outputType, "With a leading dot.")
            try f.field(5, "client_streaming", &clientStreaming)
            try f.field(6, "server_streaming", &serverStreaming)
        }
    }

    /// The type of a field, by the numbers that descriptors use.
    public enum FieldKind: Int32, WireEnum {
        case unspecified = 0
        case double = 1
        case float = 2
        case int64 = 3
        case uint64 = 4
        case int32 = 5
        case fixed64 = 6
        case fixed32 = 7
        case bool = 8
        case string = 9
        case group = 10
        case message = 11
        case bytes = 12
        case uint32 = 13
        case enumeration = 14
        case sfixed32 = 15
        case sfixed64 = 16
        case sint32 = 17
        case sint64 = 18
        case unrecognized = -1

        public static let protoName = "google.protobuf.FieldDescriptorProto.Type"
        public static let meaning = "The type of a field."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "TYPE_UNSPECIFIED"), .init(.double, "TYPE_DOUBLE"),
            .init(.float, "TYPE_FLOAT"), .init(.int64, "TYPE_INT64"),
            .init(.uint64, "TYPE_UINT64"), .init(.int32, "TYPE_INT32"),
            .init(.fixed64, "TYPE_FIXED64"), .init(.fixed32, "TYPE_FIXED32"),
            .init(.bool, "TYPE_BOOL"), .init(.string, "TYPE_STRING"),
            .init(.group, "TYPE_GROUP"), .init(.message, "TYPE_MESSAGE"),
            .init(.bytes, "TYPE_BYTES"), .init(.uint32, "TYPE_UINT32"),
            .init(.enumeration, "TYPE_ENUM"), .init(.sfixed32, "TYPE_SFIXED32"),
            .init(.sfixed64, "TYPE_SFIXED64"), .init(.sint32, "TYPE_SINT32"),
            .init(.sint64, "TYPE_SINT64"),
        ]
    }
}
