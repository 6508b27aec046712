using Sekimori.Dcom.Objects;
using Sekimori.Guard;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Wmi.Server;

/// <summary>
/// An operation whose call has been answered, or may have been ([MS-WMI] 3.1.1.1.2.2). It ends when its client releases it, or goes away.
/// </summary>
internal sealed class PendingOperation : ComObject
{
    private readonly CancellationTokenSource _ending = new();
    private readonly WmiServer _server;
    private readonly CallerIdentity _owner;
    private readonly CallResultServer _interface;
    private int _released;

    private PendingOperation(WmiServer server, CallerIdentity owner)
    {
        (_server, _owner, Task) = (server, owner, null!);
        _interface = new CallResultServer(server, this);
    }

    /// <summary>The operation.</summary>
    public Task<Outcome> Task { get; private set; }

    /// <inheritdoc/>
    public override IReadOnlyList<RpcServerInterface> Interfaces => [_interface];

    /// <summary>Starts an operation.</summary>
    public static PendingOperation Start(WmiServer server, RpcCall call, Func<CancellationToken, ValueTask<Outcome>> run)
    {
        var pending = Open(server, call);
        pending.Task = System.Threading.Tasks.Task.Run(() => run(pending._ending.Token).AsTask(), CancellationToken.None);
        return pending;
    }

    /// <summary>An operation that has ended.</summary>
    public static PendingOperation Of(WmiServer server, RpcCall call, Task<Outcome> ended)
    {
        var pending = Open(server, call);
        pending.Task = ended;
        return pending;
    }

    /// <inheritdoc/>
    public override void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        _server.Service.Budget.Close(_owner);
        _ending.Cancel();
    }

    private static PendingOperation Open(WmiServer server, RpcCall call)
    {
        var owner = call.Caller.Identity;
        if (!server.Service.Budget.TryOpen(owner))
            throw new WmiException(WbemStatus.QuotaViolation, "too many unfinished calls");
        return new(server, owner);
    }
}
