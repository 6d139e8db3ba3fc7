/// The messages of gRPC's own services: health and reflection, with the names and numbers that every client knows.
public enum GRPC {}
