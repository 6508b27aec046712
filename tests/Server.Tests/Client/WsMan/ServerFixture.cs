using Sekimori.Client.WsMan;
using Sekimori.Interop.WsMan;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>One server for the tests of a class, and clients of it.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public static WsManTrust Anyone { get; } = new() { Anyone = true };

    internal WsManTestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await WsManTestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public WsManClient Client(Func<WsManClientOptions, WsManClientOptions>? change = null, Uri? address = null) =>
        ClientOf(address ?? Server.Https, change);

    public static WsManClient ClientOf(Uri address, Func<WsManClientOptions, WsManClientOptions>? change = null)
    {
        var options = new WsManClientOptions { UserName = "operator", Password = WsManTestServer.Password, Trust = Anyone };
        return new WsManClient(address, change is null ? options : change(options));
    }
}
