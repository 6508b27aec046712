using System.Buffers;
using System.Buffers.Binary;
using Sekimori.Guard;

namespace Sekimori.Security;

/// <summary>
/// One handshake and its keys: the seam that RPC and WS-Management share. It belongs to one connection.
/// Not thread-safe but for this: one thread may protect while another unprotects, each in the order of the wire, since messages are
/// numbered.
/// </summary>
public abstract class SecurityContext : IDisposable
{
    /// <summary>The scheme that the handshake speaks.</summary>
    public abstract SecurityScheme Scheme { get; }

    /// <summary>
    /// The scheme that proves and protects, for logs and for <see cref="Caller.Scheme"/>: "NTLM", "Kerberos"; behind SPNEGO, the one that
    /// was agreed on.
    /// </summary>
    public abstract string Name { get; }

    /// <summary>True once this side is done.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>
    /// Who the peer proved to be, as it named itself: <c>DOMAIN\user</c>, <c>user@REALM</c>; for an initiator, the server. Null before
    /// completion, and for an anonymous peer.
    /// </summary>
    public abstract string? Principal { get; }

    /// <summary>The approximate memory of the handshake so far, in bytes: for budgets of peers that have not logged on.</summary>
    public virtual int HeldBytes => 512;

    /// <summary>
    /// The peer's claims, whether proven, failed or unfinished: for logs and rules. Null until there are any, and for an initiator.
    /// </summary>
    public virtual LogonClaim? Claim => null;

    /// <summary>When what the peer proved expires (a Kerberos ticket's end); null if it does not.</summary>
    public virtual DateTimeOffset? Expires => null;

    /// <summary>
    /// The key that both sides have in common, for protocols on top ([MS-RPCE] 3.3.1.5.2.2 and SAMR's encrypted passwords); empty before
    /// completion.
    /// </summary>
    public abstract ReadOnlyMemory<byte> SessionKey { get; }

    /// <summary>
    /// Handles the peer's token and returns the answer. An initiator starts with an empty one. May take long if Kerberos asks a KDC: call
    /// it where waiting is allowed.
    /// </summary>
    /// <remarks>
    /// Never throws for what a peer sends: that ends in <see cref="StepState.Refused"/> with the reason. A step after completion or
    /// rejection is rejected.
    /// </remarks>
    public abstract StepResult Step(ReadOnlySpan<byte> token);

    /// <summary>True if the next step may ask a KDC, and wait for its answer.</summary>
    internal virtual bool MayAskKdc => false;

    /// <summary>As <see cref="Step"/>; nobody but the caller waits where a KDC is asked.</summary>
    internal ValueTask<StepResult> StepAsync(ReadOnlyMemory<byte> token) =>
        MayAskKdc ? new(Kerberos.KdcThread.RunAsync(() => Step(token.Span))) : new(Step(token.Span));

    /// <summary>
    /// The peer as the guard and every handler see it; an account and a role on a server that has one for it, else without rights.
    /// </summary>
    /// <param name="level">How far this exchange is protected.</param>
    /// <exception cref="InvalidOperationException">The handshake is not complete.</exception>
    public abstract Caller ToCaller(ProtectionLevel level);

    /// <summary>
    /// Checks again whether the logon is still valid: the account has been neither removed, disabled nor given another password or role,
    /// the ticket has not expired.
    /// </summary>
    /// <returns>Why it is no longer valid; null if it is.</returns>
    public virtual Refusal? Recheck() => null;

    /// <summary>
    /// Bytes of the token (RPC's auth_value, WS-Management's signature) that <see cref="Protect"/> writes: known before the message is.
    /// </summary>
    public abstract int TokenSize(Protection protection);

    /// <summary>Protects a message that is sent.</summary>
    /// <param name="protection">What to do.</param>
    /// <param name="message">The message; its body is encrypted in place.</param>
    /// <param name="token">Receives the token: exactly <see cref="TokenSize"/> bytes.</param>
    /// <exception cref="InvalidOperationException">The handshake is not complete, or did not agree on this protection.</exception>
    public abstract void Protect(Protection protection, in MessageParts message, Span<byte> token);

