import HTTPClient
import Synchronization
import Testing

@testable import Graph

@Suite(.timeLimit(.minutes(1))) struct ConcurrencyLimitTests {
    /// Counts how many requests are under way, and holds each until the scheduler comes round.
    private final class CountingTransport: GraphTransport {
        private let counts = Mutex((now: 0, most: 0))
        private let inner = ScriptedTransport([.lastPage])

        var most: Int { counts.withLock { $0.most } }

        func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse {
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            for _ in 0..<20 { await Task.yield() }
            counts.withLock { $0.now -= 1 }
            return try await inner.send(request)
        }
    }

    /// Rule 24: three a tenant.
    @Test func aTenantHasThreeRequestsAtOnce() async throws {
        let transport = CountingTransport()
        let client = try GraphFixture.client(transport)
        try await withThrowingTaskGroup { group in
            for _ in 0..<30 {
                group.addTask { _ = try await client.page(of: .groups, at: .initial) }
            }
            try await group.waitForAll()
        }
        #expect(transport.most == GraphClient.requestsPerTenantMax)
    }

    /// Rule 24: and all tenants together no more than the limit they share.
    @Test func allTenantsShareALimit() async throws {
        let transport = CountingTransport()
        let limit = ConcurrencyLimit(2)
        let clients = try (0..<4).map { _ in try GraphFixture.client(transport, limit: limit) }
        try await withThrowingTaskGroup { group in
            for client in clients {
                for _ in 0..<10 {
                    group.addTask { _ = try await client.page(of: .groups, at: .initial) }
                }
            }
            try await group.waitForAll()
        }
        #expect(transport.most == 2)
    }

    @Test func turnsComeInOrderAndCancellationGivesUpItsPlace() async throws {
        let limit = ConcurrencyLimit(1)
        let tenant = GraphFixture.tenant
        try await limit.acquire(tenant: tenant, "wait")
        let cancelled = Task { try await limit.acquire(tenant: tenant, "wait") }
        let patient = Task {
            try await limit.acquire(tenant: tenant, "wait")
            limit.release()
        }
        cancelled.cancel()
        let error = await #expect(throws: GraphError.self) { try await cancelled.value }
        #expect(error?.kind == .cancelled)
        limit.release()
        try await patient.value
        try await limit.acquire(tenant: tenant, "wait")
        limit.release()
    }

    @Test func aTurnThatIsCancelledAtTheParentIsGivenBack() async throws {
        let parent = ConcurrencyLimit(1)
        let child = ConcurrencyLimit(1, within: parent)
        let tenant = GraphFixture.tenant
        try await parent.acquire(tenant: tenant, "hold")
        let waiting = Task { try await child.acquire(tenant: tenant, "wait") }
        waiting.cancel()
        await #expect(throws: GraphError.self) { try await waiting.value }
        parent.release()
        try await child.acquire(tenant: tenant, "wait")
        child.release()
    }
}
