import Foundation

/// All figures of a run: as a table to read and as JSON to keep.
struct Report: Codable, Sendable {
    var machine: Machine
    var figures: [Figure]
    /// What was left out, and why.
    var notes: [String]
    var curves: [LoadCurve] = []

    /// One line a figure, in columns.
    var table: String {
        let header = [
            "", "figure", "size", "median", "spread", "baseline", "", "ratio", "target", "",
        ]
        return Self.columns([header] + figures.map(Self.cells))
    }

    /// Rows of as many cells each, every column as wide as its widest cell.
    static func columns(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths)
                .map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ")
        }
        .joined(separator: "\n")
    }

    private static func cells(of figure: Figure) -> [String] {
        let target =
            switch figure.limit {
            case .atLeast(let bound): "≥ \(number(bound))"
            case .atMost(let bound): "≤ \(number(bound))"
            case nil: ""
            }
        return [
            figure.target, "\(figure.scenario): \(figure.name)", figure.size,
            "\(number(figure.value)) \(figure.unit)",
            "\(number(figure.lowest))–\(number(figure.highest))",
            figure.baseline.map(\.name) ?? "",
            figure.baseline.map { number($0.value) } ?? "",
            figure.compared.map(number) ?? "", target,
            figure.isMet.map { $0 ? "met" : "MISSED" } ?? "",
        ]
    }

    /// Three significant digits.
    static func number(_ value: Double) -> String {
        if value >= 100 { return String(format: "%.0f", value) }
        if value >= 10 { return String(format: "%.1f", value) }
        return String(format: "%.2f", value)
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try encoder.encode(self).write(to: file)
    }
}
