import Foundation

/// Throughput against the time of a reply, as one SVG: for each contender its median, p99 and p99.9, and where h2load's
/// closed loop ends.
///
/// The vertical axis is logarithmic: a reply that waits in a queue is hundreds of times later than one that does not.
struct LoadPlot {
    let curves: [LoadCurve]

    /// The picture; `nil` without anything to draw.
    var svg: String? {
        let points = curves.flatMap(\.points)
        guard let rateMost = (points.map(\.offered) + curves.map(\.closedLoopRate)).max(),
            let least = points.map(\.p50).filter({ $0 > 0 }).min(),
            let most = points.map(\.p999).max(), rateMost > 0
        else { return nil }
        let lowest = floor(log10(least))
        let highest = max(ceil(log10(most)), lowest + 1)
        func x(_ rate: Double) -> Int { Self.left + Int(rate / rateMost * Self.width) }
        func y(_ time: Double) -> Int {
            let share = (log10(max(time, pow(10, lowest))) - lowest) / (highest - lowest)
            return Self.bottom - Int(share * Self.height)
        }
        var body: [String] = []
        for power in Int(lowest)...Int(highest) {
            let time = pow(10, Double(power))
            body.append(
                #"<line class="grid" x1="\#(Self.left)" x2="\#(x(rateMost))" y1="\#(y(time))" y2="\#(y(time))"/>"#
            )
            body.append(
                #"<text class="scale" x="\#(Self.left - 6)" y="\#(y(time) + 4)">\#(Self.text(time))</text>"#
            )
        }
        for step in 0...5 {
            let rate = rateMost * Double(step) / 5
            body.append(
                #"<text class="rate" x="\#(x(rate))" y="\#(Self.bottom + 18)">\#(Int(rate))</text>"#
            )
        }
        for (index, curve) in curves.enumerated() {
            let colour = Self.colours[index % Self.colours.count]
            for (time, dashes) in [(\LoadResult.p50, "1 0"), (\.p99, "6 3"), (\.p999, "2 3")] {
                let path = curve.points.map { "\(x($0.achieved)),\(y($0[keyPath: time]))" }
                body.append(
                    #"<polyline points="\#(path.joined(separator: " "))" fill="none" stroke="\#(colour)" stroke-width="1.5" stroke-dasharray="\#(dashes)"/>"#
                )
                for place in path {
                    let ends = place.split(separator: ",")
                    body.append(
                        #"<circle cx="\#(ends[0])" cy="\#(ends[1])" r="2" fill="\#(colour)"/>"#
                    )
                }
            }
            let end = x(curve.closedLoopRate)
            body.append(
                #"<line class="closed" x1="\#(end)" x2="\#(end)" y1="\#(Self.top)" y2="\#(Self.bottom)" stroke="\#(colour)"/>"#
            )
            body.append(
                #"<text x="\#(Self.left + Int(Self.width) + 20)" y="\#(Self.top + 16 * index)" fill="\#(colour)">\#(Self.escaped(curve.contender)), \#(curve.size)</text>"#
            )
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="1100" height="\(Self.bottom + 50)" font-family="sans-serif" font-size="12">
            <style>.grid{stroke:#ddd} .closed{stroke-width:0.6} .scale{text-anchor:end;fill:#666} .rate{text-anchor:middle;fill:#666}</style>
            <rect width="100%" height="100%" fill="white"/>
            <text x="\(Self.left)" y="20" font-size="15">Time of a reply against replies a second (p50 ——, p99 – –, p99.9 ···; upright: h2load's closed loop)</text>
            \(body.joined(separator: "\n"))
            </svg>

            """
    }

    private static let left = 70
    private static let top = 50
    private static let bottom = 450
    private static let width = 600.0
    private static let height = 400.0
    private static let colours = [
        "#1b6ca8", "#c8553d", "#2a9d8f", "#7b2d8b", "#b8860b", "#3d5a80", "#8d0801", "#4f772d",
    ]

    private static func text(_ microseconds: Double) -> String {
        microseconds < 1000
            ? "\(Report.number(microseconds)) µs" : "\(Report.number(microseconds / 1e3)) ms"
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
    }
}
