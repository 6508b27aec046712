using System.Buffers;
using System.Buffers.Binary;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Wire;

namespace Sekimori.Survey.Directory;

/// <summary>
/// A connection to a directory: frames of messages, and after a SASL bind frames of sealed ones ([MS-ADTS] 5.1.1.1). One request at a
/// time.
/// </summary>
internal sealed class LdapConnection(Stream stream, TimeSpan limit) : IAsyncDisposable
{
    // A computer has some 300 bytes of what is asked for. A longer message wants to fill our memory.
    private const int MaxMessage = 1 << 20;

    // A rejected token is answered after some legs of NTLM or Kerberos.
    private const int MaxLegs = 10;

    private SecurityContext? _context;
    private ReadOnlyMemory<byte> _plain;
    private int _id;

    /// <summary>Binds with GSS-SPNEGO, and seals what follows.</summary>
    /// <exception cref="DirectoryException">The account is refused, or the directory does not seal.</exception>
    public async Task BindAsync(ISecurityInitiator initiator, string target, CancellationToken cancellationToken)
    {
        var context = initiator.Initiate(SecurityScheme.Spnego, new ContextOptions
        {
            Level = ProtectionLevel.Privacy, Target = target,
        }) ?? throw new DirectoryException("the credential cannot be used for a directory");
        try
        {
            var step = context.Step(default);
            for (var leg = 0; leg < MaxLegs; leg++)
            {
                if (step.State == StepState.Refused) throw new DirectoryException($"the directory is not believed: {step.Refusal}");
                var reply = await AskAsync(id => LdapRequest.Bind(id, "GSS-SPNEGO", step.Token.Span), cancellationToken)
                    .ConfigureAwait(false);
                // RFC 4511 4.2.2: saslBindInProgress.
                if (reply.Result is not (0 or 14)) throw LdapResult.Failure("the logon", reply);
                if (!context.IsComplete || !reply.Token.IsEmpty) step = context.Step(reply.Token.Span);
                if (reply.Result == 0)
                {
                    if (!context.IsComplete) throw new DirectoryException("the directory ended the logon too early");
                    _context = context;
                    return;
                }
            }

            throw new DirectoryException($"the logon did not end within {MaxLegs} messages");
        }
        finally
        {
            if (_context is null) context.Dispose();
        }
    }

