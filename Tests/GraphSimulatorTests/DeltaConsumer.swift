import Testing

@testable import GraphSimulator

/// A deliberately simple client of delta: what it holds after a round must be the truth.
///
/// It merges properties by the presence of their keys, and members by their last entry; it forgets
/// an object when that is removed, and relies on the pages for everything else.
struct DeltaConsumer {
    struct Object: Equatable {
        var properties: [String: JSON] = [:]
        var members: [String: String] = [:]
    }

    private(set) var objects: [ObjectKind: [String: Object]] = [:]
    private var links: [ObjectKind: String] = [:]
    private(set) var pageCount = 0

    /// Runs one round over each collection, from the start or from the last link.
    mutating func sync(
        _ client: inout SimulatedClient,
        betweenPages: (inout SimulatedClient) -> Void = { _ in }
    ) throws {
        for kind in [ObjectKind.user, .group, .device] {
            var target = links[kind] ?? "/\(kind.collectionName)/delta?$select=\(selection(kind))"
            while true {
                let answer = client.get(target)
                try #require(answer.status == 200, "\(answer.json as Any)")
                pageCount += 1
                merge(answer.values, kind)
                if let deltaLink = answer.deltaLink {
                    links[kind] = deltaLink
                    break
                }
                target = try #require(answer.nextLink)
                betweenPages(&client)
            }
        }
    }

    private func selection(_ kind: ObjectKind) -> String {
        let names = PropertySchema.of(kind).names.filter { $0 != "deletedDateTime" }
        return (["id"] + names + (kind == .group ? ["members"] : [])).joined(separator: ",")
    }

    private mutating func merge(_ values: [JSON], _ kind: ObjectKind) {
        for value in values {
            guard let id = value["id"]?.string else { continue }
            if value["@removed"] != nil {
                objects[kind]?[id] = nil
                continue
            }
            var object = objects[kind]?[id] ?? Object()
            for key in value.keys where key != "id" && key != "members@delta" {
                object.properties[key] = value[key]
            }
            for member in value["members@delta"]?.array ?? [] {
                guard let memberID = member["id"]?.string else { continue }
                let type = member["@odata.type"]?.string
                object.members[memberID] = member["@removed"] == nil ? type : nil
            }
            objects[kind, default: [:]][id] = object
        }
    }

    /// What a dump says, in the form in which the consumer holds it.
    static func truth(of tenant: Tenant) throws -> [ObjectKind: [String: Object]] {
        var truth: [ObjectKind: [String: Object]] = [:]
        for part in Dump(of: tenant) {
            for line in part.split(separator: UInt8(ascii: "\n")) {
                let json = try #require(JSON(Array(line)))
                guard let kind = json["type"]?.string.flatMap({ ObjectKind(typeName: $0) }),
                    json["isDeleted"] == .bool(false), let id = json["id"]?.string
                else { continue }
                var object = Object()
                let described: Set = [
                    "type", "isDeleted", "id", "members", "deletedMembers", "deletedDateTime",
                ]
                for key in json.keys.subtracting(described) { object.properties[key] = json[key] }
                for name in ["members", "deletedMembers"] {
                    for member in json[name]?.array ?? [] {
                        guard let memberID = member["id"]?.string else { continue }
                        object.members[memberID] = member["type"]?.string
                    }
                }
                truth[kind, default: [:]][id] = object
            }
        }
        return truth
    }

    /// Compares what the consumer holds with the truth; a key that never came is null.
    func expectEquals(_ truth: [ObjectKind: [String: Object]], _ comment: Comment) {
        for kind in [ObjectKind.user, .group, .device] {
            let expected = truth[kind] ?? [:]
            let held = objects[kind] ?? [:]
            #expect(Set(held.keys) == Set(expected.keys), comment)
            for (id, object) in expected {
                let mine = held[id] ?? Object()
                #expect(mine.members == object.members, comment)
                let properties = object.properties.filter { $0.value != .null }
                #expect(mine.properties.filter { $0.value != .null } == properties, comment)
            }
        }
    }
}
