import Testing

@testable import Transport

@Suite struct RequestHeadTests {
    private static func rules(_ limits: Limits = Limits()) -> HeadRules {
        HeadRules(
            methods: MethodTable(
                [RPCMethod(path: "/a.B/C", kind: .unary), RPCMethod(path: "/a.B/D", kind: .unary)],
                limits: limits
            ),
            keptNames: ["authorization", "x-bin"],
            limits: limits
        )
    }

    private static let good = [
        (":method", "POST"), (":path", "/a.B/D"), ("content-type", "application/grpc"),
        ("te", "trailers"),
    ]

    private func head(_ fields: [(String, String)], limits: Limits = Limits()) -> (
        RequestHead, Bool
    ) {
        var head = RequestHead()
        var isAccepted = true
        let rules = Self.rules(limits)
        for (name, value) in fields where isAccepted {
            isAccepted = Array(name.utf8).withUnsafeBufferPointer { name in
                Array(value.utf8).withUnsafeBufferPointer { value in
                    head.received(name: name, value: value, rules: rules)
                }
            }
        }
        return (head, isAccepted)
    }

    private func acceptance(_ changes: [(String, String?)]) -> RequestHead.Acceptance {
        var fields = Self.good
        for (name, value) in changes {
            fields.removeAll { $0.0 == name }
            if let value { fields.append((name, value)) }
        }
        return head(fields).0.acceptance()
    }

    @Test func findsTheMethod() {
        #expect(acceptance([]) == .call(methodIndex: 1))
        #expect(acceptance([(":path", "/a.B/C")]) == .call(methodIndex: 0))
        #expect(acceptance([(":path", "/a.B/E")]) == .status(.unimplemented, "unknown method"))
    }

    @Test(arguments: ["application/grpc", "application/grpc+proto", "application/grpc;charset=x"])
    func acceptsGRPC(contentType: String) {
        #expect(acceptance([("content-type", contentType)]) == .call(methodIndex: 1))
    }

    @Test(arguments: [
        "text/plain", "application/grpcfoo", "application/grpc-web", "application/grpc-web+proto",
        nil,
    ])
    func refusesOtherContent(contentType: String?) {
        #expect(acceptance([("content-type", contentType)]) == .httpStatus(415))
    }

    @Test func theOrderOfChecksIsKept() {
        #expect(
            acceptance([(":method", "PUT"), ("content-type", "text/plain")]) == .httpStatus(415)
        )
        #expect(acceptance([(":method", "PUT"), (":path", "/x")]) == .httpStatus(405))
        #expect(acceptance([(":method", "GET"), (":path", "/")]) == .infoPage(isHead: false))
        #expect(acceptance([(":method", "HEAD"), (":path", "/")]) == .infoPage(isHead: true))
        #expect(acceptance([("te", "gzip")]) == .httpStatus(400))
        #expect(acceptance([("te", nil)]) == .call(methodIndex: 1))
        #expect(
            acceptance([(":path", "/x"), ("grpc-timeout", "bad")])
                == .status(.unimplemented, "unknown method")
        )
        #expect(
            acceptance([("grpc-timeout", "bad")])
                == .status(.internalError, "malformed grpc-timeout")
        )
        #expect(acceptance([("grpc-timeout", "0n")]) == .status(.deadlineExceeded, "no time left"))
        #expect(
            acceptance([("other-bin", "A")])
                == .status(.internalError, "malformed base64 in binary metadata")
        )
        #expect(acceptance([("grpc-encoding", "snappy")]) == .call(methodIndex: 1))
    }

    @Test func keepsOnlyTheMetadataAskedFor() {
        let (head, _) = head(
            Self.good + [
                ("authorization", "Bearer a"), ("cookie", "b"), ("x-bin", "AAE,AAI="),
                ("x-bin", "AAM"),
            ]
        )
        #expect(head.metadata(nameIndex: 0).map(Array.init) == Array("Bearer a".utf8))
        #expect(head.metadataValues(nameIndex: 1).count == 2)
    }

    @Test func theFieldCapIsExact() {
        var limits = Limits()
        limits.headerFieldsMax = 6
        let six = Self.good + [("a", "1"), ("b", "2")]
        #expect(head(six, limits: limits).1)
        #expect(!head(six + [("c", "3")], limits: limits).1)
    }

    @Test func theByteCapCountsTheOverheadOfEachField() {
        var limits = Limits()
        limits.headerBytesMax = 2 * (1 + 9 + 32)
        let two = [("a", "123456789"), ("b", "123456789")]
        #expect(head(two, limits: limits).1)
        #expect(!head([("a", "123456789"), ("b", "1234567890")], limits: limits).1)
    }

    @Test func aReusedHeadRemembersNothing() {
        var (head, _) = head(Self.good + [("authorization", "x"), ("grpc-timeout", "bad")])
        head.reset()
        #expect(head.metadata(nameIndex: 0) == nil)
        #expect(head.acceptance() == .httpStatus(415))
    }

    @Test func manyMethodsAreAllFound() {
        let methods = (0..<300).map {
            RPCMethod(path: "/pkg.Service\($0 % 7)/Method\($0)", kind: .unary)
        }
        let table = MethodTable(methods, limits: Limits())
        for (index, method) in methods.enumerated() {
            let found = Array(method.path.utf8).withUnsafeBufferPointer { table.index(of: $0) }
            #expect(found == index)
        }
        #expect([UInt8]().withUnsafeBufferPointer { table.index(of: $0) } == nil)
    }
}