    /// <summary>Binds with a password; only for connections with TLS whose certificate was verified.</summary>
    /// <exception cref="DirectoryException">The account is refused.</exception>
    public async Task BindAsync(string name, string password, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(id => LdapRequest.SimpleBind(id, name, password), cancellationToken).ConfigureAwait(false);
        if (reply.Result != 0) throw LdapResult.Failure("the logon", reply);
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> SendAsync(Func<int, byte[]> request, CancellationToken cancellationToken)
    {
        var message = request(++_id);
        using var time = Limit(cancellationToken);
        await GuardedAsync(async () => await stream.WriteAsync(_context is null ? message : Seal(message), time.Token)
            .ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return _id;
    }

    /// <summary>The next message of a request.</summary>
    /// <exception cref="DirectoryException">There is none in time, or it is no message to this request.</exception>
    public async Task<LdapReply> ReceiveAsync(int id, CancellationToken cancellationToken)
    {
        using var time = Limit(cancellationToken);
        var reply = LdapReply.Read(await GuardedAsync(() => ReadMessageAsync(time.Token), cancellationToken).ConfigureAwait(false));
        if (reply is { Id: 0, Operation: LdapOperation.ExtendedResponse }) throw LdapResult.Failure("the connection", reply);
        return reply.Id == id ? reply : throw new DirectoryException($"the directory answered request {reply.Id} instead of {id}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _context?.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<LdapReply> AskAsync(Func<int, byte[]> request, CancellationToken cancellationToken) =>
        await ReceiveAsync(await SendAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    // Of a sealed frame, or of the stream.
    private async Task<ReadOnlyMemory<byte>> ReadMessageAsync(CancellationToken cancellationToken)
    {
        if (_context is null)
        {
            // RFC 4511 5.1: a sequence. Its header has two to six bytes.
            var header = new byte[2];
            await stream.ReadExactlyAsync(header, cancellationToken).ConfigureAwait(false);
            var more = header[1] > 0x80 ? header[1] & 0x7f : 0;
            if (header[0] != 0x30 || header[1] == 0x80 || more > 4) throw Wrong("its begin");
            var lengthBytes = new byte[more];
            await stream.ReadExactlyAsync(lengthBytes, cancellationToken).ConfigureAwait(false);
            var length = more == 0 ? header[1] : lengthBytes.Aggregate(0L, (all, one) => (all << 8) | one);
            if (length > MaxMessage) throw Wrong($"{length} bytes");
            var message = new byte[2 + more + (int)length];
            header.CopyTo(message, 0);
            lengthBytes.CopyTo(message, 2);
            await stream.ReadExactlyAsync(message.AsMemory(2 + more), cancellationToken).ConfigureAwait(false);
            return message;
        }

        if (_plain.IsEmpty) _plain = await ReadSealedAsync(cancellationToken).ConfigureAwait(false);
        var size = SizeOf(_plain.Span);
        if (size > MaxMessage) throw Wrong($"{size} bytes");
        // A message may be in several frames, a frame may have several messages.
        while (size < 0 || size > _plain.Length)
        {
            var next = await ReadSealedAsync(cancellationToken).ConfigureAwait(false);
            _plain = (byte[])[.. _plain.Span, .. next.Span];
            if (_plain.Length > 2 * MaxMessage) throw Wrong("no end");
            size = SizeOf(_plain.Span);
        }

        var first = _plain[..size];
        _plain = _plain[size..];
        return first;
    }

    // RFC 4422 3.7: four bytes of length, the largest first.
    private async Task<ReadOnlyMemory<byte>> ReadSealedAsync(CancellationToken cancellationToken)
    {
        var header = new byte[4];
        await stream.ReadExactlyAsync(header, cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length is 0 or > MaxMessage) throw Wrong($"a frame of {length} bytes");
        var frame = new byte[length];
        await stream.ReadExactlyAsync(frame, cancellationToken).ConfigureAwait(false);
        var token = Math.Min((int)length, _context!.TokenSize(Protection.Seal));
        return _context.Open(frame, token, out var message) is { } refusal
            ? throw new DirectoryException($"a message of the directory is not genuine: {refusal}")
            : message;
    }

    private byte[] Seal(byte[] message)
    {
        var output = new ArrayBufferWriter<byte>();
        _context!.Wrap(message, output);
        // WS-Management has the token's length there, SASL that of the whole.
        var sealedBytes = output.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(sealedBytes, (uint)(sealedBytes.Length - 4));
        return sealedBytes;
    }

    // The size of the message at the begin; -1 if its header is not whole.
    private static int SizeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2) return -1;
        var more = bytes[1] > 0x80 ? bytes[1] & 0x7f : 0;
        if (bytes[0] != 0x30 || bytes[1] == 0x80 || more > 3) throw Wrong("its begin");
        if (bytes.Length < 2 + more) return -1;
        var length = more == 0 ? bytes[1] : 0;
        for (var i = 0; i < more; i++) length = (length << 8) | bytes[2 + i];
        return 2 + more + length;
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        return time;
    }

    private Task GuardedAsync(Func<Task> work, CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    }, cancellationToken);

    private async Task<T> GuardedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DirectoryException($"the directory did not answer within {limit.TotalSeconds:0.#} s", late);
        }
        catch (IOException gone)
        {
            throw new DirectoryException($"the directory ended the connection: {gone.Message}", gone);
        }
    }

    private static MalformedException Wrong(string what) => new(Malformed.BadLength, $"an LDAP message: {what}");
}
