/// The messages of packages `google.protobuf` and `google.rpc` that the contract uses.
public enum Google {}
