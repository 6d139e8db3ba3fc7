import Foundation

/// What each measured thing costs at each size, as one SVG with both axes logarithmic: a line that rises gently is a
/// cost that hardly grows with the tenant.
struct CostPlot {
    /// One measured thing: its name and what it cost at each size, smallest first.
    struct Line {
        var name: String
        var unit: String
        var points: [(size: BenchSize, value: Double, range: ClosedRange<Double>)]
    }

    let lines: [Line]

    /// The figures that were measured at two sizes or more.
    init(_ figures: [Figure]) {
        var lines: [String: Line] = [:]
        var order: [String] = []
        for figure in figures {
            guard let size = BenchSize(rawValue: figure.size), figure.value > 0 else { continue }
            let name = "\(figure.scenario): \(figure.name)"
            if lines[name] == nil { order.append(name) }
            lines[name, default: Line(name: name, unit: figure.unit, points: [])].points
                .append((size, figure.value, figure.lowest...figure.highest))
        }
        self.lines = order.compactMap { lines[$0] }.filter { $0.points.count > 1 }
            .map { line in
                var line = line
                line.points.sort { $0.size.userCount < $1.size.userCount }
                return line
            }
    }

    /// The picture; `nil` when nothing was measured at two sizes.
    var svg: String? {
        guard let users = Scale(lines.flatMap { $0.points.map { Double($0.size.userCount) } }),
            let costs = Scale(
                lines.flatMap { $0.points.flatMap { [$0.range.lowerBound, $0.range.upperBound] } }
            )
        else { return nil }
        var body: [String] = []
        for tick in costs.ticks {
            let y = Self.y(costs, tick)
            body.append(
                #"<line class="grid" x1="\#(Self.left)" x2="\#(Self.right)" y1="\#(y)" y2="\#(y)"/>"#
            )
            body.append(
                #"<text class="scale" x="\#(Self.left - 6)" y="\#(y + 4)">\#(Self.text(tick))</text>"#
            )
        }
        for size in Set(lines.flatMap { $0.points.map(\.size) }) {
            let x = Self.x(users, Double(size.userCount))
            body.append(
                #"<text class="size" x="\#(x)" y="\#(Self.bottom + 18)">\#(size.rawValue)</text>"#
            )
        }
        for (index, line) in lines.enumerated() {
            body += Self.drawing(
                line,
                colour: Self.colours[index % Self.colours.count],
                users,
                costs
            )
            let y = Self.top + 16 * index
            let colour = Self.colours[index % Self.colours.count]
            body.append(
                #"<text x="\#(Self.right + 16)" y="\#(y + 4)" fill="\#(colour)">\#(Self.escaped(line.name)) (\#(line.unit))</text>"#
            )
        }
        let height = max(Self.bottom + 40, Self.top + 16 * lines.count + 20)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="1080" height="\(height)" font-family="sans-serif" font-size="12">
            <style>.grid{stroke:#ddd} .scale{text-anchor:end;fill:#666} .size{text-anchor:middle;fill:#666}</style>
            <rect width="100%" height="100%" fill="white"/>
            <text x="\(Self.left)" y="20" font-size="15">Cost against the size of the tenant</text>
            \(body.joined(separator: "\n"))
            </svg>

            """
    }

    private static func drawing(
        _ line: Line,
        colour: String,
        _ users: Scale,
        _ costs: Scale
    ) -> [String] {
        let places = line.points.map { point in
            (x: x(users, Double(point.size.userCount)), y: y(costs, point.value), point: point)
        }
        let path = places.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        return [
            #"<polyline points="\#(path)" fill="none" stroke="\#(colour)" stroke-width="1.5"/>"#
        ]
            + places.flatMap { place in
                [
                    #"<line x1="\#(place.x)" x2="\#(place.x)" y1="\#(y(costs, place.point.range.lowerBound))" y2="\#(y(costs, place.point.range.upperBound))" stroke="\#(colour)"/>"#,
                    #"<circle cx="\#(place.x)" cy="\#(place.y)" r="3" fill="\#(colour)"/>"#,
                ]
            }
    }

    /// The values between two powers of ten, as a share of the way.
    private struct Scale {
        let lowest: Double
        let highest: Double

        init?(_ values: [Double]) {
            let positive = values.filter { $0 > 0 }
            guard let least = positive.min(), let most = positive.max() else { return nil }
            lowest = floor(log10(least))
            highest = max(ceil(log10(most)), lowest + 1)
        }

        func share(_ value: Double) -> Double {
            (log10(max(value, pow(10, lowest))) - lowest) / (highest - lowest)
        }

        var ticks: [Double] { (Int(lowest)...Int(highest)).map { pow(10, Double($0)) } }
    }

    private static let left = 70
    private static let right = 620
    private static let top = 50
    private static let bottom = 450
    private static let colours = [
        "#1b6ca8", "#c8553d", "#2a9d8f", "#7b2d8b", "#b8860b", "#3d5a80", "#8d0801", "#4f772d",
    ]

    private static func x(_ scale: Scale, _ value: Double) -> Int {
        left + Int(scale.share(value) * Double(right - left))
    }

    private static func y(_ scale: Scale, _ value: Double) -> Int {
        bottom - Int(scale.share(value) * Double(bottom - top))
    }

    private static func text(_ value: Double) -> String {
        value >= 1 ? String(format: "%.0f", value) : String(format: "%g", value)
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(
            of: "<",
            with: "&lt;"
        )
    }
}
