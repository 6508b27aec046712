using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>The connection that a request came by, as far as robust connections need it ([MS-WSMV] 3.1.4.1.39).</summary>
public interface IReplyChannel
{
    /// <summary>The connection: the same object for each of its requests, and for no other's.</summary>
    object Connection { get; }

    /// <summary>Sends a message ahead of the reply, with the head of the response where that has not gone out.</summary>
    /// <param name="message">The envelope; it may change once the task has ended.</param>
    /// <param name="charset">The character set of the envelope.</param>
    ValueTask SendAheadAsync(ReadOnlyMemory<byte> message, EnvelopeCharset charset);
}
