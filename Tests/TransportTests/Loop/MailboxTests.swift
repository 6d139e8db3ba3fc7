import Testing
import Transport

@Suite struct MailboxTests {
    @Test func onlyTheFirstMessageWakesTheLoop() {
        let mailbox = Mailbox<Int>(messagesMax: 3)
        #expect(mailbox.post(1) == .wakeLoop)
        #expect(mailbox.post(2) == .queued)
        #expect(mailbox.drain() == [1, 2])
        #expect(mailbox.drain().isEmpty)
        #expect(mailbox.post(3) == .wakeLoop)
    }

    @Test func aFullBoxRefuses() {
        let mailbox = Mailbox<Int>(messagesMax: 2)
        #expect(mailbox.post(1) == .wakeLoop)
        #expect(mailbox.post(2) == .queued)
        #expect(mailbox.post(3) == .full)
        #expect(mailbox.drain() == [1, 2])
    }
}
