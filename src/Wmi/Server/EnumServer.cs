using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Operations;
using Sekimori.Wmi.Results;

namespace Sekimori.Wmi.Server;

/// <summary>IEnumWbemClassObject ([MS-WMI] 3.1.4.4). A call that waits holds no thread, and ends with its connection.</summary>
/// <param name="server">The server.</param>
/// <param name="owner">The enumerator.</param>
internal sealed class EnumServer(WmiServer server, EnumeratorObject owner) : EnumWbemClassObjectServer
{
    /// <summary>The opnum of Next ([MS-WMI] 3.1.4.4.2).</summary>
    private const int Next = 4;

    /// <summary>Rows that are encoded and encrypted in a moment, some 100 KB; more are not written on the thread that reads.</summary>
    internal const uint QuickRows = 16;

    internal override bool IsQuickOperation(int opnum) => opnum == Next;

    public override ValueTask<uint> ResetAsync(RpcCall call, CancellationToken cancellationToken) => new(owner.Enumerator.Reset());

    public override ValueTask<NextResult> NextAsync(RpcCall call, int timeout, uint count, CancellationToken cancellationToken) =>
        Answer.OfAsync(
        call,
        async () =>
        {
            if (count > QuickRows) await Task.Yield();
            var found = new List<InterfacePointer?>();
            var code = await owner.Enumerator.NextAsync(timeout, count, rows => Write(rows, found), cancellationToken)
                .ConfigureAwait(false);
            ExtendedStatus.Tell(call, code, owner.Enumerator.Cause);
            return new NextResult([.. found], (uint)found.Count, code);
        },
        static code => new NextResult([], 0, code), cancellationToken);

    // Results go to the caller alone: this server does not connect to sinks.
    public override ValueTask<uint> NextToSinkAsync(
        RpcCall call, uint count, InterfacePointer? sink, CancellationToken cancellationToken) => new(WbemStatus.NotSupported);

    public override ValueTask<EnumResult> CloneAsync(RpcCall call, CancellationToken cancellationToken) => Answer.OfAsync(
        call,
        () => new ValueTask<EnumResult>(owner.Enumerator.Clone() is { } clone
            ? Services.Enumerate(server, call, clone)
            : new EnumResult(null, WbemStatus.InvalidOperation)),
        static code => new EnumResult(null, code), cancellationToken);

    public override ValueTask<uint> SkipAsync(RpcCall call, int timeout, uint count, CancellationToken cancellationToken) =>
        Answer.OfAsync(call, () => owner.Enumerator.SkipAsync(timeout, count, cancellationToken), static code => code, cancellationToken);

    private int Write(WmiRow[] rows, List<InterfacePointer?> found)
    {
        long size = 0;
        foreach (var row in rows)
        {
            if (size >= server.Service.Limits.MaxReplyBytes)
                break;
            var unit = WmiNamespace.Encode(owner.Enumerator.Rows, row);
            found.Add(ClassObject.ToPointer(unit));
            size += unit.Length;
        }
        return found.Count;
    }
}
