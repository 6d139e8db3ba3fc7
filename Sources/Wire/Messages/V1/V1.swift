/// The messages and enums of package `muster.v1`, version 1 of the contract.
///
/// Published field numbers and names stay as they are; growing means new numbers.
public enum V1 {}
