extension GRPC {
    /// The methods of `grpc.health.v1.Health`.
    public enum HealthService {
        public static let name = "grpc.health.v1.Health"

        public static let check = Method<HealthCheckRequest, HealthCheckResponse>(
            name,
            "Check",
            .none,
            "The health of a service now. Unknown service: NOT_FOUND."
        )
        public static let list = Method<HealthListRequest, HealthListResponse>(
            name,
            "List",
            .none,
            "The health of every service now."
        )
        public static let watch = Method<HealthCheckRequest, HealthCheckResponse>(
            name,
            "Watch",
            .server,
            "The health of a service now and whenever it changes."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "Whether the server and its services answer.",
            methods: [check.description, list.description, watch.description]
        )
    }
}

extension GRPC.Reflection {
    /// The method of `ServerReflection` in the version's package.
    public enum Service {
        public static var name: String { "\(Version.package).ServerReflection" }

        public static var info: Method<ServerReflectionRequest, ServerReflectionResponse> {
            Method(name, "ServerReflectionInfo", .both, "Answers each question in turn.")
        }

        public static var description: ServiceDescription {
            ServiceDescription(
                name: name,
                meaning: "What the server speaks.",
                methods: [info.description]
            )
        }
    }
}
