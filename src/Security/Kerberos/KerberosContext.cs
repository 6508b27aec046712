using Sekimori.Guard;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// The common part of both sides of Kerberos (RFC 4121, [MS-KILE]): MIT's GSSAPI does the work; AES and mutual authentication are
/// requested.
/// </summary>
internal abstract unsafe class KerberosContext : SecurityContext
{
    // The ticket of somebody in a thousand groups has about 64 KB.
    private const int LongestToken = 131_072;

    // MIT's context with its keys, the authenticator and the names: about 5 KB of native memory.
    private const int ContextBytes = 6 * 1024;

    // GSSAPI's contexts do not support two threads at once, and this one may protect while another unprotects.
    private readonly Lock _gate = new();
    private nint _context;
    private bool _over;
    private int _sealSize, _signSize;
    private byte[] _sessionKey = [];

    private protected KerberosContext(ContextOptions options) => Options = options;

    /// <inheritdoc/>
    ~KerberosContext() => Dispose(disposing: false);

    /// <inheritdoc/>
    public override SecurityScheme Scheme => SecurityScheme.Kerberos;

    /// <inheritdoc/>
    public override string Name => "Kerberos";

    /// <inheritdoc/>
    public override bool IsComplete => _complete;

    private bool _complete;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> SessionKey => _sessionKey;

    /// <inheritdoc/>
    public override int HeldBytes => ContextBytes;

    /// <inheritdoc/>
    public override DateTimeOffset? Expires => _expires;

    private DateTimeOffset? _expires;

    private protected ContextOptions Options { get; }

    private protected abstract TimeProvider Time { get; }

    private protected ref nint Context => ref _context;

    private protected static GssFlags Needed(ProtectionLevel level) =>
        GssFlags.Mutual | GssFlags.Replay | GssFlags.Sequence | GssFlags.Integrity
        | (level >= ProtectionLevel.Privacy ? GssFlags.Confidentiality : 0);

    /// <inheritdoc/>
    public sealed override StepResult Step(ReadOnlySpan<byte> token)
    {
        if (_over || _complete) return Refuse(RefusalReason.OutOfTurn, "the handshake is complete");
        if (token.Length > LongestToken) return Refuse(RefusalReason.Malformed, $"a token of {token.Length} bytes");
        if (Gssapi.FindDenialReason is { } why) return Refuse(RefusalReason.Unavailable, why);
        try
        {
            lock (_gate)
            {
                var result = Advance(token);
                GC.KeepAlive(this); // native code works on the context: it may not be finalized before
                return result;
            }
        }
        catch (GssException failure)
        {
            return Refuse(failure.Reason, failure.Message);
        }
    }

    private protected abstract StepResult Advance(ReadOnlySpan<byte> token);

    private protected StepResult Refuse(RefusalReason reason, string detail, ReadOnlyMemory<byte> token = default)
    {
        _over = true;
        return StepResult.Refused(new Refusal(Name, Principal, reason, detail), token);
    }

    private protected static byte[] Take(ref GssBuffer buffer)
    {
        var bytes = buffer.Length == 0 ? [] : buffer.Span.ToArray();
        Gssapi.ReleaseBuffer(out _, ref buffer);
        return bytes;
    }

    /// <summary>The context has what it needs: learns keys, sizes and lifetime.</summary>
    /// <returns>Why it is not good enough; null if it is.</returns>
    private protected string? Establish(uint lifetime, bool allowWeak)
    {
        var (key, type) = Key();
        // RFC 3962, RFC 8009: 17 to 20 are AES. 23 is RC4, 1 and 3 are DES.
        if (!allowWeak && type is < 17 or > 20) return $"the session key is of type {type}, not AES";
        _sessionKey = key;
        var indefinite = lifetime == uint.MaxValue;
        _expires = indefinite ? null : Time.GetUtcNow().AddSeconds(lifetime);
        (_sealSize, _signSize) = Sizes();
        _complete = true;
        return null;
    }

    private (byte[] Key, int Type) Key()
    {
        if (GssStatus.IsError(Gssapi.InquireContextByOid(out _, _context, GssOids.SessionKey, out var set)) || set is null) return ([], 0);
        try
        {
            if (set->Count < 2) return ([], 0);
            // The second buffer is an object identifier whose last arc is the key's type, which is below 128: one byte.
            return (set->Elements[0].Span.ToArray(), set->Elements[1].Span[^1]);
        }
        finally
        {
            Gssapi.ReleaseBufferSet(out _, ref set);
        }
    }

    private (int Seal, int Sign) Sizes()
    {
        // AES-CTS neither pads nor grows: the token's size is the same for every message.
        var buffers = stackalloc GssIov[2];
        byte octet = 0;
        buffers[0] = new GssIov { Type = GssIovType.Header };
        buffers[1] = new GssIov { Type = GssIovType.Data, Buffer = new GssBuffer { Length = 1, Value = &octet } };
        var confidential = GssStatus.IsError(Gssapi.WrapIovLength(out _, _context, 1, 0, out _, buffers, 2))
            ? 0
            : (int)buffers[0].Buffer.Length;
        buffers[0] = new GssIov { Type = GssIovType.MicToken };
        var signed = GssStatus.IsError(Gssapi.GetMicIovLength(out _, _context, 0, buffers, 2)) ? 0 : (int)buffers[0].Buffer.Length;
        return (confidential, signed);
    }

