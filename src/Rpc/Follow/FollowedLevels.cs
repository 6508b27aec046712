using Sekimori.Guard;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Follow;

/// <summary>The protection levels that the security contexts of a relayed connection were bound with.</summary>
internal sealed class FollowedLevels
{
    // Samba has 2,049 security contexts for a connection. A further one counts as unprotected.
    private const int MostContexts = 4096;

    private readonly Dictionary<uint, ProtectionLevel> _levels = [];

    /// <summary>A bind, alter_context or auth3 with a security trailer.</summary>
    public void Bind(in PduView pdu)
    {
        if (!pdu.HasTrailer) return;
        var trailer = pdu.Trailer;
        if (_levels.TryGetValue(trailer.ContextId, out var known)) _levels[trailer.ContextId] = Lower(known, trailer.Level);
        else if (_levels.Count < MostContexts) _levels[trailer.ContextId] = trailer.Level;
    }

    /// <summary>The level of a request: no more than its own trailer says, and no more than its security context was bound with.</summary>
    public ProtectionLevel Of(in PduView pdu) =>
        pdu.HasTrailer && _levels.TryGetValue(pdu.Trailer.ContextId, out var bound)
            ? Lower(bound, pdu.Trailer.Level)
            : ProtectionLevel.None;

    private static ProtectionLevel Lower(ProtectionLevel left, ProtectionLevel right) => left < right ? left : right;
}
