import Directory
import FoundationEssentials

/// An answer of the control port, whose body may be too large to be made at once.
public struct ControlResponse: Sendable {
    enum Body: Sendable {
        case whole([UInt8])
        case lines(Dump)
    }

    public let status: Int
    public let contentType: String
    let body: Body

    /// The whole body, for those who do not stream it.
    public var bytes: [UInt8] {
        switch body {
        case .whole(let bytes): bytes
        case .lines(let dump): dump.reduce(into: []) { $0 += $1 }
        }
    }
}

/// The control port: makes and changes tenants, and tells the truth about them.
public struct ControlEndpoint: Sendable {
    private struct MutationBody: Decodable {
        let tenant: String
        let count: Int?
        let seed: UInt64?
        let mutation: Mutation?
        let mutations: [Mutation]?
    }

    private struct LatencyBody: Decodable {
        let milliseconds: Int
    }

    /// How far to put the clock forward, and what happens every hour until then.
    private struct ClockBody: Decodable {
        let advanceSeconds: Int64
        let churnPerHour: Int?
        let seed: UInt64?
    }

    private let simulator: Simulator

    public init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    /// Answers a request to the control port.
    public func respond(to request: GraphRequest) -> ControlResponse {
        do throws(ControlFailure) {
            return try answer(request)
        } catch {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("error")
            writer.string(error.reason)
            writer.endObject()
            return json(writer, status: 400)
        }
    }

    private func answer(_ request: GraphRequest) throws(ControlFailure) -> ControlResponse {
        let query = QueryParameters(request.query)
        switch (request.method, request.path) {
        case ("GET", "/tenants"):
            return json(tenants())
        case ("POST", "/tenants"):
            let create: ControlCommand.CreateTenant = try decode(request.body)
            let created = try simulator.apply(.createTenant(create))
            return json(describe(try tenant(created.first)))
        case ("POST", "/mutate"):
            return json(try mutate(try decode(request.body)))
        case ("POST", "/latency"):
            let body: LatencyBody = try decode(request.body)
            simulator.latencyMilliseconds = max(0, body.milliseconds)
            return json(counters())
        case ("GET", "/faults"):
            return json(faults())
        case ("POST", "/faults"):
            let fault: Fault = try decode(request.body)
            simulator.arm(fault)
            return json(faults())
        case ("DELETE", "/faults"):
            simulator.disarm()
            return json(faults())
        case ("POST", "/throttle"):
            simulator.throttleSettings = try decode(request.body)
            return json(counters())
        case ("POST", "/clock"):
            return json(try advance(try decode(request.body)))
        case ("GET", "/requests"):
            return json(requests())
        case ("GET", "/counters"):
            return json(counters())
        case ("GET", "/dump"):
            return ControlResponse(
                status: 200,
                contentType: "application/x-ndjson",
                body: .lines(Dump(of: try tenant(query["tenant"])))
            )
        case ("GET", "/contacts"):
            return csv(try matchingData(query).contacts())
        case ("GET", "/configurations"):
            return csv(try matchingData(query).configurations())
        default:
            throw ControlFailure("there is no '\(request.method) \(request.path)'")
        }
    }

    private func tenant(_ name: String?) throws(ControlFailure) -> Tenant {
        guard let name else { throw ControlFailure("'tenant' is missing") }
        let simulation = simulator.simulation
        return simulation.tenants[try simulation.index(ofTenant: name)]
    }

    private func matchingData(_ query: QueryParameters) throws(ControlFailure) -> MatchingData {
        guard let share = Double(query["share"] ?? "0.9"), (0...1).contains(share) else {
            throw ControlFailure("'share' is not a number from 0 to 1")
        }
        guard let seed = UInt64(query["seed"] ?? "1") else {
            throw ControlFailure("'seed' is not a whole number")
        }
        return MatchingData(of: try tenant(query["tenant"]), share: share, seed: seed)
    }

