import TestSupport
import Testing

@testable import GraphSimulator

@Suite struct DeltaPropertyTests {
    @Test(arguments: Array(1...24) as [UInt64])
    func aSimpleConsumerHoldsTheTruthAfterEveryRound(seed: UInt64) throws {
        let behavior = seed % 2 == 0 ? SimulatedClient.smallPages : DeltaBehavior()
        var client = try SimulatedClient(seed: seed, behavior: behavior)
        var consumer = DeltaConsumer()
        try consumer.sync(&client)
        consumer.expectEquals(try DeltaConsumer.truth(of: client.tenant), "seed \(seed), initial")
        var random = SplitMix64(seed: seed)
        for round in 1...8 {
            let count = Int.random(in: 0...60, using: &random)
            client.change { tenant in
                for _ in 0..<count { tenant.applyRandomChange(atSeconds: 0, using: &random) }
            }
            try consumer.sync(&client)
            let truth = try DeltaConsumer.truth(of: client.tenant)
            consumer.expectEquals(truth, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: Array(1...12) as [UInt64])
    func changesBetweenPagesAreNotLost(seed: UInt64) throws {
        var client = try SimulatedClient(seed: seed, behavior: SimulatedClient.smallPages)
        var consumer = DeltaConsumer()
        var random = SplitMix64(seed: seed)
        for _ in 0..<3 {
            try consumer.sync(&client) { client in
                client.change { $0.applyRandomChange(atSeconds: 0, using: &random) }
            }
        }
        // What changed during the last round is in the next one.
        try consumer.sync(&client)
        consumer.expectEquals(try DeltaConsumer.truth(of: client.tenant), "seed \(seed)")
    }

    @Test func aMediumTenantComesThroughWhole() throws {
        var client = try SimulatedClient(profile: .medium, seed: 5)
        var consumer = DeltaConsumer()
        try consumer.sync(&client)
        consumer.expectEquals(try DeltaConsumer.truth(of: client.tenant), "medium")
        var random = SplitMix64(seed: 5)
        client.change { tenant in
            for _ in 0..<200 { tenant.applyRandomChange(atSeconds: 0, using: &random) }
        }
        try consumer.sync(&client)
        consumer.expectEquals(try DeltaConsumer.truth(of: client.tenant), "medium, changed")
    }
}
