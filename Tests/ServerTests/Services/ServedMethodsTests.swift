import Testing
import Transport
import Wire

@testable import Server

@Suite struct ServedMethodsTests {
    private let services =
        Contract.files.flatMap(\.services) + [
            GRPC.HealthService.description, GRPC.ReflectionV1.Service.description,
            GRPC.ReflectionV1Alpha.Service.description,
        ]

    @Test func everyMethodOfTheContractIsServedOnceAndNoOther() {
        let contract = services.flatMap { service in
            service.methods.map { "/\(service.name)/\($0.name)" }
        }
        let served = ServiceEndpoints.all.map(\.method.path)
        #expect(Set(served).count == served.count)
        #expect(Set(served) == Set(contract))
    }

    @Test func aMethodStreamsAsTheContractSays() {
        var kinds: [String: RPCMethod.Kind] = [:]
        for endpoint in ServiceEndpoints.all { kinds[endpoint.method.path] = endpoint.method.kind }
        for service in services {
            for method in service.methods {
                let kind: RPCMethod.Kind =
                    switch method.streaming {
                    case .none: .unary
                    case .server: .serverStreaming
                    case .client: .clientStreaming
                    case .both: .bidirectional
                    }
                #expect(kinds["/\(service.name)/\(method.name)"] == kind, "\(method.name)")
            }
        }
    }

    @Test func reflectionNamesEveryServiceThatIsServed() {
        #expect(Set(Contract.serviceNames) == Set(services.map(\.name)))
    }
}
