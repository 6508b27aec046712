using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>
/// The guard of one WS-Management request, from its envelope to its answer. Thread-safe, since an enumeration may ask while its request
/// ends.
/// </summary>
public interface IWsManRequestGuard : IRequestGuard
{
    /// <summary>The request has ended.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="envelope">The request.</param>
    /// <returns>The fault if the answer must be recorded and cannot be; null otherwise.</returns>
    ValueTask<Fault?> EndAsync(WsManReply reply, ReadOnlyMemory<byte> envelope);
}
