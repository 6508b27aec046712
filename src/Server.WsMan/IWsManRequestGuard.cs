using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>The guard of one WS-Management request, from its envelope to its answer. Thread-safe, since an enumeration may ask while its request ends.</summary>
public interface IWsManRequestGuard : IRequestGuard
{
    /// <summary>The request is over.</summary>
    /// <param name="reply">What it is answered with.</param>
    /// <param name="envelope">The request.</param>
    /// <returns>What it is answered with instead, where the answer must be on record and cannot be; else null.</returns>
    ValueTask<Fault?> EndAsync(WsManReply reply, ReadOnlyMemory<byte> envelope);
}
