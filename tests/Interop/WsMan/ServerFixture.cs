namespace Sekimori.Interop.WsMan;

/// <summary>One server for the tests of a class.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal WsManTestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await WsManTestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
