import Transport
import Wire

/// gRPC's server reflection under both of its names; the messages of the two have the same bytes.
enum ReflectionService {
    static let endpoints: [Endpoint] = [
        endpoint(GRPC.ReflectionV1.Service.info.path),
        endpoint(GRPC.ReflectionV1Alpha.Service.info.path),
    ]

    private static let index = ReflectionIndex()
    private static let idleMilliseconds: Int64 = 5 * 60_000

    private static func endpoint(_ path: String) -> Endpoint {
        Endpoint(
            RPCMethod(
                path: path,
                kind: .bidirectional,
                admission: .subscription,
                requestIdleMilliseconds: idleMilliseconds
            )
        ) { state in
            .requestStream { call in
                let stream = ReflectionStream(call, index)
                do throws(CallError) {
                    _ = try state.caller(of: call)
                    call.stream(stream)
                } catch {
                    call.end(error.status)
                }
                return stream
            }
        }
    }
}

/// One reflection stream: each question is answered in turn.
private final class ReflectionStream: RequestReceiver, ResponseSource {
    private let call: Call
    private let index: ReflectionIndex
    private var answers: [MessageBytes] = []
    private var hasEnded = false
    private var failure: RPCStatus?

    /// Answers that wait for the client; past it no further question is read.
    private static let answersMax = 16

    init(_ call: Call, _ index: ReflectionIndex) {
        self.call = call
        self.index = index
    }

    func received(_ message: Span<UInt8>) {
        do throws(CallError) {
            let request = try GRPC.ReflectionV1.ServerReflectionRequest(callBytes: message)
            answers.append(MessageBytes(answer(request).encoded()))
            if answers.count >= Self.answersMax { call.pauseReceiving() }
        } catch {
            failure = error.status
        }
        call.wake()
    }

    func receivedEnd() {
        hasEnded = true
        call.wake()
    }

    func next(_ call: Call) -> ResponseStep {
        guard answers.isEmpty else {
            let answer = answers.removeFirst()
            if answers.count == Self.answersMax - 1 { call.resumeReceiving() }
            return .message(answer)
        }
        if let failure { return .end(failure) }
        return hasEnded ? .end(.ok) : .wait
    }

    func cancelled(_ reason: CancellationReason) {}

    private func answer(
        _ request: GRPC.ReflectionV1.ServerReflectionRequest
    ) -> GRPC.ReflectionV1.ServerReflectionResponse {
        GRPC.ReflectionV1.ServerReflectionResponse {
            $0.validHost = request.host
            $0.originalRequest = request
            switch request.question {
            case .listServices:
                $0.answer = .services(
                    GRPC.ReflectionV1.ListServiceResponse {
                        $0.service = Contract.serviceNames.map { name in
                            GRPC.ReflectionV1.ServiceResponse { $0.name = name }
                        }
                    }
                )
            case .fileByFilename(let name):
                $0.answer = descriptors(index.files(named: name), of: "file \(name)")
            case .fileContainingSymbol(let symbol):
                $0.answer = descriptors(index.files(containing: symbol), of: "symbol \(symbol)")
            case .fileContainingExtension, .allExtensionNumbersOfType, nil:
                $0.answer = Self.error(.unimplemented, "this server has no extensions")
            }
        }
    }

    private func descriptors(
        _ files: [[UInt8]]?,
        of what: String
    ) -> GRPC.ReflectionV1.ServerReflectionResponse.Answer {
        guard let files else { return Self.error(.notFound, "there is no \(what)") }
        return .fileDescriptors(
            GRPC.ReflectionV1.FileDescriptorResponse { $0.fileDescriptorProto = files }
        )
    }

    private static func error(
        _ code: StatusCode,
        _ message: String
    ) -> GRPC.ReflectionV1.ServerReflectionResponse.Answer {
        .error(
            GRPC.ReflectionV1.ErrorResponse {
                $0.errorCode = Int32(code.rawValue)
                $0.errorMessage = message
            }
        )
    }
}
