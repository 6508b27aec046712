using Sekimori.Rpc.Interfaces;
using Sekimori.Wire;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Results;

namespace Sekimori.Wmi.Server;

/// <summary>IWbemWCOSmartEnum ([MS-WMI] 3.1.4.7).</summary>
/// <param name="server">The server.</param>
/// <param name="owner">The enumerator.</param>
internal sealed class SmartEnumServer(WmiServer server, EnumeratorObject owner) : WbemWcoSmartEnumServer
{
    internal override bool IsQuickOperation(int opnum) => true;

    // Used while the enumerator serves a call: one at a time.
    private readonly ObjectArray _array = new(owner.Enumerator.Rows, server.Service.Limits);

    public override ValueTask<SmartNextResult> NextAsync(
        RpcCall call, Guid proxy, int timeout, uint count, CancellationToken cancellationToken) => Answer.OfAsync(
        call,
        async () =>
        {
            if (count > EnumServer.QuickRows) await Task.Yield();
            byte[]? buffer = null;
            var returned = 0;
            var code = await owner.Enumerator.NextAsync(
                timeout, count, rows => returned = Write(proxy, rows, out buffer), cancellationToken).ConfigureAwait(false);
            ExtendedStatus.Tell(call, code, owner.Enumerator.Cause);
            return new SmartNextResult((uint)returned, (uint)(buffer?.Length ?? 0), buffer, code);
        },
        static code => new SmartNextResult(0, 0, null, code), cancellationToken);

    private int Write(Guid proxy, WmiRow[] rows, out byte[] buffer)
    {
        var writer = new ByteWriter([]);
        try
        {
            var count = _array.Write(ref writer, proxy, rows);
            buffer = writer.Written.ToArray();
            return count;
        }
        finally
        {
            writer.Dispose();
        }
    }
}
