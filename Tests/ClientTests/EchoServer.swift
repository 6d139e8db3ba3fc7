import Cryptography
import Glibc
import Transport
import Wire

/// The transport's own server with four methods of the contract, each with the simplest answer that shows
/// something.
final class EchoServer {
    private let server: TransportServer
    private let directory: String?

    /// Methods and what they answer: `WhoAmI` the caller's token as the principal, `Contacts.Import` the
    /// number of records, `Contacts.List` as many messages as the page size says, `Groups.Get` an error.
    init(isSecure: Bool = false) throws {
        directory = isSecure ? try Self.makeCertificate() : nil
        let methods: [RPCMethod] = [
            .init(path: V1.PrincipalsService.whoAmI.path, kind: .unary),
            .init(path: V1.ContactsService.import.path, kind: .clientStreaming),
            .init(path: V1.ContactsService.list.path, kind: .serverStreaming),
            .init(path: V1.GroupsService.get.path, kind: .unary),
            .init(path: V1.GroupsService.list.path, kind: .serverStreaming),
            .init(path: GRPC.ReflectionV1.Service.info.path, kind: .bidirectional),
        ]
        var configuration = TransportServer.Configuration(
            endpoints: [.init(address: "127.0.0.1", port: 0, isSecure: isSecure)]
        )
        if let directory {
            configuration.tls = try TLSContext(
                certificateFile: "\(directory)/certificate.pem",
                keyFile: "\(directory)/key.pem"
            )
        }
        final class NoState {}
        server = try TransportServer(
            configuration: configuration,
            methods: methods,
            infoPage: Array("echo\n".utf8)
        ) { _ in
            LoopApplication(
                state: NoState(),
                handlers: [
                    .request { call, _ in Self.whoAmI(call) },
                    .requestStream { call in ImportCounter(call) },
                    .request { call, request in Self.list(call, request) },
                    .request { call, _ in Self.refuse(call) },
                    // Never answers: what is left is the deadline.
                    .request { _, _ in },
                    .requestStream { call in Reflector(call) },
                ]
            )
        }
    }

    deinit {
        server.stop()
        guard let directory else { return }
        for name in ["certificate.pem", "key.pem"] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }

    var address: ServerAddress {
        ServerAddress(host: "127.0.0.1", port: server.ports[0], isSecure: directory != nil)
    }

    /// A file with the server's certificate.
    var certificateFile: String { "\(directory ?? "")/certificate.pem" }

    private static func makeCertificate() throws -> String {
        let made = try SelfSignedCertificate.make(commonName: "test", names: ["127.0.0.1"], days: 1)
        var template = Array("/tmp/muster-client-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "a test needs a folder")
        let directory = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        for (name, text) in [
            ("certificate.pem", made.certificatePEM), ("key.pem", made.privateKeyPEM),
        ] {
            let file = open("\(directory)/\(name)", O_WRONLY | O_CREAT, 0o600)
            precondition(
                write(file, text, text.utf8.count) == text.utf8.count,
                "a test needs a file"
            )
            close(file)
        }
        return directory
    }

    private static func whoAmI(_ call: Call) {
        let token = call.metadata("authorization").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let response = V1.WhoAmIResponse { $0.principalID = token }
        call.respond(MessageBytes(response.encoded()), then: .ok)
    }

    private static func list(_ call: Call, _ request: Span<UInt8>) {
        let bytes = request.withUnsafeBufferPointer(Array.init)
        guard let request = try? V1.ListRecordsRequest<V1.Contact>(decoding: bytes) else {
            return call.end(RPCStatus(.invalidArgument, "not a request"))
        }
        call.stream(Countdown(request.pageSize))
    }

    private static func refuse(_ call: Call) {
        let violation = Google.BadRequest.FieldViolation {
            $0.field = "id"
            $0.description = "is no GUID"
            $0.reason = "NOT_A_GUID"
        }
        let details = Google.Status {
            $0.code = 3
            $0.details = [
                .init(
                    Google.ErrorInfo {
                        $0.reason = "BAD_ID"
                        $0.metadata = ["length": "3"]
                    }
                ),
                .init(Google.BadRequest { $0.fieldViolations = [violation] }),
                .init(Google.RetryInfo { $0.retryDelay = Google.Duration(milliseconds: 1500) }),
            ]
        }
        call.end(RPCStatus(.invalidArgument, "das ist ungültig", details: details.encoded()))
    }
}

/// Counts the records of an import.
private final class ImportCounter: RequestReceiver {
    private let call: Call
    private var count: UInt64 = 0

