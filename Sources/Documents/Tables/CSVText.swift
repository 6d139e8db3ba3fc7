/// Comma-separated values as RFC 4180 writes them, in UTF-8, safe to open in a spreadsheet.
public enum CSVText {
    /// One record with its line end.
    ///
    /// A field that a spreadsheet would take for a formula begins with an apostrophe and stands in quotes.
    public static func record(_ fields: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(fields, to: &bytes)
        return bytes
    }

    /// Appends one record with its line end.
    public static func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(comma) }
            append(field, to: &bytes)
        }
        bytes.append(carriageReturn)
        bytes.append(lineFeed)
    }

    private static func append(_ field: String, to bytes: inout [UInt8]) {
        let isFormula = field.unicodeScalars.first.map(formulaSigns.contains) ?? false
        let needsQuotes =
            isFormula || field.utf8.first == space || field.utf8.last == space
            || field.utf8.contains {
                $0 == comma || $0 == quote || $0 == carriageReturn || $0 == lineFeed
            }
        guard needsQuotes else {
            bytes.append(contentsOf: field.utf8)
            return
        }
        bytes.append(quote)
        if isFormula { bytes.append(apostrophe) }
        for byte in field.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    /// What begins a formula, or makes a spreadsheet look behind it for one; the wide forms count in East Asian settings.
    private static let formulaSigns: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠",
    ]

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let apostrophe = UInt8(ascii: "'")
    private static let space = UInt8(ascii: " ")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")
}
