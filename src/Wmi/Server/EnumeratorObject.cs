using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Wmi.Results;

namespace Sekimori.Wmi.Server;

/// <summary>
/// An enumerator with its three interfaces: one position for all of them, so that a client that clones or resets by one sees it by the
/// other.
/// </summary>
internal sealed class EnumeratorObject : ComObject
{
    private readonly RpcServerInterface[] _interfaces;

    public EnumeratorObject(WmiServer server, WmiEnumerator enumerator)
    {
        Enumerator = enumerator;
        _interfaces = [new EnumServer(server, this), new FetchSmartEnumServer(server, this), new SmartEnumServer(server, this)];
    }

    /// <summary>The position.</summary>
    public WmiEnumerator Enumerator { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<RpcServerInterface> Interfaces => _interfaces;

    /// <inheritdoc/>
    public override void Release() => Enumerator.Release();
}
