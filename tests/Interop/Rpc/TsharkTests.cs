using System.Diagnostics;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;

namespace Sekimori.Interop.Rpc;

/// <summary>tshark, given the keytab or the password, reads what we send.</summary>
[Trait("Peer", "tshark")]
public sealed class TsharkTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecurityScheme.Kerberos, ProtectionLevel.Privacy)]
    [InlineData(SecurityScheme.Kerberos, ProtectionLevel.Integrity)]
    [InlineData(SecurityScheme.Spnego, ProtectionLevel.Privacy)]
    [InlineData(SecurityScheme.Ntlm, ProtectionLevel.Privacy)]
    public async Task It_decodes_our_protected_traffic(SecurityScheme scheme, ProtectionLevel level)
    {
        PeerProgram.Need("tshark", "tshark");
        PeerProgram.Need("dumpcap", "wireshark-common");
        var folder = Directory.CreateTempSubdirectory("sekimori-tshark");
        try
        {
            var file = Path.Combine(folder.FullName, "capture.pcapng");
            var security = fixture.Initiator(isKerberos: scheme != SecurityScheme.Ntlm);
            using (var capture = await CaptureAsync(file))
            {
                await CallAsync(security, scheme, level);
                // What the kernel still holds is written first.
                await Task.Delay(500, Token);
                await Peer.RunAsync("kill", $"{capture.Id}");
                await capture.WaitForExitAsync(Token);
            }

            // A folder of its own for settings: those of whoever runs the tests change nothing.
            var (code, output) = await Peer.RunAsync("tshark",
                [
                    "-r", file, "-K", fixture.Keytab ?? "", "-o", "kerberos.decrypt:TRUE", "-o", "ntlmssp.nt_password:Passw0rd", "-Y",
                    "dcerpc", "-T", "fields",
                    "-e", "dcerpc.pkt_type", "-e", "dcerpc.decrypted_stub_data", "-e", "dcerpc.stub_data", "-e", "_ws.malformed",
                ], [("HOME", folder.FullName), ("XDG_CONFIG_HOME", folder.FullName)], TimeSpan.FromMinutes(1));
            Assert.True(code == 0, output);
            var lines = output.Split('\n').Where(line => line.Contains('\t', StringComparison.Ordinal)).Select(line => line.Split('\t'))
                .ToList();
            Assert.All(lines, line => Assert.True(line[3].Length == 0, $"malformed: {string.Join(' ', line)}"));
            Assert.Contains(lines, line => line[0] == "11");
            // Three responses, that of EchoData in four fragments; a frame may hold several PDUs.
            Assert.Equal(6, lines.SelectMany(line => line[0].Split(',')).Count(type => type == "2"));
            var seen = string.Concat(lines.Select(line => level == ProtectionLevel.Privacy ? line[1] : line[2]))
                .Replace(":", "", StringComparison.Ordinal);
            Assert.Contains("2a000000", seen, StringComparison.Ordinal);
            Assert.Contains("2b000000", seen, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<Process> CaptureAsync(string file)
    {
        var capture = Process.Start(new ProcessStartInfo("dumpcap", ["-q", "-i", "lo", "-f", $"tcp port {fixture.Host.Port}", "-w", file])
        {
            RedirectStandardError = true
        })!;
        while (await capture.StandardError.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("File:", StringComparison.Ordinal))
            {
                _ = capture.StandardError.ReadToEndAsync(Token);
                return capture;
            }

            if (line.Contains("permission", StringComparison.OrdinalIgnoreCase)) Assert.Skip($"dumpcap cannot capture here: {line}");
        }

        Assert.Skip("dumpcap cannot capture here");
        return capture;
    }

    private async Task CallAsync(ISecurityInitiator security, SecurityScheme scheme, ProtectionLevel level)
    {
        var options = new RpcClientOptions
        {
            Security = security, Scheme = scheme, Level = level, Target = "host/dc1.lab.test", TransferSyntaxes = [SyntaxId.Ndr20]
        };
        await using var client = await RpcClient.ConnectAsync(new RpcBinding("127.0.0.1", fixture.Host.Port), options, Token);
        var echo = new RpcEchoClient(await client.BindAsync(IRpcEcho.Info.Id, Token));
        Assert.Equal(0x2bu, await echo.AddOneAsync(0x2a, Token));
        await echo.EchoDataAsync(20_000, new byte[20_000], Token);
        await echo.TestCallAsync("seen", Token);
    }
}