    /// <summary>
    /// Checks a received message, and decrypts its body in place. Replayed, reordered, reflected and changed ones are rejected.
    /// </summary>
    /// <returns>Why it is rejected; null if it is valid. After a rejection the body's content is undefined, and the connection should
    /// end.</returns>
    /// <exception cref="InvalidOperationException">The handshake is not complete.</exception>
    public abstract Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token);

    /// <summary>
    /// For an acceptor: what the caller lets this service do in its name, as long as this context lives; null if nothing.
    /// </summary>
    internal virtual Kerberos.DelegatedCredential? Delegated => null;

    /// <summary>For an acceptor: why <see cref="Delegated"/> is nothing; null if it is not.</summary>
    internal virtual string? FindDelegationProblem =>
        $"the caller has logged on by {Name}, which lets nobody act for it: log on by Kerberos";

    /// <summary>Whether messages can be signed: what SPNEGO needs for its mechListMIC.</summary>
    internal virtual bool CanSign => IsComplete;

    /// <summary>SPNEGO is done with this context ([MS-SPNG] 3.2.5.1, 3.3.5.1).</summary>
    /// <param name="exchanged">Whether both sides signed the list of mechanisms; else one may have signed it for nobody.</param>
    internal virtual void AfterMechListMic(bool exchanged)
    {
    }

    /// <summary>
    /// Writes a message as an encrypted part of WS-Management has it: the token's length in 4 bytes, the token, the sealed message
    /// ([MS-WSMV] 2.2.9.1.1.2.2).
    /// </summary>
    public virtual void Wrap(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        var size = TokenSize(Protection.Seal);
        var wrapped = output.GetSpan(sizeof(uint) + size + message.Length)[..(sizeof(uint) + size + message.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(wrapped, (uint)size);
        message.CopyTo(wrapped[(sizeof(uint) + size)..]);
        Protect(Protection.Seal, new MessageParts(wrapped[(sizeof(uint) + size)..]), wrapped.Slice(sizeof(uint), size));
        output.Advance(wrapped.Length);
    }

    /// <summary>Reads what <see cref="Wrap"/> writes, in place.</summary>
    /// <param name="wrapped">Length, token and sealed message.</param>
    /// <param name="message">The decrypted message within <paramref name="wrapped"/>; empty after a rejection.</param>
    /// <returns>Why it is not trustworthy; null if it is.</returns>
    public virtual Refusal? Unwrap(Memory<byte> wrapped, out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (wrapped.Length < sizeof(uint)) return Malformed("an encrypted part without its length");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(wrapped.Span);
        if (size > wrapped.Length - sizeof(uint)) return Malformed("an encrypted part whose token is longer than itself");
        return Open(wrapped[sizeof(uint)..], (int)size, out message);

        Refusal Malformed(string detail) => new(Name, Principal, RefusalReason.Malformed, detail);
    }

    /// <summary>Decrypts in place a sealed message whose token precedes it, as messages of WS-Management and CredSSP have it.</summary>
    /// <param name="wrapped">The token and the sealed message.</param>
    /// <param name="tokenSize">How many bytes the sender calls the token.</param>
    /// <param name="message">The decrypted message within <paramref name="wrapped"/>; empty after a rejection.</param>
    /// <returns>Why it is not trustworthy; null if it is.</returns>
    internal virtual Refusal? Open(Memory<byte> wrapped, int tokenSize, out ReadOnlyMemory<byte> message)
    {
        message = default;
        var body = wrapped[tokenSize..];
        if (Unprotect(Protection.Seal, new MessageParts(body.Span), wrapped.Span[..tokenSize]) is { } refusal) return refusal;
        message = body;
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Wipes keys and gives native memory back.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