    private func mutate(_ body: MutationBody) throws(ControlFailure) -> JSONWriter {
        var created: [String] = []
        if let count = body.count {
            created += try simulator.apply(
                .churn(.init(tenant: body.tenant, count: count, seed: body.seed ?? 1))
            )
        }
        for mutation in (body.mutation.map { [$0] } ?? []) + (body.mutations ?? []) {
            created += try simulator.apply(.mutate(tenant: body.tenant, mutation))
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("sequence")
        writer.integer(try tenant(body.tenant).sequence)
        writer.key("created")
        writer.strings(created)
        writer.endObject()
        return writer
    }

    /// Puts the clock forward, hour by hour where something happens in each.
    private func advance(_ body: ClockBody) throws(ControlFailure) -> JSONWriter {
        guard body.advanceSeconds >= 0 else { throw ControlFailure("time does not go backwards") }
        var leftSeconds = body.advanceSeconds
        var hour: UInt64 = 0
        while let count = body.churnPerHour, leftSeconds >= 3600 {
            simulator.advanceClock(seconds: 3600)
            leftSeconds -= 3600
            hour += 1
            for (place, tenant) in simulator.simulation.tenants.enumerated() {
                let seed = (body.seed ?? 1) &+ hour &* 1_000_003 &+ UInt64(place)
                try simulator.apply(
                    .churn(.init(tenant: tenant.id.text, count: count, seed: seed))
                )
            }
        }
        simulator.advanceClock(seconds: leftSeconds)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("now")
        writer.string(Timestamp.graph(simulator.nowSeconds))
        writer.endObject()
        return writer
    }

    private func faults() -> JSONWriter {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("modes")
        writer.strings(FaultMode.allCases.map(\.rawValue))
        writer.key("faults")
        writer.beginArray()
        for (fault, hitCount) in simulator.faults {
            writer.beginObject()
            writer.key("hits")
            writer.integer(hitCount)
            writer.key("fault")
            if let text = try? JSONEncoder().encode(fault) { writer.raw(Array(text)) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer
    }

    private func requests() -> JSONWriter {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("requests")
        writer.beginArray()
        for entry in simulator.log {
            writer.beginObject()
            writer.key("at")
            writer.string(Timestamp.graph(entry.atSeconds))
            writer.key("method")
            writer.string(entry.method)
            writer.key("path")
            writer.string(entry.path)
            writer.key("tenant")
            writer.value(entry.tenant.map { .text($0) })
            writer.key("status")
            writer.integer(entry.status)
            writer.key("fault")
            writer.value(entry.fault.map { .text($0.rawValue) })
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer
    }

    private func tenants() -> JSONWriter {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("tenants")
        writer.beginArray()
        for tenant in simulator.simulation.tenants { write(tenant, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer
    }

    private func describe(_ tenant: Tenant) -> JSONWriter {
        var writer = JSONWriter()
        write(tenant, to: &writer)
        return writer
    }

    private func write(_ tenant: Tenant, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.guid(tenant.id)
        writer.key("name")
        writer.string(tenant.name)
        writer.key("profile")
        writer.string(tenant.profile.rawValue)
        writer.key("seed")
        writer.integer(tenant.seed)
        writer.key("domains")
        writer.strings(tenant.domains)
        writer.key("sequence")
        writer.integer(tenant.sequence)
        writer.key("application")
        writer.string(tenant.application)
        if let application = simulator.simulation.application(named: tenant.application) {
            writer.key("clientId")
            writer.guid(application.id)
            writer.key("clientSecret")
            writer.string(application.secrets.first ?? "")
        }
        writer.key("permissions")
        writer.strings(tenant.consents.map(\.rawValue).sorted())
        writer.endObject()
    }

    private func counters() -> JSONWriter {
        let counts = simulator.requestCounts
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("requests")
        writer.integer(counts.values.reduce(0, +))
        writer.key("latencyMilliseconds")
        writer.integer(simulator.latencyMilliseconds)
        writer.key("paths")
        writer.beginObject()
        for (path, count) in counts.sorted(by: { $0.key < $1.key }) {
            writer.key(path)
            writer.integer(count)
        }
        writer.endObject()
        writer.endObject()
        return writer
    }

    private func decode<Body: Decodable>(_ body: [UInt8]) throws(ControlFailure) -> Body {
        do {
            return try JSONDecoder().decode(Body.self, from: Data(body))
        } catch {
            throw ControlFailure("the body is not what was expected: \(error)")
        }
    }

    private func json(_ writer: JSONWriter, status: Int = 200) -> ControlResponse {
        ControlResponse(
            status: status,
            contentType: "application/json",
            body: .whole(writer.bytes)
        )
    }

    private func csv(_ bytes: [UInt8]) -> ControlResponse {
        ControlResponse(status: 200, contentType: "text/csv; charset=utf-8", body: .whole(bytes))
    }
}
