/// Bounds of custom fields.
public enum CustomFieldLimits {
    /// Fields of one asset type; a page with more is no page.
    public static let fieldsMax = 100
    public static let optionsMax = 200
    public static let lineBytesMax = 1024
    public static let textBytesMax = 64 * 1024
    public static let tagsMax = 100
    public static let tagBytesMax = 100
    public static let digitsMax = 40
}

/// Why a text cannot be the value of a custom field: a sentence that says what would do.
public struct CustomValueProblem: Error, Hashable, Sendable {
    public let text: String

    init(_ text: String) {
        self.text = text
    }
}

extension CustomField {
    /// `texts` in the one form in which the field keeps them; empty for a field that is left empty.
    ///
    /// - Parameter texts: What somebody wrote: one text, or the tags of a tag field.
    /// - Returns: What is kept.
    /// - Throws: What is wrong with it.
    /// - Returns: One text, several tags, or nothing.
    public func checked(_ texts: [String]) throws(CustomValueProblem) -> [String] {
        if type == .tag { return try tags(texts) }
        guard texts.count <= 1 else {
            throw CustomValueProblem("takes one value, not \(texts.count)")
        }
        guard let text = texts.first, !text.isEmpty else { return [] }
        return [try checked(text)]
    }

    private func checked(_ text: String) throws(CustomValueProblem) -> String {
        switch type {
        case .text:
            guard !text.contains(where: \.isNewline) else {
                throw CustomValueProblem("is one line; a textarea field takes several")
            }
            return try bounded(text, bytesMax: CustomFieldLimits.lineBytesMax)
        case .textarea:
            return try bounded(text, bytesMax: CustomFieldLimits.textBytesMax)
        case .number:
            return try Self.number(text).text
        case .percent:
            let number = try Self.number(text)
            guard number.isPercent else {
                throw CustomValueProblem("must be a number from 0 to 100")
            }
            return number.text
        case .date:
            return try Self.date(text)
        case .checkbox:
            switch text.lowercased() {
            case "true", "yes", "1": return "true"
            case "false", "no", "0": return "false"
            default: throw CustomValueProblem("must be true or false")
            }
        case .select:
            guard options.contains(text) else {
                throw CustomValueProblem("must be one of: \(options.joined(separator: ", "))")
            }
            return text
        case .header:
            throw CustomValueProblem("is a heading and takes no value")
        case .tag:
            return text
        }
    }

    private func bounded(_ text: String, bytesMax: Int) throws(CustomValueProblem) -> String {
        guard text.utf8.count <= bytesMax else {
            throw CustomValueProblem("must be at most \(bytesMax) bytes")
        }
        return text
    }

    private func tags(_ texts: [String]) throws(CustomValueProblem) -> [String] {
        guard texts.count <= CustomFieldLimits.tagsMax else {
            throw CustomValueProblem("takes at most \(CustomFieldLimits.tagsMax) tags")
        }
        var tags: [String] = []
        for text in texts where !tags.contains(text) {
            guard !text.isEmpty, !text.contains(where: \.isNewline),
                text.utf8.count <= CustomFieldLimits.tagBytesMax
            else {
                throw CustomValueProblem(
                    "takes tags of 1 to \(CustomFieldLimits.tagBytesMax) bytes on one line"
                )
            }
            tags.append(text)
        }
        return tags
    }

    // MARK: Numbers and days

    /// A decimal number: `-012.50` becomes `-12.5`, and nothing is rounded.
    private static func number(
        _ text: String
    ) throws(CustomValueProblem) -> (text: String, isPercent: Bool) {
        let problem = CustomValueProblem(
            "must be a decimal number of at most \(CustomFieldLimits.digitsMax) digits, such as -12.5"
        )
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0)
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, parts.count == 1 || !parts[1].isEmpty,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            parts.reduce(0, { $0 + $1.utf8.count }) <= CustomFieldLimits.digitsMax
        else { throw problem }
        var whole = String(first.drop { $0 == "0" })
        if whole.isEmpty { whole = "0" }
        var fraction = parts.count == 2 ? String(parts[1]) : ""
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let isZero = whole == "0" && fraction.isEmpty
        let value = fraction.isEmpty ? whole : "\(whole).\(fraction)"
        let isPercent =
            (!isNegative || isZero) && (whole.count < 3 || whole == "100" && fraction.isEmpty)
        return (isNegative && !isZero ? "-\(value)" : value, isPercent)
    }

    /// A day of the Gregorian calendar as `YYYY-MM-DD`.
    private static func date(_ text: String) throws(CustomValueProblem) -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            year > 0, (1...12).contains(month), day > 0
        else { throw CustomValueProblem("must be a day such as 2026-03-01") }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= days[month - 1] else {
            throw CustomValueProblem("must be a day that exists, such as 2026-03-01")
        }
        return text
    }
}
