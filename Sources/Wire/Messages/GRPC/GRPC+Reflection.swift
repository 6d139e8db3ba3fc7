extension GRPC {
    /// Server reflection: what the server speaks, for clients without its `.proto` files.
    ///
    /// It has a package for each of its versions; the messages of all of them are the same.
    public enum Reflection<Version: ReflectionVersion> {}

    /// The package of one version of server reflection.
    public protocol ReflectionVersion: Sendable {
        static var package: String { get }
    }

    public enum ReflectionVersion1: ReflectionVersion {
        public static let package = "grpc.reflection.v1"
    }

    public enum ReflectionVersion1Alpha: ReflectionVersion {
        public static let package = "grpc.reflection.v1alpha"
    }

    public typealias ReflectionV1 = Reflection<ReflectionVersion1>
    public typealias ReflectionV1Alpha = Reflection<ReflectionVersion1Alpha>
}

extension GRPC.Reflection {
    /// One question.
    public struct ServerReflectionRequest: Message {
        public static var protoName: String { "\(Version.package).ServerReflectionRequest" }
        public static var meaning: String { "One question about what the server speaks." }

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
        public static var protoName: String { "\(Version.package).ExtensionRequest" }
        public static var meaning: String {
            "An extension field, by the type that it extends and its number."
        }

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
        public static var protoName: String { "\(Version.package).ServerReflectionResponse" }
        public static var meaning: String { "One answer; they come in the order of the questions." }

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
        public static var protoName: String { "\(Version.package).FileDescriptorResponse" }
        public static var meaning: String {
            "Serialized FileDescriptorProtos: a file and what it imports."
        }

        public var fileDescriptorProto: [[UInt8]] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "file_descriptor_proto", &fileDescriptorProto)
        }
    }

    /// Numbers of extension fields.
    public struct ExtensionNumberResponse: Message {
        public static var protoName: String { "\(Version.package).ExtensionNumberResponse" }
        public static var meaning: String { "The numbers of a type's extension fields." }

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
        public static var protoName: String { "\(Version.package).ListServiceResponse" }
        public static var meaning: String { "The services of the server." }

        public var service: [ServiceResponse] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "service", &service)
        }
    }

    /// One service.
    public struct ServiceResponse: Message {
        public static var protoName: String { "\(Version.package).ServiceResponse" }
        public static var meaning: String { "One service." }

        public var name = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name, "Full name.")
        }
    }

    /// Why there is no answer.
    public struct ErrorResponse: Message {
        public static var protoName: String { "\(Version.package).ErrorResponse" }
        public static var meaning: String { "Why there is no answer." }

        public var errorCode: Int32 = 0
        public var errorMessage = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "error_code", &errorCode, "The gRPC status code.")
            try f.field(2, "error_message", &errorMessage)
        }
    }

    /// The messages, in the order in which the file has them.
    static var messages: [any Message.Type] {
        [
            ServerReflectionRequest.self, ExtensionRequest.self, ServerReflectionResponse.self,
            FileDescriptorResponse.self, ExtensionNumberResponse.self, ListServiceResponse.self,
            ServiceResponse.self, ErrorResponse.self,
        ]
    }
}
