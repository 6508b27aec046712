using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>What goes back to the client, and what the log says of it. Dispose of it once it is sent.</summary>
public sealed class WsManReply : IDisposable
{
    private readonly ReplyBuffer? _owned;

    internal WsManReply(ReadOnlyMemory<byte> body, ReplyBuffer? owned, EnvelopeCharset charset, Fault? fault, string action, string resourceUri)
    {
        (Body, _owned, Charset, Fault, Action, ResourceUri) = (body, owned, charset, fault, action, resourceUri);
    }

    /// <summary>The envelope.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The character set of the envelope.</summary>
    public EnvelopeCharset Charset { get; }

    /// <summary>The fault in the envelope, or null.</summary>
    public Fault? Fault { get; }

    /// <summary>The action that was asked for; empty where the request could not be read so far. Written by the client: log it as data.</summary>
    public string Action { get; }

    /// <summary>The resource that was asked for; empty where the request could not be read so far. Written by the client: log it as data.</summary>
    public string ResourceUri { get; }

    /// <summary>What went wrong inside, for the log; the client is not told.</summary>
    public Exception? Failure { get; internal init; }

    /// <summary>The HTTP status.</summary>
    public int HttpStatus => Fault?.HttpStatus ?? 200;

    /// <inheritdoc/>
    public void Dispose() => _owned?.Dispose();
}
