extension GRPC {
    /// Server reflection, package `grpc.reflection.v1`: what the server speaks, for clients without its `.proto` files.
    public enum ReflectionV1 {}
}

extension GRPC.ReflectionV1 {
    /// One question.
    public struct ServerReflectionRequest: Message {
        public static let protoName = "grpc.reflection.v1.ServerReflectionRequest"
        public static let meaning = "One question about what the server speaks."

        public var host = ""
        public var question: Question?

        public init() {}

        /// What is asked.
        public enum Question: Equatable, Sendable {
            case fileByFilename(String)
            case fileContainingSymbol(String)
            case fileContainingExtension(ExtensionRequest)
            case allExtensionNumbersOfType(String)
            case listServices(String)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "host", &host)
            try f.field(3, "file_by_filename", &filename, oneof: "message_request")
            try f.field(4, "file_containing_symbol", &symbol, oneof: "message_request")
            try f.field(5, "file_containing_extension", &ext, oneof: "message_request")
            try f.field(6, "all_extension_numbers_of_type", &extended, oneof: "message_request")
            try f.field(7, "list_services", &services, oneof: "message_request")
        }

        private var filename: String? {
            get { if case .fileByFilename(let name) = question { name } else { nil } }
            set { if let newValue { question = .fileByFilename(newValue) } }
        }

        private var symbol: String? {
            get { if case .fileContainingSymbol(let name) = question { name } else { nil } }
            set { if let newValue { question = .fileContainingSymbol(newValue) } }
        }

        private var ext: ExtensionRequest? {
            get { if case .fileContainingExtension(let value) = question { value } else { nil } }
            set { if let newValue { question = .fileContainingExtension(newValue) } }
        }

        private var extended: String? {
            get { if case .allExtensionNumbersOfType(let name) = question { name } else { nil } }
            set { if let newValue { question = .allExtensionNumbersOfType(newValue) } }
        }

        private var services: String? {
            get { if case .listServices(let text) = question { text } else { nil } }
            set { if let newValue { question = .listServices(newValue) } }
        }
    }

    /// An extension field, by the type that it extends and its number.
    public struct ExtensionRequest: Message {
        public static let protoName = "grpc.reflection.v1.ExtensionRequest"
        public static let meaning =
            "An extension field, by the type that it extends and its number."

        public var containingType = ""
        public var extensionNumber: Int32 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "containing_type", &containingType)
            try f.field(2, "extension_number", &extensionNumber)
        }
    }

    /// One answer.
    public struct ServerReflectionResponse: Message {
        public static let protoName = "grpc.reflection.v1.ServerReflectionResponse"
        public static let meaning = "One answer; they come in the order of the questions."

        public var validHost = ""
        public var originalRequest: ServerReflectionRequest?
        public var answer: Answer?

        public init() {}

        /// What is answered.
        public enum Answer: Equatable, Sendable {
            case fileDescriptors(FileDescriptorResponse)
            case allExtensionNumbers(ExtensionNumberResponse)
            case services(ListServiceResponse)
            case error(ErrorResponse)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "valid_host", &validHost)
            try f.field(2, "original_request", &originalRequest)
            try f.field(4, "file_descriptor_response", &files, oneof: "message_response")
            try f.field(
                5,
                "all_extension_numbers_response",
                &numbers,
                oneof: "message_response"
            )
            try f.field(6, "list_services_response", &services, oneof: "message_response")
            try f.field(7, "error_response", &error, oneof: "message_response")
        }

        private var files: FileDescriptorResponse? {
            get { if case .fileDescriptors(let value) = answer { value } else { nil } }
            set { if let newValue { answer = .fileDescriptors(newValue) } }
        }

        private var numbers: ExtensionNumberResponse? {
            get { if case .allExtensionNumbers(let value) = answer { value } else { nil } }
            set { if let newValue { answer = .allExtensionNumbers(newValue) } }
        }

        private var services: ListServiceResponse? {
            get { if case .services(let value) = answer { value } else { nil } }
            set { if let newValue { answer = .services(newValue) } }
        }

        private var error: ErrorResponse? {
            get { if case .error(let value) = answer { value } else { nil } }
            set { if let newValue { answer = .error(newValue) } }
        }
    }

    /// Descriptors of files.
    public struct FileDescriptorResponse: Message {
        public static let protoName = "grpc.reflection.v1.FileDescriptorResponse"
        public static let meaning = "Serialized FileDescriptorProtos: a file and what it imports."

        public var fileDescriptorProto: [[UInt8]] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "file_descriptor_proto", &fileDescriptorProto)
        }
    }

    /// Numbers of extension fields.
    public struct ExtensionNumberResponse: Message {
        public static let protoName = "grpc.reflection.v1.ExtensionNumberResponse"
        public static let meaning = "The numbers of a type's extension fields."

        public var baseTypeName = ""
        public var extensionNumber: [Int32] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "base_type_name", &baseTypeName)
            try f.field(2, "extension_number", &extensionNumber)
        }
    }

    /// The services of the server.
    public struct ListServiceResponse: Message {
        public static let protoName = "grpc.reflection.v1.ListServiceResponse"
        public static let meaning = "The services of the server."

        public var service: [ServiceResponse] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "service", &service)
        }
    }

    /// One service.
    public struct ServiceResponse: Message {
        public static let protoName = "grpc.reflection.v1.ServiceResponse"
        public static let meaning = "One service."

        public var name = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name, "Full name.")
        }
    }

    /// Why there is no answer.
    public struct ErrorResponse: Message {
        public static let protoName = "grpc.reflection.v1.ErrorResponse"
        public static let meaning = "Why there is no answer."

        public var errorCode: Int32 = 0
        public var errorMessage = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "error_code", &errorCode, "The gRPC status code.")
            try f.field(2, "error_message", &errorMessage)
        }
    }
}
