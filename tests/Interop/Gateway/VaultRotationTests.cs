namespace Sekimori.Interop.Gateway;

/// <summary>A target's password is changed, and then the vault's.</summary>
public sealed class VaultRotationTests(TerminatedFixture fixture) : IClassFixture<TerminatedFixture>
{
    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_secret_that_was_rotated_is_used_by_the_next_logon()
    {
        PeerProgram.Need("curl", "curl");
        const string Rotated = TerminatedFixture.Secret + "-rotated";
        await TerminatedFixture.RunAsync(Rotated, "account", "passwd", "svc-gate", "--password-stdin", "--data", fixture.InnerFolder);
        Assert.DoesNotContain("LastBootUpTime", await GetAsync("127.0.31.1"), StringComparison.Ordinal);
        await TerminatedFixture.RunAsync(Rotated, "vault", "rotate", "web", "--password-stdin", "--data", fixture.Written.Folder);
        Assert.Contains("LastBootUpTime", await GetAsync("127.0.31.2"), StringComparison.Ordinal);

        // Another address is another session at the gate, which logs on anew.
        async Task<string> GetAsync(string from) => (await PeerProgram.RunAsync("curl", ["-sk", "--basic", "--interface", from, "-u",
            $"alice:{TerminatedFixture.Password}", "-H", "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary",
            DelegatedCallers.Envelope("Win32_OperatingSystem"), fixture.Url])).Output;
    }
}