    /// <inheritdoc/>
    public override int TokenSize(Protection protection) => protection == Protection.Seal ? _sealSize : _signSize;

    /// <inheritdoc/>
    public override void Protect(Protection protection, in MessageParts message, Span<byte> token)
    {
        if (!_complete) throw new InvalidOperationException("the Kerberos handshake is not complete");
        token = token[..TokenSize(protection)];
        fixed (byte* header = message.Header, body = message.Body, trailer = message.Trailer, tokenAt = token)
        {
            var buffers = stackalloc GssIov[4];
            Lay(buffers, protection, message, header, body, trailer, tokenAt, token.Length);
            uint major, minor;
            lock (_gate)
            {
                major = protection == Protection.Seal
                    ? Gssapi.WrapIov(out minor, _context, 1, 0, out _, buffers, 4)
                    : Gssapi.GetMicIov(out minor, _context, 0, buffers, 4);
            }

            GC.KeepAlive(this);
            if (GssStatus.IsError(major))
                throw new InvalidOperationException($"Kerberos cannot protect a message: {GssStatus.Describe(major, minor)}");
        }
    }

    /// <inheritdoc/>
    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token)
    {
        if (!_complete) throw new InvalidOperationException("the Kerberos handshake is not complete");
        // gss_unwrap_iov decrypts the token in place too; what was given stays as it is.
        Span<byte> copy = token.Length <= 256 ? stackalloc byte[token.Length] : new byte[token.Length];
        token.CopyTo(copy);
        fixed (byte* header = message.Header, body = message.Body, trailer = message.Trailer, tokenAt = copy)
        {
            var buffers = stackalloc GssIov[4];
            Lay(buffers, protection, message, header, body, trailer, tokenAt, copy.Length);
            uint major;
            var confidential = 0;
            lock (_gate)
            {
                major = protection == Protection.Seal
                    ? Gssapi.UnwrapIov(out _, _context, out confidential, out _, buffers, 4)
                    : Gssapi.VerifyMicIov(out _, _context, out _, buffers, 4);
            }

            GC.KeepAlive(this);
            if (GssStatus.MessageReason(major) is { } reason) return new Refusal(Name, Principal, reason);
            return protection == Protection.Seal && confidential == 0 ? NotSealed() : null;
        }
    }

    /// <inheritdoc/>
    internal override Refusal? Open(Memory<byte> wrapped, int tokenSize, out ReadOnlyMemory<byte> message)
    {
        if (!_complete) throw new InvalidOperationException("the Kerberos handshake is not complete");
        // With DCE style only the token may be before the message ([MS-KILE] 3.1.1.2).
        if (Options.DceStyle) return base.Open(wrapped, tokenSize, out message);
        message = default;
        fixed (byte* start = wrapped.Span)
        {
            // RFC 4121 4.2.5: the sender may rotate, and the receiver accepts every rotation. Windows and gss_wrap_iov move the checksum
            // before the message, gss_wrap leaves it behind: where the token ends is then no more than the sender's opinion.
            var buffers = stackalloc GssIov[2];
            buffers[0] = new GssIov { Type = GssIovType.Stream, Buffer = new GssBuffer { Length = (nuint)wrapped.Length, Value = start } };
            buffers[1] = new GssIov { Type = GssIovType.Data };
            uint major;
            int confidential;
            lock (_gate) major = Gssapi.UnwrapIov(out _, _context, out confidential, out _, buffers, 2);
            GC.KeepAlive(this);
            if (GssStatus.MessageReason(major) is { } reason) return new Refusal(Name, Principal, reason);
            if (confidential == 0) return NotSealed();
            var plain = buffers[1].Buffer;
            var at = plain.Value - start;
            if (at < 0 || at + (long)plain.Length > wrapped.Length)
                throw new InvalidOperationException("GSSAPI wrote the message to an unexpected buffer");
            message = wrapped.Slice((int)at, (int)plain.Length);
            return null;
        }
    }

    // A wrapped message may be signed only (RFC 4121 4.2.4): that is not what was agreed on.
    private Refusal NotSealed() => new(Name, Principal, RefusalReason.BadSignature, "the message is not sealed");

    // [MS-RPCE] 3.3.1.5.2.2 with MIT's means: signed-only parts surround the data, the token follows.
    private static void Lay(GssIov* buffers, Protection protection, in MessageParts message, byte* header, byte* body, byte* trailer,
        byte* token, int tokenSize)
    {
        buffers[0] = Iov(GssIovType.SignOnly, header, message.Header.Length);
        buffers[1] = Iov(GssIovType.Data, body, message.Body.Length);
        buffers[2] = Iov(GssIovType.SignOnly, trailer, message.Trailer.Length);
        buffers[3] = Iov(protection == Protection.Seal ? GssIovType.Header : GssIovType.MicToken, token, tokenSize);

        static GssIov Iov(GssIovType type, byte* at, int length) =>
            new() { Type = type, Buffer = new GssBuffer { Length = (nuint)length, Value = at } };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_context != 0) Gssapi.DeleteContext(out _, ref _context, 0);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(_sessionKey);
    }
}