    init(_ call: Call) {
        self.call = call
    }

    func received(_ message: Span<UInt8>) {
        let bytes = message.withUnsafeBufferPointer(Array.init)
        count += UInt64(
            (try? V1.ImportRecordsRequest<V1.Contact>(decoding: bytes))?.records.count ?? 0
        )
    }

    func receivedEnd() {
        let response = V1.ImportRecordsResponse<V1.Contact> { $0.created = count }
        call.respond(MessageBytes(response.encoded()), then: .ok)
    }
}

/// Answers messages whose revisions count down to 1.
private final class Countdown: ResponseSource {
    private var left: UInt32

    init(_ count: UInt32) {
        left = count
    }

    func next(_ call: Call) -> ResponseStep {
        guard left > 0 else { return .end(.ok) }
        defer { left -= 1 }
        let contact = V1.Contact { $0.lastName = String(repeating: "x", count: 1000) }
        let response = V1.ListRecordsResponse<V1.Contact> {
            $0.revision = UInt64(left)
            $0.records = [contact]
        }
        return .message(MessageBytes(response.encoded()))
    }

    func cancelled(_ reason: CancellationReason) {
        left = 0
    }
}

/// Answers questions about the contract, one by one; each file alone, so that the asker has to follow imports.
private final class Reflector: RequestReceiver, ResponseSource {
    private let call: Call
    private let index = ReflectionIndex()
    private var answers: [GRPC.ReflectionV1.ServerReflectionResponse.Answer] = []
    private var isEnded = false

    init(_ call: Call) {
        self.call = call
        call.stream(self)
    }

    func received(_ message: Span<UInt8>) {
        let bytes = message.withUnsafeBufferPointer(Array.init)
        let request = try? GRPC.ReflectionV1.ServerReflectionRequest(decoding: bytes)
        answers.append(answer(request?.question))
        call.wake()
    }

    func receivedEnd() {
        isEnded = true
        call.wake()
    }

    func next(_ call: Call) -> ResponseStep {
        guard !answers.isEmpty else { return isEnded ? .end(.ok) : .wait }
        let answer = answers.removeFirst()
        let response = GRPC.ReflectionV1.ServerReflectionResponse { $0.answer = answer }
        return .message(MessageBytes(response.encoded()))
    }

    func cancelled(_ reason: CancellationReason) {
        answers = []
    }

    private func answer(
        _ question: GRPC.ReflectionV1.ServerReflectionRequest.Question?
    ) -> GRPC.ReflectionV1.ServerReflectionResponse.Answer {
        let files: [[UInt8]]?
        switch question {
        case .listServices:
            let services = Contract.serviceNames.map { name in
                GRPC.ReflectionV1.ServiceResponse { $0.name = name }
            }
            return .services(.init { $0.service = services })
        case .fileByFilename(let name): files = index.files(named: name)
        case .fileContainingSymbol(let symbol): files = index.files(containing: symbol)
        default: files = nil
        }
        guard let file = files?.first else {
            return .error(
                .init {
                    $0.errorCode = 5
                    $0.errorMessage = "no such symbol"
                }
            )
        }
        return .fileDescriptors(.init { $0.fileDescriptorProto = [file] })
    }
}
