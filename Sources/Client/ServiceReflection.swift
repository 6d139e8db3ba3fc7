internal import Transport
public import Wire

/// What a server says of itself: its services, and the types behind a method.
///
/// It asks by `grpc.reflection.v1`, on one call that stays open for as long as the value is used.
public struct ServiceReflection {
    private let call:
        TypedCall<
            GRPC.ReflectionV1.ServerReflectionRequest, GRPC.ReflectionV1.ServerReflectionResponse
        >
    private var pool = DescriptorPool()

    /// Begins to ask.
    ///
    /// - Parameters:
    ///   - client: The client of the server in question.
    ///   - deadline: When to give up, if ever.
    /// - Throws: Why the server cannot be reached.
    public init(
        _ client: MusterClient,
        deadline: ContinuousClock.Instant? = nil
    ) throws(ClientError) {
        call = try client.open(GRPC.ReflectionV1.Service.info, deadline: deadline)
    }

    /// The full names of the services.
    public mutating func services() throws(ClientError) -> [String] {
        guard case .services(let list) = try ask(.listServices("*")) else { throw Self.unexpected }
        return list.service.map(\.name)
    }

    /// Every type that the symbol needs, added to what was asked for before.
    ///
    /// - Parameter symbol: The full name of a service, a method or a message.
    /// - Returns: The types known by now.
    /// - Throws: `notFound` when the server has no such symbol.
    public mutating func types(for symbol: String) throws(ClientError) -> DescriptorPool {
        var waiting = try add(try ask(.fileContainingSymbol(symbol)))
        while let name = waiting.popLast() {
            guard !pool.fileNames.contains(name) else { continue }
            waiting += try add(try ask(.fileByFilename(name)))
        }
        return pool
    }

    /// Adds the files of an answer.
    ///
    /// - Returns: The files that they import and that are not known yet.
    private mutating func add(
        _ answer: GRPC.ReflectionV1.ServerReflectionResponse.Answer
    ) throws(ClientError) -> [String] {
        guard case .fileDescriptors(let files) = answer else { throw Self.unexpected }
        var imports: [String] = []
        for bytes in files.fileDescriptorProto {
            let file: Google.FileDescriptorProto
            do {
                file = try Google.FileDescriptorProto(decoding: bytes)
            } catch {
                throw ClientError(
                    .internalError,
                    "the server's description of itself cannot be read: \(error)"
                )
            }
            pool.add(file)
            imports += file.dependency
        }
        return imports.filter { !pool.fileNames.contains($0) }
    }

    private func ask(
        _ question: GRPC.ReflectionV1.ServerReflectionRequest.Question
    ) throws(ClientError) -> GRPC.ReflectionV1.ServerReflectionResponse.Answer {
        try call.send(GRPC.ReflectionV1.ServerReflectionRequest { $0.question = question })
        guard let answer = try call.next()?.answer else { throw Self.unexpected }
        guard case .error(let error) = answer else { return answer }
        let number = UInt8(exactly: error.errorCode)
        let code = number.flatMap { StatusCode(rawValue: $0) } ?? .unknown
        throw ClientError(code, error.errorMessage)
    }

    private static let unexpected = ClientError(
        .internalError,
        "the server's reflection answers another question than the one asked"
    )
}
