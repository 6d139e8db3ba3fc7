/// What a request costs of the quota of its tenant, in Graph's resource units.
enum RequestCost {
    static func units(of request: GraphRequest) -> Int {
        let segments = request.path.lowercased().split(separator: "/").dropFirst()
        let query = QueryParameters(request.query)
        var units =
            switch (segments.first, segments.count) {
            case ("users"?, 1): 2
            case ("groups"?, 3...): segments.contains("transitivemembers") ? 5 : 3
            case ("directoryobjects"?, _): 5
            default: 1
            }
        if query["select"] != nil { units -= units == 5 ? 3 : 1 }
        if query["expand"] != nil { units += 1 }
        if let top = query["top"].flatMap({ Int($0) }), top < 20 { units -= 1 }
        return max(1, units)
    }
}
