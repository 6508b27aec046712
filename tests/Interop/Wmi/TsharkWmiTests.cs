using Sekimori.Client.Wmi;
using Sekimori.Guard;
using Sekimori.Interop.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Interop.Wmi;

/// <summary>Our client and our server at packet integrity, where tshark can read the calls.</summary>
[Trait("Peer", "tshark")]
public sealed class TsharkWmiTests(WmiFixture fixture) : IClassFixture<WmiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecurityScheme.Ntlm)]
    [InlineData(SecurityScheme.Spnego)]
    public async Task It_finds_nothing_malformed_in_our_traffic(SecurityScheme scheme)
    {
        PeerProgram.Need("tshark", "tshark");
        fixture.Need();
        var file = fixture.Write($"own-{scheme}.pcapng", "");
        await using (var capture = await Dumpcap.StartAsync($"host {fixture.Address}", file))
        {
            await CallAsync(scheme);
            await capture.EndAsync();
        }

        var (code, output, errors) = await PeerProgram.RunAsync("tshark",
            ["-r", file, "-T", "fields", "-e", "frame.number", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info", "-e", "_ws.malformed",
                "-e", "_ws.expert.severity", "-e", "_ws.expert.message"]);
        Assert.True(code == 0, errors);
        var frames = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        // Older ones do not know the operations of WMI by name: NTLMLogin is 6 of its interface, ExecQuery 20.
        (string, string, string)[] expected =
        [
            ("RemoteCreateInstance", "none", "none"), ("RemQueryInterface", "none", "none"), ("RemRelease", "none", "none"),
            ("NTLMLogin", "f309ad18", "opnum: 6,"), ("ExecQuery", "9556dc99", "opnum: 20,"),
        ];
        foreach (var (name, id, opnum) in expected)
        {
            Assert.Contains(frames, frame => frame[2].Contains(name, StringComparison.OrdinalIgnoreCase)
                || (frame[2].Contains(id, StringComparison.Ordinal) && frame[2].Contains(opnum, StringComparison.Ordinal)));
        }
        // PI_WARN of its epan/proto.h: bytes that belong to nothing are a warning.
        const int warning = 0x00600000;
        Assert.All(frames, frame => Assert.True(frame[3].Length == 0
            && frame[4].Split(',', StringSplitOptions.RemoveEmptyEntries).All(one => int.Parse(one) < warning), string.Join(" | ", frame)));
    }

    private async Task CallAsync(SecurityScheme scheme)
    {
        await using var wmi = await WmiClient.ConnectAsync(
            fixture.Address, Credential.FromPassword(WmiFixture.Account, WmiFixture.Password), new()
            {
                Scheme = scheme, Level = ProtectionLevel.Integrity, Timeout = TimeSpan.FromSeconds(20),
            }, Token);
        var rows = await wmi.QueryAsync("SELECT * FROM Win32_Process", Token).ToListAsync(Token);
        Assert.True(rows.Count > 5);
        await wmi.QueryAsync("SELECT Name, ProcessId FROM Win32_Process", Token).ToListAsync(Token);
        await wmi.GetAsync($"Win32_Process.Handle=\"{Environment.ProcessId}\"", Token);
        await wmi.GetClassAsync("Win32_Process", Token);
        await Assert.ThrowsAsync<WmiClientException>(() => wmi.GetClassAsync("No_Class", Token));
        await Assert.ThrowsAsync<WmiClientException>(
            async () => await wmi.QueryAsync("SELECT * FROM No_Class", Token).ToListAsync(Token));
    }
}
