using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Robust;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>The reply to the client, with its facts for the log. Dispose of it once it is sent.</summary>
public sealed class WsManReply : IDisposable
{
    private IDisposable? _owned;

    internal WsManReply(ReadOnlyMemory<byte> body, IDisposable? owned, EnvelopeCharset charset, Fault? fault, string action,
        string resourceUri)
    {
        (Body, _owned, Charset, Fault, Action, ResourceUri) = (body, owned, charset, fault, action, resourceUri);
    }

    /// <summary>The envelope; empty for what has no reply but HTTP's.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The character set of the envelope.</summary>
    public EnvelopeCharset Charset { get; }

    /// <summary>The fault in the envelope, or null.</summary>
    public Fault? Fault { get; }

    /// <summary>The requested action; empty if the request could not be read that far. Written by the client: log it as data.</summary>
    public string Action { get; }

    /// <summary>The requested resource; empty if the request could not be read that far. Written by the client: log it as data.</summary>
    public string ResourceUri { get; }

    /// <summary>The request as far as it was read; null for what is refused before anything is read.</summary>
    public ParsedRequest? Request { get; internal set; }

    /// <summary>What went wrong inside, for the log; it is not sent to the client.</summary>
    public Exception? Failure { get; internal init; }

    /// <summary>True if it is a message of a robust connection, which is sent as one chunk ([MS-WSMV] 3.1.6.6).</summary>
    public bool IsRobust { get; internal init; }

    /// <summary>True if an acknowledgement went out ahead of it, and the HTTP status with that ([MS-WSMV] 4.11.3).</summary>
    internal bool IsResent { get; init; }

    /// <summary>The HTTP status.</summary>
    public int HttpStatus => IsResent ? 200 : Fault?.HttpStatus ?? 200;

    /// <summary>Makes the memory such that another may hold it too. Once at most.</summary>
    internal KeptReply Share()
    {
        var shared = new KeptReply((ReplyBuffer)_owned!, Charset, Fault);
        _owned = shared;
        return shared;
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _owned, null)?.Dispose();
}
