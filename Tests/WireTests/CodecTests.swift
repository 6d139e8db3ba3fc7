import TestSupport
import Testing

@testable import Wire

@Suite struct CodecTests {
    static let varints: [(UInt64, [UInt8])] = [
        (0, [0x00]), (127, [0x7F]), (128, [0x80, 0x01]), (300, [0xAC, 0x02]),
        (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
    ]

    @Test(arguments: varints)
    func varintsAreMinimal(value: UInt64, expected: [UInt8]) throws {
        var writer = WireWriter()
        writer.varint(value)
        #expect(writer.bytes == expected)
        var reader = try WireReader(expected)
        #expect(try reader.varint() == value)
        #expect(reader.isAtEnd)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func varintsOfEveryLengthComeBack(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var writer = WireWriter()
        let values = (0..<1000).map { _ in
            random.next() >> UInt64.random(in: 0...63, using: &random)
        }
        for value in values { writer.varint(value) }
        var reader = try WireReader(writer.bytes)
        for value in values { #expect(try reader.varint() == value, "seed \(seed)") }
        #expect(reader.isAtEnd)
    }

    @Test(arguments: [0, 1, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152])
    func lengthsAreMinimalWhateverTheContent(count: Int) throws {
        let name = String(repeating: "n", count: count)
        var writer = WireWriter()
        try writer.lengthDelimited { writer throws(WireError) in
            writer.raw(name.utf8)
        }
        var expected = WireWriter()
        expected.lengthDelimited(name)
        #expect(writer.bytes == expected.bytes)
    }

    @Test func recordsJoinedAreTheListTheyWereTakenFrom() throws {
        let rows = (0..<40).map { index in
            V1.GroupRow {
                $0.id = "\(index)"
                $0.description = String(repeating: "d", count: index * 7)
            }
        }
        var writer = WireWriter()
        for row in rows { row.encodeRecord(field: 1, into: &writer) }
        let trailer = V1.ListGroupsResponse { $0.totalCount = 40 }
        trailer.encode(into: &writer)
        let whole = V1.ListGroupsResponse {
            $0.rows = rows
            $0.totalCount = 40
        }
        #expect(writer.bytes == whole.encoded())
        #expect(try V1.ListGroupsResponse(decoding: writer.bytes) == whole)
    }

    @Test func anUnknownEnumNumberIsToldApartAndNeverWritten() throws {
        let request = try V1.ListGroupsRequest(decoding: [0x10, 0x63])
        #expect(request.kind == .unrecognized)
        #expect(request.encoded() == [])
        let negative = try V1.ListGroupsRequest(
            decoding: [0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])
        #expect(negative.kind == .unrecognized)
    }

    @Test func mapsAreWrittenInTheOrderOfTheirKeys() throws {
        let info = Google.ErrorInfo {
            $0.metadata = ["b": "2", "a": "1", "ä": "3"]
        }
        let expected: [UInt8] =
            [0x1A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x31] + [0x1A, 6, 0x0A, 1, 0x62, 0x12, 1, 0x32]
            + [0x1A, 7, 0x0A, 2, 0xC3, 0xA4, 0x12, 1, 0x33]
        #expect(info.encoded() == expected)
        #expect(try Google.ErrorInfo(decoding: expected) == info)
    }

    @Test func aMapEntryWithoutKeyOrValueHasTheDefaults() throws {
        #expect(try Google.ErrorInfo(decoding: [0x1A, 0]).metadata == ["": ""])
        #expect(try Google.ErrorInfo(decoding: [0x1A, 3, 0x0A, 1, 0x61]).metadata == ["a": ""])
    }

    @Test func anErrorNamesTheInnermostMessageAndField() {
        #expect {
            try V1.ListGroupsRequest(decoding: [0x1A, 3, 0x0A, 1, 0xFF])
        } throws: { error in
            error as? WireError
                == WireError(.invalidUTF8, message: "muster.v1.GroupFilter", field: "name_contains")
        }
    }

    @Test func aMessageAboveTheLimitIsNotLookedAt() {
        let bytes = [UInt8](repeating: 0xFF, count: WireLimits.messageBytesMax + 1)
        #expect {
            try V1.GroupRow(decoding: bytes)
        } throws: { error in
            error as? WireError == WireError(.tooLarge, message: "muster.v1.GroupRow")
        }
    }

    /// Descriptors nest without end; the reader stops.
    @Test func messagesNestUpToTheLimit() throws {
        func nested(_ depth: Int) -> [UInt8] {
            var message = Google.DescriptorProto()
            for _ in 0..<depth {
                let inner = message
                message = Google.DescriptorProto { $0.nestedType = [inner] }
            }
            return message.encoded()
        }
        let deepest = try Google.DescriptorProto(decoding: nested(WireLimits.depthMax))
        #expect(deepest.nestedType.count == 1)
        #expect {
            try Google.DescriptorProto(decoding: nested(WireLimits.depthMax + 1))
        } throws: { error in
            (error as? WireError)?.fault == .tooDeep
        }
    }

    @Test func anyKeepsTheTypeOfWhatItHolds() throws {
        let info = Google.ErrorInfo { $0.reason = "PAGE_EXPIRED" }
        let packed = Google.AnyMessage(info)
        #expect(packed.typeURL == "type.googleapis.com/google.rpc.ErrorInfo")
        #expect(try packed.unpacked(as: Google.ErrorInfo.self) == info)
        #expect(try packed.unpacked(as: Google.RetryInfo.self) == nil)
    }

    @Test(arguments: [0, 1, 999, 1000, 1_772_271_000_250, -1, -1000, -1001] as [Int64])
    func timestampsCountInMilliseconds(milliseconds: Int64) {
        let timestamp = Google.Timestamp(milliseconds: milliseconds)
        #expect(timestamp.milliseconds == milliseconds)
        #expect((0..<1_000_000_000).contains(timestamp.nanos))
    }

    @Test(arguments: [Int64.min, .max, -62_135_596_801, 253_402_300_800])
    func timestampsOutsideTheCalendarHaveNoMilliseconds(seconds: Int64) {
        #expect(Google.Timestamp { $0.seconds = seconds }.milliseconds == nil)
    }
}
