/// Users and devices whose attributes have changed, and that dynamic groups have not looked at yet.
struct DynamicMoves: Sendable {
    struct Move: Sendable {
        let seconds: Int64
        let key: ObjectKey
    }

    /// Changed by the present command.
    var touched: [ObjectKey] = []
    /// In the order in which they are due.
    private var moves: [Move] = []

    func isDue(atSeconds seconds: Int64) -> Bool {
        moves.first.map { $0.seconds <= seconds } ?? false
    }

    mutating func next(until seconds: Int64) -> Move? {
        isDue(atSeconds: seconds) ? moves.removeFirst() : nil
    }

    /// Lets dynamic groups look at everything that was touched, at that time.
    mutating func schedule(atSeconds seconds: Int64) {
        moves += touched.map { Move(seconds: seconds, key: $0) }
        touched = []
    }
}

/// A rule of the simplest kind: properties of a user or a device, each equal to a value.
struct DynamicRule: Sendable, Equatable {
    let kind: ObjectKind
    let values: [String: String]

    /// Reads `(user.department -eq "Sales") and (user.accountEnabled -eq true)` and its like; nil
    /// for any other rule, which nobody's attributes satisfy.
    init?(_ text: String) {
        var kind: ObjectKind?
        var values: [String: String] = [:]
        let clauses = text.filter { $0 != "(" && $0 != ")" }.split(separator: " and ")
        for clause in clauses {
            let words = clause.split(separator: " ", maxSplits: 2)
            let parts = words.first?.split(separator: ".") ?? []
            guard words.count == 3, words[1] == "-eq", parts.count == 2,
                let found = ObjectKind(typeName: parts[0]), kind == nil || kind == found
            else { return nil }
            kind = found
            let name = parts[1] == "deviceOSType" ? "operatingSystem" : String(parts[1])
            values[name] = words[2].filter { $0 != "\"" }
        }
        guard let kind else { return nil }
        self.kind = kind
        self.values = values
    }

    func isSatisfied(by record: PropertyRecord) -> Bool {
        values.allSatisfy { name, value in
            guard let index = PropertySchema.of(kind).index(of: name) else { return false }
            switch record[index] {
            case .text(let text)?: return text == value
            case .bool(let flag)?: return flag == (value == "true")
            case nil, .null?, .texts?, .date?: return false
            }
        }
    }
}

extension Tenant {
    /// Sees to it that what was touched just now is looked at later.
    mutating func scheduleDynamicMoves(atSeconds seconds: Int64) {
        guard let delay = behavior.dynamicDelaySeconds, !dynamicMoves.touched.isEmpty else {
            return
        }
        dynamicMoves.schedule(atSeconds: seconds + delay)
    }

    /// Brings the dynamic groups up to date with the attributes of one object.
    mutating func moveInDynamicGroups(_ key: ObjectKey) {
        guard let record = state(of: key)?.record, isLive(key) else { return }
        for ordinal in 0..<count(of: .group) {
            let group = ObjectKey(kind: .group, ordinal: ordinal)
            guard isLive(group), let properties = state(of: group)?.record,
                // Where processing is paused, members stay as they are.
                properties.text(GroupProperty.membershipRuleProcessingState) == "On",
                properties.texts(GroupProperty.groupTypes).contains("DynamicMembership"),
                let rule = properties.text(GroupProperty.membershipRule)
                    .flatMap({ DynamicRule($0) }),
                rule.kind == key.kind
            else { continue }
            setMembership(ofGroup: ordinal, [key], isMember: rule.isSatisfied(by: record))
        }
    }
}
