namespace Sekimori.Security.Tests;

public sealed class RefusalTests
{
    [Fact]
    public void A_refusal_is_one_line_whatever_the_peer_sent()
    {
        var line = new Refusal("NTLM", "alice\r\nfake: alice is let in\u202e", RefusalReason.WrongPassword,
            new string('x', 5000)).ToString();
        Assert.DoesNotContain(line, char.IsControl);
        Assert.DoesNotContain('\u202e', line);
        Assert.True(line.Length < 600);
        Assert.StartsWith("NTLM: account \"alice", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "", "SPNEGO: NoCommonMechanism")]
    [InlineData("", "", "SPNEGO: account \"\": NoCommonMechanism")]
    [InlineData("alice", "no key", "SPNEGO: account \"alice\": NoCommonMechanism (no key)")]
    public void Scheme_account_check_and_detail_are_in_it(string? account, string detail, string line) =>
        Assert.Equal(line, new Refusal("SPNEGO", account, RefusalReason.NoCommonMechanism, detail).ToString());
}
