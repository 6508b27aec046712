using System.Net.Sockets;

namespace Sekimori.Interop.Rpc;

/// <summary>A Samba AD DC on 127.0.0.1: one that runs already, or one that the script in SEKIMORI_SAMBA_DC starts. It is left running.</summary>
public sealed class SambaFixture : IAsyncLifetime
{
    public const string Address = "127.0.0.1";

    private string? _reason;

    /// <summary>Skips the test where there is none.</summary>
    public void Need()
    {
        if (_reason is not null) Assert.Skip(_reason);
    }

    public async ValueTask InitializeAsync()
    {
        if (await AnswersAsync()) return;
        if (Environment.GetEnvironmentVariable("SEKIMORI_SAMBA_DC") is not { Length: > 0 } script)
        {
            _reason = "no Samba AD DC answers on 127.0.0.1 port 135: start one, or name a script that does in SEKIMORI_SAMBA_DC.";
            return;
        }
        var (code, output) = await Peer.RunAsync(script, "start");
        if (code != 0) _reason = $"{script} start failed: {output}";
    }

    public ValueTask DisposeAsync() => default;

    private static async Task<bool> AnswersAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Address, 135);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
