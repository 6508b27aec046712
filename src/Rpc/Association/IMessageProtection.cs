using Sekimori.Guard;

namespace Sekimori.Rpc.Association;

/// <summary>
/// Signs and seals the fragments of requests and responses with a security context that is complete ([MS-RPCE] 3.3.1.5.2.2). RPC signs header and trailer
/// where both sides can, and seals only the body; the token travels apart from all three. Calls come in the order of the fragments on the wire.
/// </summary>
public interface IMessageProtection
{
    /// <summary>True where bodies can be sealed; without it, a context of level privacy is not completed.</summary>
    bool CanSeal { get; }

    /// <summary>Bytes of the token for a body of <paramref name="bodyLength"/> bytes at <paramref name="level"/>.</summary>
    int TokenSize(ProtectionLevel level, int bodyLength);

    /// <summary>Signs a fragment, seals its body in place at level privacy, and fills in the token.</summary>
    /// <param name="level">Packet or higher.</param>
    /// <param name="signHeader">True where header and trailer are signed too.</param>
    /// <param name="header">What stands before the body.</param>
    /// <param name="body">The stub with its padding.</param>
    /// <param name="trailer">The security trailer.</param>
    /// <param name="token">Takes the token: <see cref="TokenSize"/> bytes.</param>
    void Protect(ProtectionLevel level, bool signHeader, ReadOnlySpan<byte> header, Span<byte> body, ReadOnlySpan<byte> trailer, Span<byte> token);

    /// <summary>Checks a fragment, and opens its body in place at level privacy.</summary>
    /// <returns>False where the signature does not hold or the fragment is a replay or out of order: nothing of the body may be used.</returns>
    bool TryUnprotect(ProtectionLevel level, bool signHeader, ReadOnlySpan<byte> header, Span<byte> body, ReadOnlySpan<byte> trailer, ReadOnlySpan<byte> token);
}
