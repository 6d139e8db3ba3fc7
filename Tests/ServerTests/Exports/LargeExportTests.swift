import Client
import Directory
import Testing
import Transport
import Wire

@testable import Server

/// Exports of a group with 25,000 members, over a socket: what the server holds of them, and what is left of one whose
/// client goes away.
@Suite(.serialized) struct LargeExportTests {
    private typealias Stream<Request: Message> = TypedCall<Request, V1.ExportResponse>

    private static let memberCount = 25_000
    /// What a client that does not read lets the server write: its window, and what waits behind it.
    private static var unreadBytesMax: Int {
        ClientLimits.streamWindowBytes + ExportLimits.messageBytesMax + partBytesMax
    }
    /// A part is the rows of one reply, of 128 KiB at most, in another form: JSON takes three times the room.
    private static let partBytesMax = 512 * 1024

    private let directory = ScratchDirectory()

    private func service() throws -> RunningService {
        try CrowdedStore(memberCount: Self.memberCount).write(to: directory)
        return try RunningService(in: directory)
    }

    private func file(
        _ client: MusterClient,
        _ format: V1.ExportFormat
    ) throws -> Stream<V1.ExportGroupRequest> {
        try client.stream(
            V1.ExportsService.group,
            V1.ExportGroupRequest {
                $0.id = CrowdedStore.publicID.text
                $0.format = format
            }
        )
    }

    private func pdf(_ client: MusterClient) throws -> Stream<V1.GroupPdfRequest> {
        try client.stream(
            V1.ExportsService.groupPdf,
            V1.GroupPdfRequest { $0.id = CrowdedStore.publicID.text }
        )
    }

    /// Calls until `isSo`; each call passes the loops and lets other work go first.
    private func wait(_ client: MusterClient, until isSo: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(300)
        while !isSo() {
            try #require(ContinuousClock.now < deadline)
            try pass(client)
        }
    }

    /// A call that passes the loops.
    private func pass(_ client: MusterClient) throws {
        _ = try client.call(
            V1.OrganizationsService.get,
            .init { $0.id = CrowdedStore.organization }
        )
    }

    @Test(arguments: [V1.ExportFormat.csv, .json])
    func theServerWritesNoMoreThanTheClientHasRoomFor(format: V1.ExportFormat) throws {
        let running = try service()
        let client = try running.client()
        let desk = running.service.exports
        let stream = try file(client, format)
        var taken = 0
        var isFirst = true
        while let message = try stream.next() {
            if isFirst {
                // Nobody reads meanwhile: the server goes on until the window is full, and no further.
                for _ in 0..<200 {
                    _ = try client.call(
                        V1.OrganizationsService.get,
                        .init { $0.id = CrowdedStore.organization }
                    )
                }
                #expect(desk.writtenByteCount <= Self.unreadBytesMax)
                isFirst = false
            }
            #expect(desk.writtenByteCount - taken <= Self.unreadBytesMax + message.data.count)
            taken += message.data.count
        }
        #expect(taken == desk.writtenByteCount)
        #expect(taken > 2 * Self.unreadBytesMax, "the file is too small to show anything")
        #expect(desk.largestPartByteCount <= Self.partBytesMax)
        try wait(client) { desk.documentCount == 0 }
    }

    @Test func aPDFIsWrittenInBoundedParts() throws {
        let running = try service()
        let client = try running.client()
        let desk = running.service.exports
        let stream = try pdf(client)
        var taken = 0
        var members: UInt64 = 0
        while let message = try stream.next() {
            taken += message.data.count
            members = message.done
        }
        #expect(members == UInt64(Self.memberCount))
        #expect(taken == desk.writtenByteCount)
        #expect(desk.largestPartByteCount <= Self.partBytesMax)
    }

    /// However much else the server does meanwhile.
    private func expectNothingIsWritten(by desk: ExportDesk, _ client: MusterClient) throws {
        let written = desk.writtenByteCount
        for _ in 0..<50 { try pass(client) }
        #expect(desk.writtenByteCount == written)
    }

    /// More documents are begun and dropped than there is room for at once, so none may leave anything behind.
    @Test func whatItsClientCancelsStopsAndLeavesNothing() throws {
        let running = try service()
        let client = try running.client()
        let desk = running.service.exports
        for round in 0..<ExportLimits.documentsMax + 4 {
            if round % 2 == 0 {
                let stream = try pdf(client)
                _ = try stream.next()
                stream.cancel()
            } else {
                let stream = try file(client, .json)
                _ = try stream.next()
                stream.cancel()
            }
            try wait(client) { desk.documentCount == 0 }
        }
        try expectNothingIsWritten(by: desk, client)
    }

    @Test func aClientThatIsGoneLeavesNothing() throws {
        let running = try service()
        let desk = running.service.exports
        let watching = try running.client()
        let leaving = try running.client()
        let streams = try (0..<4).map { _ in try file(leaving, .csv) }
        for stream in streams { _ = try stream.next() }
        #expect(desk.documentCount == 4)
        leaving.disconnect()
        try wait(watching) { desk.documentCount == 0 }
        try expectNothingIsWritten(by: desk, watching)
    }
}
