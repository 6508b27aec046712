using Sekimori.App.Tests.Kit;
using Sekimori.Gate;
using Sekimori.Storage.Audit;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>A server of this process with a data folder of its own.</summary>
internal sealed class StartedServer(TemporaryFolder folder, GateServer server) : IAsyncDisposable
{
    private bool _isStopped;

    /// <summary>Its data folder.</summary>
    public string Folder => folder.Path;

    /// <summary>The server.</summary>
    public GateServer Server => server;

    /// <summary>Stops it, and gives the lines of its audit log.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await server.StopAsync();
            await server.DisposeAsync();
        }
        return [.. AuditFiles.All(Path.Combine(folder.Path, "audit")).SelectMany(File.ReadLines)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }
}
