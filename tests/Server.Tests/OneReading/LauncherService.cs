using Sekimori.Rpc.DataTypes;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>Remembers what it got.</summary>
internal sealed class LauncherService : LauncherServer
{
    public List<(Guid Clsid, Guid[] Iids, string? Query, string ClassName)> Launched { get; } = [];

    public int Touched { get; private set; }

    public override async ValueTask<LaunchResult> LaunchAsync(
        RpcCall call, Guid clsid, uint count, Guid[] iids, string? query, RpcUnicodeString className, CancellationToken cancellationToken)
    {
        Launched.Add((clsid, iids, query, className.ToString()));
        await Task.Yield();
        return new("tcp:49700", 0);
    }

    public override ValueTask<uint> CountAsync(RpcCall call, uint what, CancellationToken cancellationToken) => new(what + 1);

    public override ValueTask TouchAsync(RpcCall call, CancellationToken cancellationToken)
    {
        Touched++;
        return default;
    }
}
